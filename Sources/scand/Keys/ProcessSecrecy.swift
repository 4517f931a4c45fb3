import CLinux
import DurableFiles

/// Keeps what this process holds in memory, keys and votes, out of every file and from everybody else.
public enum ProcessSecrecy {
    /// Switches core dumps off (RLIMIT_CORE 0, and PR_SET_DUMPABLE 0 for systems that pipe dumps into a program), with it
    /// `ptrace` and `/proc/PID/mem` for all but root, and Swift's own crash reporter: it prints registers and the memory they
    /// point to, and runs where SWIFT_BACKTRACE or a terminal asks for it. To be called first of all; forked children inherit
    /// it, programs that are started begin anew.
    public static func begin() throws(SecrecyError) {
        guard scand_hide_process() == 0 else { throw SecrecyError(SystemFailure.last("prctl").message) }
    }
}

/// The system does not keep secrets secret.
public struct SecrecyError: Error, Hashable, CustomStringConvertible {
    let reason: String
    init(_ reason: String) { self.reason = reason }
    public var description: String { "core dumps cannot be switched off: \(reason)" }
}
