import ElectionModel
import Foundation
import ImageFiles
import Keys
import LedgerStorage
import ScannerDriver

/// How a command that could not do its work ends.
enum FailureStatus: Int32 {
    /// A ledger does not verify, or scans of one sheet were read differently.
    case notVerified = 1
    /// An argument, a definition file or a key cannot be used.
    case unusableArguments = 2
    /// A scan could not be opened or read.
    case inputNotOpened = 3
    /// The ledger refused: it exists, is another election's, is finished, or is damaged.
    case ledgerRefused = 4
    /// The scanner reported a fault.
    case scannerFault = 5
    /// A check of the technician's bench failed.
    case checkFailed = 6
    /// No check failed, but something could not be checked.
    case checkNotPossible = 7
}

/// The one line that a command ends with when it could not do its work: file, field, what was expected, the way out.
struct CommandFailure: Error {
    let status: FailureStatus
    let message: String

    init(_ status: FailureStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// A ledger that was not made, opened or written: which one, and what to do about it.
    init(_ error: LedgerError, ledger: String) { self.init(.ledgerRefused, error.explained(for: ledger)) }

    init(_ error: KeyFileError) { self.init(.unusableArguments, error.description) }

    init(_ fault: ScannerFault) { self.init(.scannerFault, fault.description) }

    /// A definition file that could not be opened.
    init(file: String, _ error: ImageFileError) { self.init(.unusableArguments, "\(file): \(error.detail)") }

    /// A definition file with an impossible field.
    init(file: String, _ error: DefinitionError) { self.init(.unusableArguments, "\(file): \(error.description)") }
}

extension LedgerError {
    /// The refusal in one line that begins with the ledger's path and ends with the way out.
    func explained(for ledger: String) -> String {
        switch self {
        case .alreadyExists, .notALedger:
            "\(description); name a directory that does not exist yet"
        case .noParent, .refused, .notSigned, .outOfService:
            "\(ledger): \(description)"
        case .inUse:
            "\(description): wait until it has ended, or name another directory"
        case .damaged, .system:
            "\(ledger): \(description); the ledger is as it was left: see 'scand ledger verify', "
                + "or count the whole stack into a new directory"
        case .otherKey:
            "\(ledger): \(description): give its own with --key, or name a new directory"
        case .otherElection:
            "\(ledger): \(description): give the definition it was begun with, or name a new directory"
        case .final:
            "\(description): count into a new directory"
        }
    }
}
