import Glibc
import ScannerDriver

/// Faults of a scanner at a slot, where people mend what they can and feeding goes on when they have, however long it takes.
struct Troubles {
    /// Faults that end the feeding: the box has to be looked into, two sheets could pass as one, another program needs the
    /// scanner to mend it, or what was asked for is wrong.
    private static let final: Set<ScannerFaultCode> = [
        .joinedDrop, .doubleFeedSensorFailed, .calibrationNeeded, .unsupported, .badInput, .sheetNotResolved, .noSheet,
    ]
    /// How often a stop is looked for, in milliseconds.
    private static let slice = 20

    private let isStopped: () -> Bool
    private var shown: ScannerFault?

    init(until isStopped: @escaping () -> Bool) { self.isStopped = isStopped }

    /// Shows a fault that is new, waits a little, and says whether feeding may go on.
    mutating func mayGoOn(after fault: ScannerFault) -> Bool {
        if fault != shown { StandardError.write("scand: \(fault.description)") }
        shown = fault
        guard !Self.final.contains(fault.code) else { return false }
        // A fault of the sheet itself is over when it is told; the others stay until somebody has mended them.
        if !fault.code.isLasting { shown = nil }
        var waited = 0
        while waited < fault.code.pause, !isStopped() {
            usleep(UInt32(Self.slice) * 1_000)
            waited += Self.slice
        }
        return !isStopped()
    }
}

extension ScannerFaultCode {
    /// True of trouble in which no sheet went in: nothing was turned back.
    var isWithoutSheet: Bool {
        switch self {
        case .coverOpen, .paperInPath, .sheetNotTaken: true
        default: isOfDevice
        }
    }

    /// The scanner itself is not there, not ready or not sound.
    private var isOfDevice: Bool {
        switch self {
        case .noDevice, .deviceBusy, .accessDenied, .disconnected, .timeout, .powerFailure, .calibrationNeeded,
            .deviceFailure, .ioError, .noMemory, .doubleFeedSensorFailed:
            true
        default: false
        }
    }

    /// True of trouble that a person has to mend before anything can go on.
    fileprivate var isLasting: Bool {
        switch self {
        case .jam, .notReturned, .dropWaits: true
        default: isWithoutSheet
        }
    }

    /// Milliseconds until the scanner is asked again. Hands change a sheet in a quarter of a second, and the sensors must be seen
    /// in between; a device that is switched on takes seconds. A drop that waits is watched by the driver.
    fileprivate var pause: Int { isOfDevice ? 500 : isLasting && self != .dropWaits ? 20 : 0 }
}
