import ElectionModel
import Foundation
import ImageFiles
import Learning
import OMR
import Raster
import TestSupport
import Testing

/// The demo's blank pages, whose boxes are known to the pixel, at several resolutions and in several states.
@Suite struct DemoBlanksTests {
    static let folder = PackageFolder.path("TestBallots/demo")

    /// Longer sides of the pictures: 100, 150, 200, 300 and 600 dpi.
    @Test(arguments: [1169, 1754, 2339, 3508, 7016])
    func `at any resolution the targets are found, and the examples are left out`(longSide: Int) throws {
        let blanks = try Blanks(Self.folder).scaled(toLongSide: longSide)
        let comparison = blanks.comparison(with: try LayoutLearner.layout(from: blanks.pages))
        #expect(comparison.found == 9)
        #expect(comparison.spurious == 0)
        #expect(comparison.wrongShape == 0)
        #expect(comparison.greatestError <= max(1, longSide / 1754))
    }

    @Test func `contests are proposed as they are`() throws {
        let layout = try LayoutLearner.layout(from: Blanks(Self.folder).pages)
        #expect(layout.pages.map { Set($0.targets.map(\.contest)).count } == [1, 1])
        #expect(layout.pages[0].targets.map(\.option.rawValue) == ["option-1", "option-2", "option-3", "option-4"])
    }

    @Test func `gaps in scanned outlines are closed`() throws {
        let blanks = try Blanks(Self.folder)
        let broken = blanks.mapped { page, layout in
            var pixels = page.pixels
            // A white cut of two pixels through the upper side of every outline.
            for target in layout.targets {
                for y in target.box.y - 1...target.box.y + 4 {
                    for x in target.box.x + 14...target.box.x + 15 { pixels[y * page.width + x] = 255 }
                }
            }
            return GrayImage(width: page.width, height: page.height, pixels: pixels)
        }
        let comparison = broken.comparison(with: try LayoutLearner.layout(from: broken.pages))
        #expect(comparison.found == 9 && comparison.spurious == 0)
        #expect(comparison.greatestError <= 2)
    }

    @Test func `a filled target is no target`() throws {
        let blanks = try Blanks(Self.folder)
        let filled = blanks.mapped { page, layout in
            var pixels = page.pixels
            let box = layout.targets[0].box
            for y in box.y + 8..<box.y + box.height - 8 {
                for x in box.x + 8..<box.x + box.width - 8 { pixels[y * page.width + x] = 40 }
            }
            return GrayImage(width: page.width, height: page.height, pixels: pixels)
        }
        #expect(try LayoutLearner.layout(from: filled.pages).pages.map(\.targets.count) == [3, 4])
    }

    @Test func `a page of text has no targets`() throws {
        let image = try ImageFile.read(path: Self.folder + "/sheets/33-letter-front.png").frame(at: 0).image
        let page = BlankPage(id: PageID(rawValue: "letter"), reference: "letter.png", image: image)
        #expect(try LayoutLearner.layout(from: [page]).pages[0].targets.isEmpty)
    }

    /// What the drawing script knows it drew.
    struct Expected: Decodable {
        let sheets: [Sheet]

        struct Sheet: Decodable {
            let sides: [Side]
        }

        struct Side: Decodable {
            let image: String
            let status: String
            let page: String?
            let targets: [String: String]
        }
    }

    @Test func `a learned layout reads the demo's sheets with the same marks`() throws {
        let blanks = try Blanks(Self.folder)
        let learned = try LayoutLearner.layout(from: blanks.pages)
        let interpreter = try PageInterpreter(learned, references: blanks.pages.map(\.image))
        let expected = try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: URL(fileURLWithPath: Self.folder + "/expected.json")))
        var read = 0
        for side in expected.sheets.flatMap(\.sides) where side.status == "read" {
            let image = try ImageFile.read(path: Self.folder + "/" + side.image).frame(at: 0).image
            guard case .read(let found, let targets) = interpreter.interpret(image) else {
                Issue.record("\(side.image) is not read")
                continue
            }
            let page = try #require(blanks.layout.pages.first { $0.id.rawValue == side.page })
            #expect(found.page == page.id, "\(side.image)")
            #expect(
                targets.map(\.mark.rawValue) == page.targets.map { side.targets[$0.choice.description] },
                "\(side.image)")
            read += 1
        }
        #expect(read >= 60)
    }
}
