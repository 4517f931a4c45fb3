internal import Glibc
internal import ScannerDriver

/// The fault of a call of the system that has just failed.
enum SystemCall {
    /// - Parameter what: what could not be done, with its path: "x.jsonl: cannot be written".
    static func fault(_ code: ScannerFaultCode, _ what: String) -> ScannerFault {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return ScannerFault(code, "\(what): \(reason)")
    }
}
