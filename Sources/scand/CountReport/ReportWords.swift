import Ledger

/// The words of a report in one language. A language that lacks a word does not compile.
public struct ReportWords: Sendable {
    /// BCP 47 tag.
    public let language: String
    let result, test, notVerified, final, unsigned, sealed, running, neverOpened: String
    let election, ledger, definition, software, opened, atZero, closed, yes, release, noElection: String
    let sheets, counted, returned, voided, unresolved, outOfHours, inTheWay, compare: String
    let reasons, other: String
    let voteFor, ballots, votes, overvotes, undervotes, rank, lists, candidates: String
    let checkpoint, events, checked, notChecked, needed, signatures, page: String
    /// What a ledger can tell, and what it cannot: a sentence each.
    let limits: [String]
    /// By the codes of SheetInterpretation and of scanner faults.
    let reasonNames: [String: String]
    /// A time as people write it, from year, month, day, hour and minute in UTC.
    let date: @Sendable (_ year: String, _ month: String, _ day: String) -> String
}

extension ReportWords {
    /// Tags of all languages.
    public static let languages = all.map(\.language)

    /// The words of a language, of its tag or that of its family; nil where there are none.
    public init?(_ tag: String) {
        let family = tag.lowercased().split(separator: "-").first.map(String.init)
        guard let found = Self.all.first(where: { $0.language == family }) else { return nil }
        self = found
    }

    /// Why a sheet went back, for people.
    public func reason(_ code: String) -> String {
        code == PollsClose.other ? other : reasonNames[code] ?? code
    }

    /// A time, in UTC as the ledger has it.
    func time(_ time: LedgerTime) -> String {
        // YYYY-MM-DDThh:mmZ
        let text = Array(time.description)
        func part(_ range: Range<Int>) -> String { String(text[range]) }
        return "\(date(part(0..<4), part(5..<7), part(8..<10))) \(part(11..<16)) UTC"
    }
}
