import Codes
import ElectionModel
import Foundation
import ImageFiles
import OMR
import Raster
import TestSupport
import Testing

/// Pages of the demo with a code printed on them, read by the interpreter and by the code reader together.
@Suite struct PageCodeTests {
    private static let folder = PackageFolder.path("TestBallots/demo")
    /// White paper on the front: right of the heading, above the boxes.
    private static let place = (x: 930, y: 560)

    private func image(_ name: String) throws -> GrayImage {
        try ImageFile.read(path: Self.folder + "/" + name).frame(at: 0).image
    }

    private func printed(_ code: String, on image: GrayImage) -> GrayImage {
        image.covered(by: DrawnCode.image(code, module: 3, margin: 4), x: Self.place.x, y: Self.place.y)
    }

    /// The demo's front with one code in its layout.
    private func interpreter(payload: String?, required: Bool = false) throws -> PageInterpreter {
        let layout = try JSONDecoder().decode(
            Layout.self, from: Data(contentsOf: URL(fileURLWithPath: Self.folder + "/layout.json")))
        let front = layout.pages[0]
        let code = PageCode(
            box: PixelBox(x: Self.place.x + 12, y: Self.place.y + 12, width: 75, height: 75),
            payload: payload.map { [UInt8]($0.utf8) }, isRequired: required)
        let page = PageLayout(id: front.id, reference: front.reference, targets: front.targets, codes: [code])
        return try PageInterpreter(
            try Layout(contests: layout.contests, pages: [page]),
            references: [printed(DrawnCode.precinct7, on: try image("blank-front.png"))],
            codes: { image, region in CodeReader.forTests.codes(in: image, region: region).map(\.payload) })
    }

    private func status(_ side: SideInterpretation) -> String {
        switch side {
        case .read: "read"
        case .blank: "blank"
        case .rejected(let reason): reason.code
        }
    }

    @Test func `the right code is found, also on a sheet fed upside down`() throws {
        let reader = try interpreter(payload: "demo 2026, precinct 7", required: true)
        let sheet = printed(DrawnCode.precinct7, on: try image("sheets/07-cross-front.png"))
        #expect(status(reader.interpret(sheet)) == "read")
        #expect(status(reader.interpret(sheet.upsideDown)) == "read")
    }

    @Test func `another precinct's code refuses the page, whether required or not`() throws {
        let sheet = printed(DrawnCode.precinct8, on: try image("sheets/07-cross-front.png"))
        for required in [false, true] {
            let reader = try interpreter(payload: "demo 2026, precinct 7", required: required)
            #expect(status(reader.interpret(sheet)) == "codeMismatch")
        }
    }

    @Test func `a code that cannot be read refuses the page only where it is required`() throws {
        let smudged = printed(DrawnCode.precinct7, on: try image("sheets/07-cross-front.png")).covered(
            by: GrayImage(width: 60, height: 40, pixels: [UInt8](repeating: 40, count: 2400)),
            x: Self.place.x + 30, y: Self.place.y + 50)
        #expect(status(try interpreter(payload: "demo 2026, precinct 7").interpret(smudged)) == "read")
        #expect(
            status(try interpreter(payload: "demo 2026, precinct 7", required: true).interpret(smudged))
                == "codeUnreadable")
    }

    @Test func `without a payload any code will do`() throws {
        let reader = try interpreter(payload: nil, required: true)
        let (seven, eight) = (DrawnCode.precinct7, DrawnCode.precinct8)
        for code in [seven, eight] {
            #expect(status(reader.interpret(printed(code, on: try image("sheets/07-cross-front.png")))) == "read")
        }
    }

    @Test func `codes in a layout need a reader of codes`() throws {
        let layout = try interpreter(payload: nil).layout
        let error = #expect(throws: DefinitionError.self) {
            try PageInterpreter(layout, references: [try image("blank-front.png")])
        }
        #expect(error?.field == "pages[0].codes")
    }
}
