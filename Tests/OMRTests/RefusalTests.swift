import ElectionModel
import OMR
import Raster
import TestSupport
import Testing

/// Pictures that are no page: each is refused with a reason that a poll worker understands.
@Suite struct RefusalTests {
    private func reading(_ image: GrayImage) throws -> Reading {
        Reading(try DemoSheetsTests.interpreter.get().interpret(image))
    }

    private func flat(_ gray: UInt8, _ width: Int, _ height: Int) -> GrayImage {
        GrayImage(width: width, height: height, pixels: [UInt8](repeating: gray, count: width * height))
    }

    @Test func `one pixel is too small`() throws {
        #expect(try reading(flat(255, 1, 1)).status == "rejected: imageTooSmall")
    }

    @Test func `a strip of 30000 by 100 is no page`() throws {
        #expect(try reading(flat(255, 30_000, 100)).status == "rejected: notAPage")
    }

    @Test func `white paper is blank`() throws {
        #expect(try reading(flat(255, 850, 1100)).status == "blank")
        #expect(try reading(flat(200, 850, 1100)).status == "blank")
    }

    @Test func `darkness is no paper`() throws {
        #expect(try reading(flat(0, 850, 1100)).status == "rejected: noPaper")
    }

    @Test func `noise is no page`() throws {
        var state: UInt64 = 1
        let pixels = (0..<850 * 1100).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        #expect(try reading(GrayImage(width: 850, height: 1100, pixels: pixels)).status == "rejected: unrecognisedPage")
    }

    @Test func `the same page with other names beside the boxes is refused`() throws {
        let image = try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png")
        let layout = try Fixtures.layout(DemoSheetsTests.folder)
        // The words left of each box trade places, bottom to top: another order of candidates.
        let boxes = layout.pages[0].targets.map(\.box)
        var pixels = image.pixels
        for (to, from) in zip(boxes, boxes.reversed()) {
            for row in -20..<to.height + 20 {
                for x in 120..<to.x - 20 {
                    pixels[(to.y + row) * image.width + x] = image[x, from.y + row]
                }
            }
        }
        let swapped = GrayImage(width: image.width, height: image.height, pixels: pixels)
        #expect(try reading(image).status == "read")
        #expect(try reading(swapped).status.hasPrefix("rejected"))
    }
}
