import Diagnostics
import Evidence
import Raster

/// A blank side as it was scanned, small, with the faulty columns framed and the thirds that an operator is told.
enum BlankPicture {
    private static let width = 620

    static func canvas(_ side: BlankSide, of image: GrayImage) -> Canvas {
        let scale = min(1, Double(width) / Double(image.width))
        let small = image.scaled(
            toWidth: max(1, Int((Double(image.width) * scale).rounded())),
            height: max(1, Int((Double(image.height) * scale).rounded())))
        let labels = 16 * max(1, side.findings.count)
        var canvas = Canvas(width: small.width, height: small.height + labels + 8)
        canvas.draw(small, x: 0, y: labels + 8)
        for third in 1...2 {
            let x = small.width * third / 3
            for y in stride(from: labels + 8, to: canvas.height, by: 16) {
                canvas.fill(x: x, y: y, width: 1, height: 8, .gray)
            }
        }
        for (lane, finding) in side.findings.enumerated() {
            let from = Int(Double(finding.first) * scale) - 3
            let to = Int(Double(finding.last + 1) * scale) + 3
            canvas.frame(
                x: from, y: 16 * lane + 8, width: to - from, height: canvas.height - 16 * lane - 8, thickness: 1, .red)
            let text =
                "\(finding.startInMillimetres.map { NumberText.text($0) + " mm" } ?? "\(finding.first)") \(finding.kindText)"
            let textWidth = Canvas.textWidth(text, scale: 1)
            canvas.text(
                text, x: to + 4 + textWidth > canvas.width ? from - 4 - textWidth : to + 4, y: 16 * lane + 10, scale: 1,
                .red)
        }
        return canvas
    }
}
