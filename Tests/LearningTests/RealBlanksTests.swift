import ElectionModel
import Foundation
import Learning
import TestSupport
import Testing

/// Blank pages of real ballots and forms: what is found stays found. Any vendor's targets, none of the print around them.
@Suite(.enabled(if: SharedFolder.path != nil, Comment(rawValue: SharedFolder.missing)))
struct RealBlanksTests {
    struct Family: Sendable, CustomTestStringConvertible {
        let name: String
        let found: Int
        let spurious: Int
        /// Pixels that a box's edge may be off.
        let error: Int
        var testDescription: String { name }

        init(_ name: String, found: Int, spurious: Int = 0, error: Int = 2) {
            (self.name, self.found, self.spurious, self.error) = (name, found, spurious, error)
        }
    }

    static let families = [
        Family("fs-questionnaire", found: 31), Family("oc-cedar2008-gray", found: 111),
        Family("oc-cedar2012", found: 58), Family("oc-durant", found: 9), Family("oc-juneau", found: 21),
        Family("oc-tipton", found: 6), Family("sd-debug", found: 85), Family("tevs-humboldt", found: 4),
        Family("vw-28lb", found: 38), Family("vw-choctaw-2019", found: 55), Family("vw-choctaw-2020", found: 21),
        Family("vw-choctaw-legal", found: 62), Family("vw-choctaw-mock", found: 49, spurious: 1),
        Family("vw-hamilton", found: 94),
        Family("vw-oaklawn", found: 38),
    ]

    @Test(arguments: families) func `the targets of a real ballot are found, and little else`(family: Family) throws {
        let blanks = try Blanks(#require(SharedFolder.path) + "/ballots/" + family.name)
        let comparison = blanks.comparison(with: try LayoutLearner.layout(from: blanks.pages))
        #expect(comparison.found >= family.found)
        #expect(comparison.spurious <= family.spurious)
        #expect(comparison.greatestError <= family.error)
        #expect(comparison.wrongShape == 0)
    }

    /// Forms with bubbles side by side, letters in them, or digits between them; their other bubbles, of names and numbers, are targets too.
    static let rows = [
        ("cases/bubbles-gap27", 120), ("cases/bubbles-gap60", 120), ("cases/bubbles-letters", 120),
        ("cases/bubbles-letters4", 120), ("ballots/amc-upgrade", 220), ("ballots/iu-boxes", 425),
        ("ballots/omcr-75-bw", 581), ("ballots/phone-mythrex", 239),
    ]

    @Test(arguments: rows) func `targets side by side are found, with letters inside too`(name: String, count: Int)
        throws
    {
        let blanks = try Blanks(#require(SharedFolder.path) + "/" + name)
        let learned = try LayoutLearner.layout(from: blanks.pages)
        let comparison = blanks.comparison(with: learned)
        #expect(comparison.found >= count && comparison.wrongShape == 0)
        #expect(comparison.greatestError <= 2)
        if name.hasPrefix("cases/") {
            #expect(comparison.spurious == 0)
            // A question is a row.
            #expect(learned.contests.count == 24)
        }
    }

    /// Ratchet over all families together: outlines are 10 to 20 pixels high, lines a pixel of gray.
    @Test func `nearly all are found in pictures of about 100 dpi`() throws {
        let ballots = try #require(SharedFolder.path) + "/ballots/"
        var (found, spurious) = (0, 0)
        for family in Self.families {
            let blanks = try Blanks(ballots + family.name).scaled(toLongSide: 1200)
            let comparison = blanks.comparison(with: try LayoutLearner.layout(from: blanks.pages))
            found += comparison.found
            spurious += comparison.spurious
        }
        #expect(found >= 669)
        #expect(spurious <= 4)
    }

    /// Ratchet on the proposal of contests: all of the ballots', a few of the questionnaires'.
    @Test(arguments: families) func `contests of ballots are proposed as they are`(family: Family) throws {
        let blanks = try Blanks(#require(SharedFolder.path) + "/ballots/" + family.name)
        let learned = try LayoutLearner.layout(from: blanks.pages)
        for (known, proposed) in zip(blanks.layout.pages, learned.pages) where !Self.forms.contains(family.name) {
            let expected = Set(Dictionary(grouping: known.targets, by: \.contest).values.map { Set($0.map(\.box)) })
            let names = Dictionary(grouping: proposed.targets, by: \.contest).values.map { contest in
                Set(contest.compactMap { target in known.targets.first { target.box.holdsCentre(of: $0.box) }?.box })
            }
            // What was found beside the ballot's targets is counted above.
            #expect(Set(names.filter { !$0.isEmpty }) == expected, "\(known.id)")
        }
    }

    /// Questionnaires, whose answers stand in rows and grids as well.
    static let forms: Set<String> = ["fs-questionnaire", "sd-debug"]
}
