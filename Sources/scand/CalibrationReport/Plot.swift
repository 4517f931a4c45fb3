import Evidence

/// A frame with two axes to draw measurements in; the numbers of places are turned into pixels here alone.
struct Plot {
    let width = 1000
    let height: Int
    let xRange, yRange: ClosedRange<Double>
    private(set) var canvas: Canvas

    private static let left = 60
    private static let right = 20
    private static let top = 16
    private static let bottom = 46

    /// - Parameters:
    ///   - xRange: what is shown across; of some width.
    ///   - yRange: what is shown upwards; of some height.
    init(height: Int, x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>) {
        precondition(
            xRange.upperBound > xRange.lowerBound && yRange.upperBound > yRange.lowerBound, "axes have a length")
        self.height = height
        self.xRange = xRange
        self.yRange = yRange
        canvas = Canvas(width: width, height: height)
        canvas.frame(
            x: Self.left, y: Self.top, width: width - Self.left - Self.right, height: height - Self.top - Self.bottom,
            thickness: 1, .gray)
    }

    private func column(_ x: Double) -> Double {
        let share = (x - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound)
        return Double(Self.left) + share * Double(width - Self.left - Self.right - 1)
    }

    private func row(_ y: Double) -> Double {
        let share = (y - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
        return Double(height - Self.bottom - 1) - share * Double(height - Self.top - Self.bottom - 1)
    }

    /// Numbers along the lower edge, and what they are.
    mutating func labelX(_ ticks: [(at: Double, text: String)], title: String) {
        let y = height - Self.bottom
        for (at, text) in ticks where xRange.contains(at) {
            let x = Int(column(at).rounded())
            canvas.fill(x: x, y: y, width: 1, height: 5, .gray)
            canvas.text(text, x: x - Canvas.textWidth(text, scale: 1) / 2, y: y + 8, scale: 1, .black)
        }
        canvas.text(title, x: (width - Canvas.textWidth(title, scale: 2)) / 2, y: height - 20, scale: 2, .black)
    }

    /// Numbers along the left edge, with pale lines across.
    mutating func labelY(_ ticks: [(at: Double, text: String)]) {
        for (at, text) in ticks where yRange.contains(at) {
            let y = Int(row(at).rounded())
            canvas.fill(x: Self.left + 1, y: y, width: width - Self.left - Self.right - 2, height: 1, .paleGray)
            canvas.text(text, x: Self.left - 8 - Canvas.textWidth(text, scale: 1), y: y - 3, scale: 1, .black)
        }
    }

    /// A line through points; `nil` interrupts it.
    mutating func curve(_ points: [(x: Double, y: Double?)], thickness: Int = 1, _ colour: Colour) {
        var before: Point?
        for point in points {
            guard let y = point.y else {
                before = nil
                continue
            }
            let place = Point(column(point.x), row(min(max(y, yRange.lowerBound), yRange.upperBound)))
            canvas.line(from: before ?? place, to: place, thickness: thickness, colour)
            before = place
        }
    }

    /// A filled band from the lower to the upper edge.
    mutating func band(_ xs: ClosedRange<Double>, _ colour: Colour) {
        let from = Int(column(max(xs.lowerBound, xRange.lowerBound)).rounded())
        let to = Int(column(min(xs.upperBound, xRange.upperBound)).rounded())
        canvas.fill(
            x: from - 1, y: Self.top + 1, width: max(3, to - from + 2), height: height - Self.top - Self.bottom - 2,
            colour)
    }

    /// A bar from the lower edge up to a value.
    mutating func bar(at x: Double, width share: Double, y: Double, _ colour: Colour) {
        let (from, to) = (Int(column(x).rounded()), Int(column(x + share).rounded()))
        let top = Int(row(min(max(y, yRange.lowerBound), yRange.upperBound)).rounded())
        canvas.fill(x: from, y: top, width: max(1, to - from), height: height - Self.bottom - 1 - top, colour)
    }

    /// An upright line with its name at the top; `lane` moves names apart that would lie on each other.
    mutating func marker(at x: Double, _ name: String, lane: Int, _ colour: Colour) {
        let at = Int(column(min(max(x, xRange.lowerBound), xRange.upperBound)).rounded())
        canvas.fill(x: at - 1, y: Self.top + 1, width: 2, height: height - Self.top - Self.bottom - 2, colour)
        let textWidth = Canvas.textWidth(name, scale: 1)
        let textX = at + 5 + textWidth > width - Self.right ? at - 5 - textWidth : at + 5
        canvas.text(name, x: textX, y: Self.top + 6 + lane * 12, scale: 1, colour, on: .white)
    }
}
