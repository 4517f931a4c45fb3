import Glibc

/// A system call that failed, with the system's own words.
package struct SystemFailure: Error, Equatable {
    /// What was tried, such as `open`.
    package let operation: String
    /// The error number, such as `ENOSPC`.
    package let number: Int32

    package init(operation: String, number: Int32) { (self.operation, self.number) = (operation, number) }

    /// Takes the number of the call that has just failed.
    package static func last(_ operation: String) -> SystemFailure {
        SystemFailure(operation: operation, number: errno)
    }

    package var message: String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
