import ElectionModel
import Evidence
import OMR
import Raster
import Testing

/// The pictures themselves, asked by their colours.
@Suite struct PictureTests {
    private func picture(_ image: GrayImage) throws -> Canvas {
        EvidencePicture(try DemoEvidence.evidence(image), of: image, name: "scan.png").canvas()
    }

    /// Pixels of the banner over a picture of 1550 columns: far more than any outline or label has.
    private static let banner = 40_000

    @Test func `the banner's colour says what became of the side`() throws {
        for (name, colour) in [
            ("07-cross-front", Colour.green), ("31-hesitation-front", .orange), ("32-blank-paper-front", .gray),
            ("33-letter-front", .red),
        ] {
            let canvas = try picture(DemoEvidence.image("sheets/\(name).png"))
            #expect(canvas.count(of: colour) > Self.banner, "\(name)")
        }
    }

    @Test func `marked, marginal and unmarked targets are outlined in their colours`() throws {
        let canvas = try picture(DemoEvidence.image("sheets/31-hesitation-front.png"))
        // Outlines of some 65 pixels a side, 5 and 2 thick; the legend has one small sample of each.
        #expect(canvas.count(of: .green) > 1000)
        #expect(canvas.count(of: .orange) > Self.banner + 1000)
        #expect(canvas.count(of: .blue) > 800)
    }

    @Test func `a picture refused for its size is shown with its reason`() throws {
        let strip = GrayImage(width: 12_000, height: 100, pixels: [UInt8](repeating: 255, count: 1_200_000))
        let canvas = try picture(strip)
        #expect(canvas.width == 1200)
        #expect(canvas.count(of: .red) > Self.banner)
        #expect(EvidencePicture(notOpened: "damaged", name: "x").canvas().count(of: .red) > Self.banner)
    }

    @Test func `there is a contact sheet where there is something to look at`() throws {
        let marginal = try DemoEvidence.evidence(DemoEvidence.image("sheets/31-hesitation-front.png"))
        let sheet = try #require(ContactSheet(marginal, name: "scan.png")).canvas()
        #expect(sheet.count(of: .orange) > 500)
        #expect(sheet.count(of: .green) > 500)
        let empty = try DemoEvidence.evidence(DemoEvidence.image("blank-front.png"))
        #expect(ContactSheet(empty, name: "scan.png") == nil)
    }

    @Test func `the same side gives the same pictures`() throws {
        let image = try DemoEvidence.image("sheets/21-skewed-2-degrees-front.png")
        #expect(try picture(image) == picture(image))
    }

    @Test func `an overlay frames every target outside its box`() throws {
        let page = try DemoEvidence.layout.get().pages[0]
        let image = try DemoEvidence.image(page.reference)
        let canvas = LayoutOverlay(page, over: image).canvas()
        #expect(canvas.width == 2 * image.width)
        let strip = canvas.height - 2 * image.height
        func isBlue(_ x: Int, _ y: Int) -> Bool {
            let at = 3 * ((strip + y) * canvas.width + x)
            return Array(canvas.rgb[at..<at + 3]) == [Colour.blue.red, Colour.blue.green, Colour.blue.blue]
        }
        for target in page.targets {
            let (x, y) = (2 * target.box.x, 2 * target.box.y + target.box.height)
            #expect(isBlue(x - 2, y) && isBlue(x - 1, y) && !isBlue(x, y), "\(target.choice)")
        }
    }
}
