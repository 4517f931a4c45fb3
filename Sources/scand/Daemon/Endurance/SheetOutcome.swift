import OMR

/// What a reading comes to, without the scores: those differ a little from scan to scan of one sheet.
enum SheetOutcome: Hashable {
    case accepted(CastVoteRecord)
    case needsReview(Set<ReviewReason>)
    case blank
    case rejected(code: String)

    init(_ sheet: SheetInterpretation) {
        self =
            switch sheet {
            case .readable(let record): .accepted(record)
            case .needsReview(let reasons): .needsReview(Set(reasons))
            case .blank: .blank
            case .rejected(let rejection): .rejected(code: rejection.code)
            }
    }

    /// The kind, for the report: it names no option.
    var kind: String {
        switch self {
        case .accepted: "accepted"
        case .needsReview: "needsReview"
        case .blank: "blank"
        case .rejected(let code): code
        }
    }
}
