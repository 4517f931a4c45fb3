import DurableFiles
public import Ledger

/// Why a ledger was not made, opened or written. Nobody should go on counting after any of these.
public enum LedgerError: Error, Hashable, CustomStringConvertible {
    /// Something stands where the new ledger should: it is never overwritten.
    case alreadyExists(String)
    /// The directory in which the ledger should be made is not there.
    case noParent(String)
    /// There is no ledger at the path.
    case notALedger(String, why: String)
    /// What stands at the path is a second copy that cannot be used any more. It is left as it is: no other is made in its place.
    case damagedCopy(String, why: String)
    /// The second copy has the day's keys too, and they cannot be destroyed there.
    case keysOnCopy(String)
    /// Another process writes this ledger.
    case inUse(String)
    /// A file of the ledger does not hold what was written to it.
    case damaged(file: String, what: String)
    /// A file of a ledger whose totals are signed is not what was signed, with the way out: nothing is copied from it, and no key
    /// destroyed.
    case notWhole(file: String, what: String, phase: LedgerHistory.Phase, wayOut: String)
    /// The ledger was begun with another key.
    case otherKey(ledger: String, given: String)
    /// The ballots are sealed to another key.
    case otherBoxKey(ledger: String, given: String)
    /// The ledger is of another election or layout.
    case otherElection(ledger: String, given: String)
    /// The ledger is of other sheets: of another list, or of none.
    case otherSheets(ledger: FileDigest?, given: FileDigest?)
    /// The ledger was begun on another term.
    case otherTerm(LedgerIdentity.Term)
    /// The totals are in: nothing can be added.
    case final(String)
    /// A file beside the ledger's own has the day's keys: while it is there nobody can say that they are destroyed.
    case strayKeys(String)
    /// Something beside the ledger's own files cannot be looked at, with the reason: it may have the day's keys.
    case notSearched(String, String)
    /// The event may not come here, or cannot be written.
    case refused(String)
    /// The key's holder did not sign; nothing was written.
    case notSigned(String)
    /// The system failed. What was being written may or may not be on the disk: stop, find the cause, open anew.
    case system(file: String, what: String)
    /// An earlier call failed: the writer takes nothing more.
    case outOfService(String)

    public var description: String {
        switch self {
        case .alreadyExists(let path): "\(path): something is there already; a ledger is never overwritten"
        case .noParent(let path): "\(path): no such directory; make it first"
        case .notALedger(let path, let why): "\(path): not a ledger: \(why)"
        case .damagedCopy(let path, let why):
            "\(path): this second copy is damaged: \(why)"
        case .keysOnCopy(let why): why
        case .inUse(let path): "\(path): another process is writing this ledger"
        case .damaged(let file, let what): "\(file): \(what)"
        case .notWhole(let file, let what, _, _): "\(file): \(what)"
        case .otherKey(let ledger, let given): "the ledger is signed by \(ledger), but the key given is \(given)"
        case .otherBoxKey(let ledger, let given): "the ballots are sealed to \(ledger), but the key given is \(given)"
        case .otherElection(let ledger, let given): "the ledger is of \(ledger), not of \(given)"
        case .otherSheets(nil, _): "was begun for paper or for a folder: a list of sheets needs a ledger of its own"
        case .otherSheets(_, nil): "was begun for a list of sheets: paper and folders need a ledger of their own"
        case .otherSheets: "was begun for another list of sheets"
        case .strayKeys(let path): "\(path): has the day's keys, as a copy of 'box/keys' has them"
        case .notSearched(let path, let why): "\(path): \(why), and it may have the day's keys"
        case .otherTerm(let term): "was begun with another \(term.rawValue)"
        case .final(let path): "\(path): the totals are in; nothing can be added"
        case .refused(let why): "refused: \(why)"
        case .notSigned(let why): "not signed: \(why)"
        case .system(let file, let what): "\(file): \(what)"
        case .outOfService(let why): "out of service after an earlier failure: \(why)"
        }
    }

    /// Makes system calls about a file, and names the file where one fails.
    static func naming<Result>(
        _ file: String, _ calls: () throws(SystemFailure) -> Result
    ) throws(LedgerError) -> Result {
        do throws(SystemFailure) {
            return try calls()
        } catch {
            throw .system(file: file, what: "\(error.operation): \(error.message)")
        }
    }
}
