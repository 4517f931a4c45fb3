public import Diagnostics

/// The target sheet as it is printed: its marks, patches and boxes, a ruler, and how to use it.
extension TargetSheet {
    /// The page to print.
    public var page: PrintedPage { PrintedPage(width: width, height: height) { draw(with: $0) } }

    /// The PDF of the page: the same bytes each time, for the same fonts and cairo.
    public func pdf() throws(PrintingFailure) -> [UInt8] {
        try page.pdf(title: "scand target sheet, \(paperName)", date: Self.drawn)
    }

    /// When this drawing was last changed; stated in the PDF in place of the time of printing.
    private static let drawn = "2026-11-01T00:00:00Z"

    private var paperName: String { paper == .a4 ? "A4" : "Letter" }

    private func draw(with pen: borrowing Pen) {
        for mark in marks {
            pen.disc(x: mark.x, y: mark.y, radius: Self.radius, hole: mark.isDisc ? 0 : Self.holeRadius)
        }
        drawSquares(pen)
        drawRuler(pen)
        drawText(pen)
    }

    private func drawSquares(_ pen: borrowing Pen) {
        for patch in patches {
            pen.fill(x: patch.x, y: patch.y, width: patch.side, height: patch.side, black: patch.ink)
            label(pen, "\(Int((patch.ink * 100).rounded())) %", below: patch)
        }
        for (index, box) in penBoxes.enumerated() {
            pen.frame(x: box.x, y: box.y, width: box.side, height: box.side, line: 0.25, black: 0.6)
            label(pen, "pen \(index + 1)", below: box)
        }
    }

    private func label(_ pen: borrowing Pen, _ text: String, below square: Square) {
        let size = 2.4
        let width = pen.width(of: text, size: size)
        pen.text(text, x: square.x + (square.side - width) / 2, y: square.y + square.side + 3.2, size: size)
    }

    /// A line from the first column of marks to the last: 180 mm, to check the printer with a ruler.
    private func drawRuler(_ pen: borrowing Pen) {
        let (left, top) = origin
        let length = Double(Self.columns - 1) * Self.pitch
        let y = top + Double(Self.rows - 1) * Self.pitch + 8
        pen.fill(x: left, y: y, width: length, height: 0.25)
        for centimetre in 0...Int(length / 10) {
            let isEnd = centimetre == 0 || centimetre == Int(length / 10)
            let x = left + Double(centimetre) * 10
            // The outer edges of the first and the last stroke are the ends.
            pen.fill(
                x: isEnd ? (centimetre == 0 ? x : x - 0.25) : x - 0.125, y: y - (isEnd ? 3 : 1.5), width: 0.25,
                height: isEnd ? 3.25 : 1.75)
        }
        pen.text(
            "This line is \(Int(length)) mm long: if it is not, the printer has scaled the page.", x: left + 1.5,
            y: y + 3.8, size: 2.8)
    }

    private func drawText(_ pen: borrowing Pen) {
        let (left, top) = origin
        pen.text("scand target sheet \u{2013} \(paperName)", x: left, y: top - 7, size: 5, isBold: true)
        let text = [
            (
                0,
                "1. Print on white paper of the election's weight at 100 % (\u{201C}actual size\u{201D}). Check the line at the foot with a ruler."
            ),
            (
                0,
                "2. Draw one stroke in each box \u{201C}pen\u{201D} with a pen that voters will get. Leave the other boxes empty."
            ),
            (
                1,
                "3. Feed the sheet, either way up. Then run:   scand calibrate measure   and   scand calibrate threshold"
            ),
            (1, "Keep the sheet flat and clean. It is no ballot: scand refuses to count it."),
        ]
        for (index, (row, line)) in text.enumerated() {
            pen.text(
                line, x: left, y: top + (Double(row) + 0.5) * Self.pitch - 1.5 + Double(index % 2) * 5.2, size: 3)
        }
        pen.text("Boxes for pens:", x: left + 6, y: penBoxes[0].y - 2.2, size: 2.8)
        pen.text("Share of black ink:", x: left + 6, y: patches[0].y - 2.2, size: 2.8)
    }
}
