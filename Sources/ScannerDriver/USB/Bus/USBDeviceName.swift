internal import ScannerDriver

/// How a device is asked for.
///
/// ```
/// pagescan              the only one there is
/// pagescan:1-2.4        the one on bus 1 behind port 2 and then 4
/// pagescan:serial=A17   the one whose USB descriptor has this serial number, wherever it is plugged in
/// ```
struct USBDeviceName: Hashable, Sendable {
    enum Place: Hashable, Sendable {
        case only
        case path(String)
        case serialNumber(String)
    }

    let model: USBModel
    let place: Place

    /// - Throws: `noDevice` when no kind of device has this name.
    init(parsing text: String) throws(ScannerFault) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let model = USBModel.all.first(where: { $0.prefix == parts[0] }) else {
            let kinds = USBModel.all.map { "'\($0.prefix):'" }.joined(separator: " or ")
            throw ScannerFault(.noDevice, "'\(text)' does not begin with \(kinds)")
        }
        self.model = model
        guard parts.count == 2 else {
            place = .only
            return
        }
        let serial = "serial="
        place =
            parts[1].hasPrefix(serial)
            ? .serialNumber(String(parts[1].dropFirst(serial.count))) : .path(parts[1])
    }

    var text: String {
        switch place {
        case .only: model.prefix
        case .path(let path): "\(model.prefix):\(path)"
        case .serialNumber(let number): "\(model.prefix):serial=\(number)"
        }
    }
}
