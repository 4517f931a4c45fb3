import CountReport
import ElectionModel
import OMR
import Testing

/// Every reason for which a sheet goes back has a name in every language.
@Suite struct WordsTests {
    private static let page = PageID(rawValue: "p")
    private static let choice = Choice(contest: ContestID(rawValue: "c"), option: OptionID(rawValue: "o"))

    /// One of each kind; a new one does not compile in `code` of OMR without being listed there, and is missed here by its count.
    private static let reasons: [UnreadableReason] = [
        .imageTooSmall(width: 1, height: 1), .notAPage(width: 1, height: 1), .noPaper,
        .unrecognisedPage(closest: nil, matched: 0, expected: 0), .ambiguousPage(page, page),
        .poorRegistration(page: page, residual: 1), .photographed(page: page), .printMissing(page: page, found: 0),
        .blurred(page: page), .specks(page: page), .streakThroughTarget(page: page, choice, column: 0),
        .targetNotPrinted(page: page, choice), .targetNotFound(page: page, choice),
        .optionTextNotFound(page: page, choice), .unknownPrint(page: page), .codeMismatch(page), .codeUnreadable(page),
    ]

    @Test(arguments: ReportWords.languages)
    func `every reason has a name of its own`(language: String) throws {
        let words = try #require(ReportWords(language))
        let codes =
            Self.reasons.map(\.code) + ["blank", ReviewReason.marginalMark(Self.choice, .faint).code]
            + [
                SheetRejection.sidesDisagree(Self.page, Self.page), .otherSideMissing(Self.page),
                .deadSensor(Self.page),
            ]
            .map(\.code) + ["badInput", "oddSide"]
        let names = codes.map(words.reason)
        for (code, name) in zip(codes, names) { #expect(name != code, "\(language): \(code)") }
        #expect(Set(names).count == codes.count)
        #expect(words.reason("other") != "other" || language == "en")
        #expect(words.reason("neverHeardOf") == "neverHeardOf")
    }

    @Test func `a tag of a region has the words of its language, and an unknown one has none`() {
        #expect(ReportWords("ru-KZ")?.language == "ru" && ReportWords("EN")?.language == "en")
        #expect(ReportWords("de") == nil && ReportWords("") == nil)
    }
}
