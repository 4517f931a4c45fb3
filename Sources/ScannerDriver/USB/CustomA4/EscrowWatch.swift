internal import ScannerDriver

/// Looks at the sensors while a sheet is held and its caller reads it: a device that tells nothing on its own must be asked, or a
/// sheet could be changed under the cover.
///
/// It is asked for what it found only after it has ended.
final class EscrowWatch {
    /// Between looks. Nobody opens a cover, changes a sheet and closes the cover in so little time.
    private static let pause = Duration.milliseconds(25)

    private let transport: any CustomA4Transport
    private var interruption: String?
    private var fault: ScannerFault?

    init(_ transport: any CustomA4Transport) { self.transport = transport }

    func start() {
        transport.keepLooking(every: EscrowWatch.pause) { [weak self] in self?.look() ?? false }
    }

    /// Ends the watch.
    ///
    /// - Returns: why the paper may no longer be the sheet that was scanned, if anything was seen.
    /// - Throws: what went wrong on the way to the device.
    func stop() throws(ScannerFault) -> String? {
        transport.stopLooking()
        defer { (interruption, fault) = (nil, nil) }
        if let fault { throw fault }
        return interruption
    }

    private func look() -> Bool {
        do throws(ScannerFault) {
            let status = try CustomA4Status(over: transport)
            if status.coverIsOpen {
                interruption = "the cover was opened"
            } else if !status.paperIsInPath {
                interruption = interruption ?? "it left the escrow"
            }
            return true
        } catch {
            fault = error
            return false
        }
    }
}
