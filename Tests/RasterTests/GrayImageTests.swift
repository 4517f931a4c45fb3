import Raster
import Testing

@Suite struct GrayImageTests {
    @Test func `pixels are addressed by column and row`() {
        let image = GrayImage(width: 3, height: 2, pixels: [0, 1, 2, 3, 4, 5])
        #expect(image[2, 0] == 2)
        #expect(image[0, 1] == 3)
    }
}

@Suite struct LightRowsTests {
    @Test func `the sheet is what lies between the black rows around it`() {
        let rows: [UInt8] = [0, 3, 200, 0, 180, 10, 0]
        let image = GrayImage(width: 40, height: 7, pixels: rows.flatMap { [UInt8](repeating: $0, count: 40) })
        #expect(image.lightRows(above: 64) == 2..<5)
        #expect(image.lightRows(above: 200) == nil)
    }

    @Test func `one pixel in twenty makes a row of paper, fewer do not`() {
        var pixels = [UInt8](repeating: 0, count: 120)
        pixels[7] = 255
        #expect(GrayImage(width: 40, height: 3, pixels: pixels).lightRows(above: 64) == nil)
        pixels[45] = 255
        pixels[79] = 255
        #expect(GrayImage(width: 40, height: 3, pixels: pixels).lightRows(above: 64) == 1..<2)
    }
}
