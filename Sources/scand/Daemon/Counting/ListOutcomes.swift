import OMR

/// What became of each sheet of a list, in the order of the list: for whoever tests a stack. Of voters' ballots nobody may have it.
struct ListOutcomes {
    /// Sheets that do not count, by their place in the list, from 1. All others were accepted.
    private var lines: [Int: Line] = [:]

    /// A line of the file.
    private struct Line: Encodable {
        var sheet = 0
        var sides: [String] = []
        /// `accepted`, `returned` (a person has to look), `blank` or `rejected`.
        var outcome = "accepted"
        var reason: String?
        /// What is doubtful on a sheet that a person has to look at; never at which option.
        var doubts: [String]?
        var message: String?
    }

    /// A sheet that the interpreter did not let count.
    mutating func add(_ place: Int, _ sheet: TurnedBack) {
        var line = Line(reason: sheet.reason)
        switch sheet.reading {
        case .needsReview(let reasons):
            line.outcome = "returned"
            line.doubts = Set(
                reasons.map { reason in
                    switch reason {
                    case .marginalMark(_, let doubt): doubt.rawValue
                    case .overvote, .noMarks: reason.code
                    }
                }
            )
            .sorted()
        case .blank: line.outcome = "blank"
        case .rejected(let why): (line.outcome, line.message) = ("rejected", why.message)
        case .readable: preconditionFailure("a sheet that was read for sure is not turned back")
        }
        lines[place] = line
    }

    /// A sheet whose picture could not be read.
    mutating func add(_ place: Int, notRead reason: String, _ message: String) {
        lines[place] = Line(outcome: "rejected", reason: reason, message: message)
    }

    /// JSON lines, one a sheet.
    ///
    /// - Parameter sides: names of each sheet's sides.
    func text(_ sides: [[String]]) throws -> String {
        try sides.enumerated().map { index, sides in
            var line = lines[index + 1] ?? Line()
            (line.sheet, line.sides) = (index + 1, sides)
            return try JSONText.line(line) + "\n"
        }.joined()
    }
}
