import ElectionModel
import Foundation
import OMR
import TestSupport
import Testing

/// Real scans against what people saw on them. A ratchet: what is read stays read, and nothing is ever misread.
@Suite(.enabled(if: SharedFolder.path != nil, Comment(rawValue: SharedFolder.missing)))
struct RealScansTests {
    struct Truth: Decodable {
        let images: [Page]

        struct Page: Decodable {
            let image: String
            let frame: Int?
            let expect: String
            let page: String?
            let rotation: Int?
            let targets: [Target]?
        }

        struct Target: Decodable {
            let contest: String
            let option: String
            let state: String
            let doubtful: Bool?
        }
    }

    /// Families and the pages of each that must be read: all of them, but for one sheet of another precinct that may be
    /// refused (vw-choctaw-legal), and one that was set in another face than its blank (vw-choctaw-2019).
    static let families = [
        ("fs-questionnaire", 2), ("oc-cedar2008-gray", 6), ("oc-cedar2012", 11), ("oc-durant", 9), ("oc-juneau", 12),
        ("oc-tipton", 9), ("sd-debug", 20), ("tevs-humboldt", 3), ("vw-28lb", 4), ("vw-choctaw-2019", 2),
        ("vw-choctaw-2020", 3), ("vw-choctaw-legal", 6), ("vw-choctaw-mock", 4), ("vw-hamilton", 3), ("vw-oaklawn", 2),
    ]
    /// Families whose foreign pages are tried on each other: three makers.
    static let strangers = [("vw-choctaw-2020", 3), ("oc-juneau", 12), ("sd-debug", 20)]

    @Test(arguments: families) func `no target of a real ballot is misread`(family: String, pages: Int) throws {
        let folder = try #require(SharedFolder.path) + "/ballots/" + family
        let truth = try JSONDecoder().decode(
            Truth.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/truth.json")))
        let interpreter = try Fixtures.interpreter(folder)
        var read = 0
        for page in truth.images where page.expect == "read" {
            let name = "\(page.image)#\(page.frame ?? 0)"
            let image = try Fixtures.image(folder + "/" + page.image, frame: page.frame ?? 0)
            let reading = Reading(interpreter.interpret(image))
            guard reading.status == "read" else { continue }
            read += 1
            #expect(reading.page == page.page, "\(name)")
            #expect(reading.rotation == page.rotation, "\(name)")
            for target in page.targets ?? [] where target.doubtful != true && target.state != "corrected" {
                let mark = reading.marks["\(target.contest)/\(target.option)"]
                let allowed =
                    target.state == "marginal" ? ["marginal", "marked", "unmarked"] : [target.state, "marginal"]
                #expect(allowed.contains(mark ?? "missing"), "\(name) \(target.contest)/\(target.option)")
            }
        }
        #expect(read >= pages, "pages read of \(family)")
    }

    @Test(arguments: strangers) func `a page that is no ballot of the layout is never read`(family: String, pages: Int)
        throws
    {
        let ballots = try #require(SharedFolder.path) + "/ballots"
        let interpreter = try Fixtures.interpreter(ballots + "/" + family)
        let bmd = try Fixtures.image(ballots + "/negatives/bmd-summary-1.png")
        #expect(Reading(interpreter.interpret(bmd)).status == "rejected: unrecognisedPage")
        let empty = try Fixtures.image(ballots + "/negatives/blank-page.png")
        #expect(Reading(interpreter.interpret(empty)).status == "blank")
        for (other, _) in Self.strangers where other != family {
            let layout = try Fixtures.layout(ballots + "/" + other)
            let foreign = try Fixtures.image(ballots + "/" + other + "/" + layout.pages[0].reference)
            #expect(Reading(interpreter.interpret(foreign)).status != "read", "\(other)")
        }
    }
}

@Suite(.enabled(if: SharedFolder.path != nil, Comment(rawValue: SharedFolder.missing)))
struct RealWriteInsTests {
    @Test func `a written name is seen and an empty line is not`() throws {
        let folder = try #require(SharedFolder.path) + "/ballots/vw-choctaw-2020"
        let image = try Fixtures.image(folder + "/filled-in-p1.png")
        guard case .read(_, let targets) = try Fixtures.interpreter(folder).interpret(image) else {
            Issue.record("not read")
            return
        }
        let lines = targets.compactMap { target in target.writeIn.map { (target.mark, $0) } }
        #expect(lines.count == 4)
        for (mark, line) in lines {
            #expect(line.isInked == (mark == .marked), "\(line.score)")
            #expect(line.corners.allSatisfy { (0..<2544).contains($0.x) && (0..<3300).contains($0.y) })
        }
    }
}
