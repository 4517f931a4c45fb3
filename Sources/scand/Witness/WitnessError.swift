import DurableFiles
public import Ledger

/// Why a witness's memory cannot be used. It says nothing more until a person has looked.
public enum WitnessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process is this witness.
    case inUse(String)
    /// What stands at the path is not a witness's memory.
    case notAState(String, why: String)
    /// The memory was begun with another key.
    case otherKey(state: String, given: String)
    /// A log's key and the witness's are the same: it would be its own witness.
    case ownLog(KeyName)
    /// A file does not hold what this witness wrote to it.
    case damaged(file: String, what: String)
    /// The system failed.
    case system(file: String, what: String)
    /// The clock is behind the newest cosignature.
    case clockSetBack(now: Int, newest: Int)
    /// The key's holder did not sign.
    case notSigned(String)
    /// An earlier call failed.
    case outOfService(String)

    public var description: String {
        switch self {
        case .inUse(let path): "\(path): another process uses it: wait until it has ended"
        case .notAState(let path, let why): "\(path): \(why); name a directory that does not exist yet"
        case .otherKey(let state, let given):
            "the memory is that of \(state), but the key given is \(given): give its own, or begin another directory"
        case .ownLog(let name): "the log \(name) has the witness's own key: a witness needs a key that is its alone"
        case .damaged(let file, let what):
            "\(file): \(what); do not cosign until it is known why: another tree may have been cosigned"
        case .system(let file, let what): "\(file): \(what)"
        case .clockSetBack(let now, let newest):
            "the clock says \(now), before the newest cosignature at \(newest): set it right, or wait"
        case .notSigned(let why): "the key's holder did not sign: \(why)"
        case .outOfService(let why): "out of service until it is started again, after: \(why)"
        }
    }

    /// Makes system calls about a file, and names the file where one fails.
    static func naming<Result>(
        _ file: String, _ calls: () throws(SystemFailure) -> Result
    ) throws(WitnessError) -> Result {
        do throws(SystemFailure) {
            return try calls()
        } catch {
            throw .system(file: file, what: "\(error.operation): \(error.message)")
        }
    }
}
