import Evidence
import Raster
import Testing

@Suite struct CanvasTests {
    @Test func `what reaches outside is cut off`() {
        var canvas = Canvas(width: 20, height: 10)
        canvas.line(from: Point(-1e12, 5), to: Point(1e12, 5), .red)
        canvas.text("A long text", x: -30, y: -3, .black)
        canvas.draw(GrayImage(width: 2, height: 2, pixels: [0, 0, 0, 0]), x: 19, y: 9)
        #expect(canvas.rgb.count == 3 * 20 * 10)
        #expect(Array(canvas.rgb[(3 * 5 * 20)..<(3 * 5 * 20 + 3)]) == [205, 15, 30])
        #expect(Array(canvas.rgb.suffix(3)) == [0, 0, 0])
    }
}
