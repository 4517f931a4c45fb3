import Decks
import ElectionModel
import Foundation
import OMR
import Raster
import TestSupport
import Testing

/// Two sides become a sheet, or are refused as one.
@Suite struct SheetInterpreterTests {
    private static let blank = GrayImage(width: 600, height: 850, pixels: [UInt8](repeating: 255, count: 600 * 850))

    private func interpreter() throws -> SheetInterpreter {
        let file = try JSONDecoder().decode(
            ElectionFile.self,
            from: Data(contentsOf: URL(fileURLWithPath: DemoSheetsTests.folder + "/election.json")))
        return SheetInterpreter(file.election, try DemoSheetsTests.interpreter.get())
    }

    private func side(_ name: String) throws -> GrayImage {
        try Fixtures.image(DemoSheetsTests.folder + "/sheets/" + name + ".png")
    }

    private func outcome(_ sheet: SheetInterpretation) -> String {
        switch sheet {
        case .readable(let record):
            record.contests.map { "\($0.contest):\($0.marked.map(\.rawValue).joined(separator: ","))" }
                .joined(separator: " ")
        case .needsReview(let reasons): "review " + reasons.map(\.code).joined(separator: " ")
        case .blank: "blank"
        case .rejected(let rejection): "rejected \(rejection.code)"
        }
    }

    @Test func `front and back are found out, whichever comes first`() throws {
        let interpreter = try interpreter()
        let (front, back) = (try side("01-filled-front"), try side("01-filled-back"))
        let expected = "mayor:ada council:ignat,lada"
        #expect(outcome(interpreter.interpret(sideA: front, sideB: back)) == expected)
        #expect(outcome(interpreter.interpret(sideA: back, sideB: front)) == expected)
    }

    @Test func `two fronts are no sheet`() throws {
        let (one, other) = (try side("01-filled-front"), try side("07-cross-front"))
        #expect(outcome(try interpreter().interpret(sideA: one, sideB: other)) == "rejected sidesDisagree")
    }

    @Test func `a front whose back was not seen is refused`() throws {
        let front = try side("01-filled-front")
        #expect(outcome(try interpreter().interpret(sideA: front, sideB: nil)) == "rejected otherSideMissing")
        #expect(outcome(try interpreter().interpret(sideA: front, sideB: Self.blank)) == "rejected deadSensor")
    }

    @Test func `an empty sheet is blank, a foreign side refuses the sheet`() throws {
        #expect(outcome(try interpreter().interpret(sideA: Self.blank, sideB: Self.blank)) == "blank")
        let (front, letter) = (try side("01-filled-front"), try side("33-letter-front"))
        #expect(outcome(try interpreter().interpret(sideA: front, sideB: letter)) == "rejected unrecognisedPage")
    }

    @Test func `a stamp and signatures on an empty side are no page, and a page of text is another one`() throws {
        var stamped = DrawnSheet(Self.blank)
        stamped.ring(.init(300, 300), radius: 90, width: 5, gray: 60)
        stamped.ring(.init(300, 300), radius: 70, width: 3, gray: 60)
        for (x, y) in [(100.0, 600.0), (320.0, 640.0)] {
            var last = DrawnSheet.Point(x, y)
            for step in 1...12 {
                let next = DrawnSheet.Point(x + 14 * Double(step), y + (step % 2 == 0 ? 18 : -14))
                stamped.line(last, next, width: 3, gray: 40)
                last = next
            }
        }
        guard case .blank = try DemoSheetsTests.interpreter.get().interpret(stamped.image) else {
            Issue.record("not blank")
            return
        }
        let letter = try side("33-letter-front")
        guard case .rejected = try DemoSheetsTests.interpreter.get().interpret(letter) else {
            Issue.record("a letter passes for an empty side")
            return
        }
        // Where the sheet has two pages, the second one is missed.
        let front = try side("01-filled-front")
        #expect(outcome(try interpreter().interpret(sideA: front, sideB: stamped.image)) == "rejected otherSideMissing")
    }

    @Test func `a hesitation goes to a person and its message names no option`() throws {
        let sheet = try interpreter().interpret(
            sideA: try side("31-hesitation-front"), sideB: try side("31-hesitation-back"))
        #expect(outcome(sheet) == "review marginalMark")
        guard case .needsReview(let reasons) = sheet else { return }
        for reason in reasons { #expect(!reason.message.contains("vera")) }
    }
}

@Suite struct TallyTests {
    private func election() throws -> Election {
        let options = ["a", "b", "c"].map { ElectionOption(id: OptionID(rawValue: $0), name: LocalizedText()) }
        return try Election(
            id: "e", title: LocalizedText(),
            contests: [
                Contest(id: ContestID(rawValue: "x"), title: LocalizedText(), votesAllowed: 2, options: options)
            ], sheets: nil)
    }

    private func record(_ marked: String...) -> CastVoteRecord {
        CastVoteRecord(
            sheet: "s",
            contests: [
                ContestVotes(
                    contest: ContestID(rawValue: "x"), votesAllowed: 2, marked: marked.map { OptionID(rawValue: $0) })
            ])
    }

    @Test func `an overvote gives nobody a vote and every ballot balances`() throws {
        var tally = Tally(try election())
        for cast in [record("a"), record("a", "b"), record("a", "b", "c"), record()] { tally.add(cast) }
        let sums = tally.contests[0]
        #expect(sums.votes.map(\.count) == [2, 1, 0])
        #expect(sums.ballots == 4 && sums.overvotes == 1 && sums.undervotes == 3 && tally.sheets == 4)
        #expect(sums.isBalanced)
    }

    @Test func `records sort by content whatever the order of casting`() throws {
        let records = [record("b"), record("a", "b"), record(), record("a")]
        #expect(records.sorted() == records.reversed().sorted())
        #expect(records.sorted().map { $0.contests[0].marked.map(\.rawValue) } == [[], ["a"], ["a", "b"], ["b"]])
    }

    @Test func `pages that are made ready in another order are the same pages`() throws {
        let layout = try Fixtures.layout(DemoSheetsTests.folder)
        let references = try layout.pages.map { try Fixtures.image(DemoSheetsTests.folder + "/" + $0.reference) }
        let other = try PageInterpreter(
            layout, references: references,
            eachPage: { count, ready in Array((0..<count).reversed().map(ready).reversed()) })
        #expect(other.summaries == (try DemoSheetsTests.interpreter.get().summaries))
    }
}
