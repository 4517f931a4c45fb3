import ElectionModel
import Foundation
import OMR
import TestSupport
import Testing

/// The demo's sheets, each side against what the drawing script knows it drew.
@Suite struct DemoSheetsTests {
    static let folder = PackageFolder.path("TestBallots/demo")
    static let interpreter = Result { try Fixtures.interpreter(folder) }

    struct Expected: Decodable {
        let sheets: [Sheet]

        struct Sheet: Decodable {
            let sheet: String
            let sides: [Side]
        }

        struct Side: Decodable, Sendable, CustomTestStringConvertible {
            let image: String
            let status: String
            let page: String?
            let rotation: Int?
            let targets: [String: String]
            var testDescription: String { image }
        }

        static let sides: [Side] = {
            let url = URL(fileURLWithPath: folder + "/expected.json")
            guard let data = try? Data(contentsOf: url),
                let expected = try? JSONDecoder().decode(Expected.self, from: data)
            else { return [] }
            return expected.sheets.flatMap(\.sides)
        }()
    }

    @Test func `the demo has the sheets that it promises`() {
        #expect(Expected.sides.count >= 48)
    }

    @Test(arguments: Expected.sides) func `a drawn side is read as it was drawn`(side: Expected.Side) throws {
        let image = try Fixtures.image(Self.folder + "/" + side.image)
        let reading = Reading(try Self.interpreter.get().interpret(image))
        guard side.status == "read" else {
            #expect(reading.status.hasPrefix(side.status))
            return
        }
        #expect(reading.status == "read")
        #expect(reading.page == side.page)
        #expect(reading.rotation == side.rotation)
        #expect(reading.marks == side.targets)
    }
}
