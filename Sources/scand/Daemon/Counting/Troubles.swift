import Glibc
import ScannerDriver

/// Faults of a scanner at a slot, where people mend what they can and feeding goes on.
struct Troubles {
    /// Faults that no person at the slot can mend, or after which nobody knows where a sheet is.
    private static let final: Set<ScannerFaultCode> = [
        .joinedDrop, .doubleFeedSensorFailed, .calibrationNeeded, .deviceFailure, .accessDenied, .unsupported,
        .badInput, .imageTooLarge, .noMemory, .sheetNotResolved, .noSheet, .cancelled,
    ]
    /// Half a second between two tries, for ten minutes.
    private static let pause: UInt32 = 500_000
    private static let patience = 1_200

    private let isStopped: () -> Bool
    private var shown: ScannerFault?
    private var tries = 0

    init(until isStopped: @escaping () -> Bool) { self.isStopped = isStopped }

    /// Shows a fault that is new, waits a little, and says whether feeding may go on.
    mutating func mayGoOn(after fault: ScannerFault) -> Bool {
        if fault != shown { StandardError.write("scand: \(fault.description)") }
        tries = fault == shown ? tries + 1 : 0
        shown = fault
        guard !Self.final.contains(fault.code), tries < Self.patience, !isStopped() else { return false }
        // A fault of the sheet itself is over when it is told; the others stay until somebody has mended them.
        if fault.code.isLasting { usleep(Self.pause) } else { shown = nil }
        return true
    }
}

extension ScannerFaultCode {
    /// True of trouble in which no sheet went in: nothing was turned back.
    var isWithoutSheet: Bool {
        switch self {
        case .coverOpen, .paperInPath, .sheetNotTaken, .noDevice, .deviceBusy, .accessDenied, .disconnected, .timeout,
            .powerFailure, .calibrationNeeded:
            true
        default: false
        }
    }

    /// True of trouble that a person has to mend before anything can go on.
    fileprivate var isLasting: Bool { isWithoutSheet || self == .jam || self == .notReturned }
}
