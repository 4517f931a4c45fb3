internal import CLibUSB
package import ScannerDriver

/// The way to one connected Custom A4: a request, an answer, and a clock.
package protocol CustomA4Transport: AnyObject {
    var now: Duration { get }
    func write(_ bytes: [UInt8]) throws(ScannerFault)
    /// One transfer: at most so many bytes.
    func read(upTo count: Int) throws(ScannerFault) -> [UInt8]
    func wait(_ time: Duration)
    func close()
}

package protocol CustomA4Connector {
    var name: String { get }
    func connect() throws(ScannerFault) -> any CustomA4Transport
}

/// A Custom A4 behind libusb.
final class USBCustomA4Transport: CustomA4Transport {
    private static let limitInMilliseconds: UInt32 = 2_000
    /// The device is known to miss transfers; it goes on after its endpoint was cleared.
    private static let attempts = 3

    private let connection: USBConnection
    private let start = ContinuousClock().now

    init(_ connection: USBConnection) { self.connection = connection }

    var now: Duration { ContinuousClock().now - start }

    func wait(_ time: Duration) { try? connection.handle.device.context.handleEvents(within: time) }

    func write(_ bytes: [UInt8]) throws(ScannerFault) {
        var bytes = bytes
        let count = try transfer(connection.model.commandEndpoint, &bytes)
        guard count == bytes.count else {
            throw ScannerFault(.ioError, "the scanner took \(count) of \(bytes.count) bytes")
        }
    }

    func read(upTo count: Int) throws(ScannerFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let count = try transfer(connection.model.answerEndpoint, &bytes)
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Closed with the last reference to the connection.
    func close() {}

    private func transfer(_ endpoint: UInt8, _ bytes: inout [UInt8]) throws(ScannerFault) -> Int {
        var result: Int32 = 0
        for _ in 0..<USBCustomA4Transport.attempts {
            var count: Int32 = 0
            result = unsafe libusb_bulk_transfer(
                connection.handle.handle, endpoint, &bytes, Int32(bytes.count), &count,
                USBCustomA4Transport.limitInMilliseconds)
            if result == 0 { return Int(count) }
            // A stall moved nothing, so the same may be tried again. After anything else bytes may be lost.
            guard USBStatus(rawValue: result) == .stall else { break }
            connection.handle.clearHalt(endpoint)
        }
        try USBStatus.check(result, "transfer on endpoint \(endpoint)")
        return 0
    }
}

/// Finds the Custom A4 on the bus.
struct USBCustomA4Connector: CustomA4Connector {
    let location: USBLocation

    var name: String { location.name.text }

    func connect() throws(ScannerFault) -> any CustomA4Transport { USBCustomA4Transport(try location.open()) }
}
