import OMR
import Raster
import Testing

/// A page stays what it is when it is scanned badly: damaged in any way, it gives the same votes, or it is refused with a
/// reason, or a person is asked. It never gives other votes.
@Suite struct MetamorphicTests {
    @Test(arguments: DamageCase.all) func `a damaged page gives the same votes or none`(known: DamageCase) throws {
        let interpreter = try DemoSheetsTests.interpreter.get()
        var outcome = DamageOutcome()
        for page in try DamagedPages.demo.get().prefix(known.pages) {
            outcome.add(page, Reading(interpreter.interpret(known.damage(page.image))))
        }
        #expect(outcome.misread.count <= known.misread, "\(outcome)")
        #expect(outcome.read >= known.read, "\(outcome)")
    }
}

/// A page whose votes are known.
struct KnownPage: Sendable {
    let name: String
    let image: GrayImage
    /// Every target: `marked` or `unmarked`.
    let marks: [String: String]
}

/// The demo's pages that are damaged: five ways of marking, and none.
enum DamagedPages {
    static let names = [
        "01-filled-back", "03-tick-back", "04-line-front", "06-pale-pen-back", "07-cross-front", "11-no-marks-front",
    ]

    static let demo = Result {
        try names.map { name in
            let path = "sheets/\(name).png"
            let side = try #require(DemoSheetsTests.Expected.sides.first { $0.image == path })
            return KnownPage(
                name: name, image: try Fixtures.image(DemoSheetsTests.folder + "/" + path), marks: side.targets)
        }
    }
}
