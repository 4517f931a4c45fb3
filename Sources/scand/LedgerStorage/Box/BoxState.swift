import BallotBox
import Ledger

/// How a box stands to the last commitment in the ledger.
enum BoxState {
    /// Every sheet in it has its leaf, and every leaf its sheet.
    case covered
    /// One sheet more is in it, whose leaf was not written.
    case uncovered(slot: Int)
    /// One sheet more was being put in, or taken out: half a slot, which is no sheet.
    case torn(slot: Int)

    /// Compares, or names what no power loss explains.
    init(
        _ survey: SlotSurvey, history: LedgerHistory, terms: BoxTerms, keys: DayKeys
    ) throws(LedgerError) {
        let sheets = history.counts.counted
        func isCovered(without slot: Int? = nil) -> Bool {
            let root =
                slot.map {
                    survey.tree.root(
                        replacing: $0, with: .slot(keys.slotFiller($0, byteCount: terms.slotByteCount)))
                } ?? survey.tree.root
            return keys.commitment(sheets: sheets, root: root) == history.box
        }
        if let slot = survey.damaged.first {
            throw Self.damage("slot \(slot) is neither a sheet nor empty: its bytes were changed")
        }
        switch (survey.taken.count - sheets, survey.torn.count) {
        case (0, 0):
            guard isCovered() else { throw Self.damage("the sheets in it are not the ones that were committed to") }
            self = .covered
        case (0, 1):
            guard isCovered(without: survey.torn[0]) else {
                throw Self.damage("the sheets in it are not the ones that were committed to")
            }
            self = .torn(slot: survey.torn[0])
        case (1, 0):
            guard let slot = survey.taken.first(where: { isCovered(without: $0) }) else {
                throw Self.damage("the sheets in it are not the ones that were committed to")
            }
            self = .uncovered(slot: slot)
        case (_, let torn):
            let half = torn == 0 ? "" : ", and slot \(survey.torn[0]) is half written"
            throw Self.damage("\(survey.taken.count) sheets, but the ledger has \(sheets)\(half)")
        }
    }

    private static func damage(_ what: String) -> LedgerError {
        .damaged(file: BallotBoxNames.slots, what: "\(what); open the second copy as the ledger instead")
    }
}
