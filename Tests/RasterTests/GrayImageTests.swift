import Raster
import Testing

@Suite struct GrayImageTests {
    @Test func `pixels are addressed by column and row`() {
        let image = GrayImage(width: 3, height: 2, pixels: [0, 1, 2, 3, 4, 5])
        #expect(image[2, 0] == 2)
        #expect(image[0, 1] == 3)
    }
}
