import Foundation
import OMR
import Raster
import TestSupport
import Testing

/// Real scans, damaged further: whatever is read of them must still be what people saw.
@Suite(.enabled(if: SharedFolder.path != nil, Comment(rawValue: SharedFolder.missing)))
struct MetamorphicRealTests {
    /// Pages as they came from the scanner, of letter size.
    static let pages = Result {
        try [("vw-choctaw-2020", "filled-in-p1.png"), ("vw-choctaw-mock", "bywy-filled-in-p1.png")].map {
            (family, image) in
            let folder = try #require(SharedFolder.path) + "/ballots/" + family
            let truth = try JSONDecoder().decode(
                RealScansTests.Truth.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/truth.json")))
            let page = try #require(truth.images.first { $0.image == image })
            let sure = (page.targets ?? []).filter { $0.doubtful != true && ["marked", "unmarked"].contains($0.state) }
            return (
                try Fixtures.interpreter(folder),
                KnownPage(
                    name: "\(family)/\(image)", image: try Fixtures.image(folder + "/" + image),
                    marks: [String: String](
                        sure.map { ("\($0.contest)/\($0.option)", $0.state) }, uniquingKeysWith: { one, _ in one }))
            )
        }
    }

    private static let letter = 215.9

    /// A row: the damage, and how many of the pages are read.
    static let cases = [
        DamageCase(.turned(90), read: 2), DamageCase(.skew(-3), read: 2), DamageCase(.skew(7), read: 2),
        DamageCase(.skew(2, background: 0), read: 2), DamageCase(.scale(0.93, 0.95), read: 2),
        DamageCase(.resolution(100, from: 200), read: 2), DamageCase(.perspective(0.02, -0.03), read: 2),
        DamageCase(.shift(5, -5, paperWidth: letter), read: 2),
        DamageCase(.border(0, left: 5, top: 5, right: 5, bottom: 5, paperWidth: letter), read: 2),
        DamageCase(.localStretch(0.02), read: 2), DamageCase(.slip(-6, at: 0.5), read: 2),
        DamageCase(.gamma(0.6), read: 2), DamageCase(.gamma(1.6), read: 2), DamageCase(.shading(across: 0.6), read: 2),
        DamageCase(.noise(25), read: 2), DamageCase(.blur(1.5), read: 2), DamageCase(.jpeg(quality: 40), read: 2),
        DamageCase(.threshold(144), read: 2), DamageCase(.showThrough(0.1), read: 2),
        DamageCase(.showThrough(0.3), read: 0),
        DamageCase(.streaks(at: [0.09, 0.36], width: 3, gray: 0), read: 2),
        DamageCase(.fold(at: 0.5, width: 6, gray: 130), read: 2),
    ]

    @Test(arguments: cases) func `a damaged real page gives the same votes or none`(known: DamageCase) throws {
        var outcome = DamageOutcome()
        for (interpreter, page) in try Self.pages.get() {
            outcome.add(page, Reading(interpreter.interpret(known.damage(page.image))))
        }
        #expect(outcome.misread.count <= known.misread, "\(outcome)")
        #expect(outcome.read >= known.read, "\(outcome)")
    }
}
