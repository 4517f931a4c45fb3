import BallotBox
import DurableFiles
import Glibc
import Ledger

extension Verification {
    /// Where the ballot box lies beside a ledger with totals, its slots are those that the machine committed to. Before the
    /// totals nobody without the day's keys can say so.
    mutating func checkBox() {
        guard let totals = history.totals, let terms = history.genesis?.box,
            case .file(let size)? = tree.kinds[BallotBoxNames.slots]
        else { return }
        guard size == terms.boxByteCount else {
            return damage(BallotBoxNames.slots, "\(size) bytes, not those of \(terms.slotCount) slots")
        }
        guard size <= BoxTerms.greatestBoxByteCount else {
            return damage(
                BallotBoxNames.slots,
                "not checked: \(size) bytes are more than the \(BoxTerms.greatestBoxByteCount) that are read; no ballot "
                    + "box is made so large"
            )
        }
        do throws(SystemFailure) {
            let root = try Self.root(of: "\(directory)/\(BallotBoxNames.slots)", terms)
            if root != totals.boxRoot { damage(BallotBoxNames.slots, "not the ballot box that the totals are of") }
        } catch {
            damage(BallotBoxNames.slots, "cannot be read: \(error.message)")
        }
    }

    private static func root(of path: String, _ terms: BoxTerms) throws(SystemFailure) -> TreeHash {
        let file = try Descriptor(path, O_RDONLY)
        var leaves: [TreeHash] = []
        for slot in 0..<terms.slotCount {
            leaves.append(.leaf(try file.read(terms.slotByteCount, at: slot * terms.slotByteCount)))
        }
        return SlotTree(leaves: leaves).root
    }
}
