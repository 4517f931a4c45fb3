import BallotBox
import DurableFiles
public import Ledger

/// What must be on the disk of a ledger whose totals are signed: the release and the ballot box that the totals commit to.
///
/// Looked at before anything of the ledger is brought onto its second copy, and before the day's keys are destroyed: what was
/// damaged here since must not become all that there is.
struct SignedFiles {
    private let totals: Totals
    private let terms: BoxTerms
    private let phase: LedgerHistory.Phase
    private let key: VerifierKey

    init(_ history: LedgerHistory) {
        guard let totals = history.totals, let genesis = history.genesis else {
            preconditionFailure("a ledger that is final has its totals")
        }
        (self.totals, terms, phase, key) = (totals, genesis.box, history.phase, genesis.key)
    }

    /// A part that is damaged as a whole, and is put back as a whole.
    private enum Part: String, CaseIterable {
        case release
        case slots = "box/slots"
        case cosigned
    }

    /// Requires that all of it is whole.
    ///
    /// - Parameter copy: where the second copy is, which may have what is damaged here.
    func requireWhole(in directory: String, copy: String?) throws(LedgerError) {
        for part in Part.allCases {
            guard let (file, what) = damage(of: part, in: directory) else { continue }
            throw .notWhole(file: file, what: what, phase: phase, wayOut: wayOut(part, copy: copy))
        }
    }

    private func wayOut(_ part: Part, copy: String?) -> String {
        let isInBox = part == .release && phase == .final
        let again = isInBox ? "; 'scand ledger release' with the box key writes it again" : ""
        guard let copy, FileSystem.isThere(copy) else {
            return
                "put it back from the second copy, or from another copy of this ledger\(again)\(Self.removal(of: part))"
        }
        guard FileSystem.isThere("\(copy)/\(part.rawValue)"), damage(of: part, in: copy) == nil else {
            return "the second copy \(copy) does not have it either: put it back from another copy of this ledger"
                + again + Self.removal(of: part)
        }
        return "put back what the second copy has: \(copy)/\(part.rawValue)\(again)"
    }

    /// What witnesses said is asked of them again: where it is lost nothing else is.
    private static func removal(of part: Part) -> String {
        part == .cosigned ? "; where nobody has it, remove it: 'scand ledger witness add' asks the witnesses again" : ""
    }

    /// The first file of a part that is not what was signed, and why.
    private func damage(of part: Part, in directory: String) -> (file: String, what: String)? {
        do throws(LedgerError) {
            switch part {
            case .release:
                _ = try UnsignedTotals.manifest(of: totals, in: directory) { Verification.isOfDesktop($0) }
            case .slots:
                let root = try BallotBoxFiles(in: directory, terms: terms).tree.root
                guard root == totals.boxRoot else {
                    return (part.rawValue, "not the ballot box that the totals are of")
                }
            case .cosigned: return damageOfCosigned(in: directory).map { (part.rawValue, $0) }
            }
            return nil
        } catch {
            switch error {
            case .damaged(let file, let what), .system(let file, let what): return (file, what)
            default: return (part.rawValue, error.description)
            }
        }
    }

    /// What witnesses said need not be there; where it is, it is a checkpoint of this ledger.
    private func damageOfCosigned(in directory: String) -> String? {
        let path = "\(directory)/\(LedgerFiles.cosigned)"
        guard FileSystem.isThere(path) else { return nil }
        guard let bytes = try? FileSystem.read(path, limit: LedgerFiles.maximumCheckpointByteCount),
            let note = try? SignedNote(parsing: bytes), (try? note.verify(by: key)) != nil,
            Checkpoint(parsing: note.text)?.origin == key.name
        else { return "no checkpoint of this ledger with its signature" }
        return nil
    }
}

/// What a ledger ended with, read from its journal.
public struct EndedCount: Sendable {
    /// What the leaves mean.
    public let history: LedgerHistory
    /// The last checkpoint as a signed note.
    public let note: [UInt8]

    public init(at directory: String, key: VerifierKey) throws(LedgerError) {
        let contents = try JournalContents(LedgerWriter.soundScan(of: directory).records, key: key)
        (history, note) = (contents.history, contents.note)
    }
}
