import OMR
import Testing

/// The judge of the metamorphic tests, on readings whose verdict is plain: it must see every kind of wrong vote.
@Suite struct DamageOutcomeTests {
    private func outcome(status: String = "read", _ marks: [String: String]) throws -> DamageOutcome {
        let page = KnownPage(
            name: "page", image: try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png"),
            marks: ["mayor/ada": "marked", "mayor/vera": "unmarked"])
        var reading = Reading(.blank)
        (reading.status, reading.marks) = (status, marks)
        var outcome = DamageOutcome()
        outcome.add(page, reading)
        return outcome
    }

    @Test func `the same votes are read, a doubt or a refusal is refused`() throws {
        #expect(try outcome(["mayor/ada": "marked", "mayor/vera": "unmarked"]).read == 1)
        #expect(try outcome(["mayor/ada": "marked", "mayor/vera": "marginal"]).refused.count == 1)
        #expect(try outcome(status: "rejected: noPaper", [:]).refused.count == 1)
    }

    @Test(arguments: [
        ["mayor/ada": "unmarked", "mayor/vera": "unmarked"], ["mayor/ada": "marked", "mayor/vera": "marked"],
        ["mayor/ada": "marked"], ["council/ignat": "marked"],
        // A doubt beside it excuses no wrong vote.
        ["mayor/ada": "marginal", "mayor/vera": "marked"],
    ]) func `other votes are misread`(marks: [String: String]) throws {
        #expect(try outcome(marks).misread.count == 1)
    }

    @Test func `votes that pass for an empty side are misread`() throws {
        #expect(try outcome(status: "blank", [:]).misread.count == 1)
    }
}
