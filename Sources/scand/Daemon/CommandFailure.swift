import ElectionModel
import Foundation
import ImageFiles
import LedgerStorage
import ScannerDriver

/// How a command that could not do its work ends.
enum FailureStatus: Int32 {
    /// A ledger does not verify.
    case notVerified = 1
    /// An argument, a definition file or a key cannot be used.
    case unusableArguments = 2
    /// A scan could not be opened or read.
    case inputNotOpened = 3
    /// The ledger refused: it exists, is another election's, is finished, or is damaged.
    case ledgerRefused = 4
    /// The scanner reported a fault.
    case scannerFault = 5
}

/// The one line that a command ends with when it could not do its work: file, field, what was expected, the way out.
struct CommandFailure: Error {
    let status: FailureStatus
    let message: String

    init(_ status: FailureStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: LedgerError) { self.init(.ledgerRefused, error.description) }

    init(_ error: KeyFileError) { self.init(.unusableArguments, error.description) }

    init(_ fault: ScannerFault) { self.init(.scannerFault, fault.description) }

    /// A definition file that could not be opened.
    init(file: String, _ error: ImageFileError) { self.init(.unusableArguments, "\(file): \(error.detail)") }

    /// A definition file with an impossible field.
    init(file: String, _ error: DefinitionError) { self.init(.unusableArguments, "\(file): \(error.description)") }
}

/// Lines for the person at the terminal, beside the results on standard output.
enum StandardError {
    static func write(_ line: String) {
        // A text from outside must not be able to move the cursor or to pose as a second line.
        let safe = line.unicodeScalars.map { $0.value < 32 && $0 != "\n" || $0.value == 127 ? "?" : String($0) }.joined()
        try? FileHandle.standardError.write(contentsOf: Data((safe + "\n").utf8))
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Results.
enum StandardOutput {
    /// - Throws: `CommandFailure` when nobody reads any more.
    static func write(_ line: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
        } catch {
            throw CommandFailure(.inputNotOpened, "standard output: cannot be written: \(error.localizedDescription)")
        }
    }
}
