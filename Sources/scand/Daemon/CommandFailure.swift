import ElectionModel
import Foundation
import ImageFiles
import Keys
import Ledger
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
    init(_ error: LedgerError, ledger: String) {
        let status: FailureStatus = if case .otherTerm = error { .unusableArguments } else { .ledgerRefused }
        self.init(status, error.explained(for: ledger, phase: nil))
    }

    /// A ledger that is open, and could not be written.
    init(_ error: LedgerError, of store: BallotStore) {
        self.init(.ledgerRefused, error.explained(for: store.directory, phase: store.history.phase))
    }

    /// Does something with a ledger that may not be opened; its errors name it.
    ///
    /// - Parameters:
    ///   - phase: where the ledger is known to be in its day when the error comes.
    ///   - release: the command that goes on with its release.
    static func naming(
        _ ledger: String, in phase: @autoclosure () -> LedgerHistory.Phase? = nil,
        release: String = "scand ledger release", _ body: () throws -> Void
    ) throws {
        do {
            try body()
        } catch let error as LedgerError {
            throw CommandFailure(
                .ledgerRefused, error.explained(for: ledger, phase: phase(), release: release))
        }
    }

    /// Does something with a ledger that is open; its errors name it, and the way out fits its day.
    static func naming(
        _ store: BallotStore, release: String = "scand ledger release", _ body: () throws -> Void
    ) throws {
        try naming(store.directory, in: store.history.phase, release: release, body)
    }

    init(_ fault: ScannerFault) { self.init(.scannerFault, fault.description) }

    /// A definition file that could not be opened.
    init(file: String, _ error: ImageFileError) { self.init(.unusableArguments, "\(file): \(error.detail)") }

    /// A definition file with an impossible field.
    init(file: String, _ error: DefinitionError) { self.init(.unusableArguments, "\(file): \(error.description)") }
}

extension LedgerError {
    /// The refusal in one line that begins with the ledger's path and ends with the way out.
    ///
    /// - Parameters:
    ///   - phase: where the ledger is in its day; nil where it could not be opened. A count that is finished is never told to
    ///     count again.
    ///   - release: the command that goes on with its release.
    func explained(
        for ledger: String, phase: LedgerHistory.Phase?, release: String = "scand ledger release"
    ) -> String {
        switch self {
        case .alreadyExists:
            "\(description); name a directory that does not exist yet, or that of a ledger"
        case .notALedger:
            "\(description): expected the directory of a ledger"
        case .damagedCopy, .keysOnCopy: description
        case .strayKeys:
            "\(description): destroy it ('scand ledger destroy-copy' does for a copy's 'box/keys'; any other file has to be overwritten and "
                + "removed), then '\(release)' again"
        case .notSearched:
            "\(description): mend it or take it away, then '\(release)' again"
        case .notWhole(_, _, _, let wayOut):
            "\(ledger): \(description): nothing is copied and no key is destroyed until it is whole again: \(wayOut)"
        case .noParent, .refused, .notSigned:
            "\(ledger): \(description)"
        case .inUse:
            "\(description): wait until it has ended"
        case .damaged(let file, _) where file.hasPrefix("box/keys"):
            "\(ledger): \(description); bring 'box/keys' or 'box/keys.2' back, from the second copy or from a copy of the disk: "
                + "without them nobody opens the ballot box, and its paper has to be counted anew"
        case .system where description.contains(Self.noSpace), .outOfService where description.contains(Self.noSpace):
            "\(ledger): \(description); take no more paper, make room on the disk, and run the same command again: what was counted "
                + "until here stays counted"
        case .system where phase == nil && description.contains(Self.readOnly):
            "\(ledger): \(description): nothing was changed, and nothing can be counted here until the disk can be written to: find out "
                + "why it is not; the result of a finished count is shown by 'scand report', and 'scand ledger verify' checks it"
        case .damaged, .system, .outOfService:
            "\(ledger): \(description); \(Self.wayOut(phase, release))"
        case .otherKey:
            "\(ledger): \(description): give its own with --key"
        case .otherBoxKey:
            "\(ledger): \(description): give its own with --box-key"
        case .otherElection:
            "\(ledger): \(description): give the definition and the list of sheets that it was begun with"
        case .otherSheets(.some, .some):
            "\(ledger): \(description): give the same files, as they were, in the same order; where one of them was replaced "
                + "meanwhile, 'scand ledger close' ends this count, and what is not settled \(OpenBallots.needsAnother)"
        case .otherSheets:
            "\(ledger): \(description)"
        case .otherTerm(let term):
            "\(term.option): \(ledger) was begun with another value, which stays: leave the option out, or give the one of the beginning"
        case .final:
            "\(description): the count is finished, and 'scand ledger verify' shows it"
        }
    }

    /// The system's words for a disk that is full.
    private static let noSpace = unsafe String(cString: strerror(ENOSPC))

    /// The system's words for a disk that cannot be written to, which is also what some become after an error.
    private static let readOnly = unsafe String(cString: strerror(EROFS))

    private static func wayOut(_ phase: LedgerHistory.Phase?, _ release: String) -> String {
        switch phase {
        case nil:
            "the ledger is as it was left: 'scand ledger verify' names all damage, and with --earlier what is missing beside a "
                + "checkpoint that people hold; a second copy or an observer's copy may have it"
        case .closed, .final, .ended:
            "polls are closed and no sheet is counted again: when the cause is mended, '\(release)' goes on; "
                + "'scand ledger verify' names all damage"
        default:
            "OUT OF SERVICE: take no more paper; keep the paper and the disk as they are; when the cause is mended, the same "
                + "command goes on with what is there; where the ledger is lost, its second copy is given as --ledger; only where there is "
                + "none, all paper is counted anew into a new directory, with a new key"
        }
    }
}

extension LedgerHistory.Phase {
    /// Whether no sheet counts any more.
    var isClosed: Bool { [.closed, .final, .ended].contains(self) }

    /// What is left to do when polls are closed: the step that comes next, and never one that was done.
    var nextStep: String {
        switch self {
        case .final: "the totals are signed, and 'scand ledger release' destroys the day's keys"
        case .ended: "the count is finished, and 'scand ledger verify' shows it"
        default: "'scand ledger release' opens the ballot box"
        }
    }
}
