import Glibc

/// A system call that failed, with the system's own words.
struct SystemFailure: Error, Equatable {
    /// What was tried, such as `open`.
    let operation: String
    /// The error number, such as `ENOSPC`.
    let number: Int32

    /// Takes the number of the call that has just failed.
    static func last(_ operation: String) -> SystemFailure { SystemFailure(operation: operation, number: errno) }

    var message: String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
