internal import CLibUSB
internal import Foundation
package import ScannerDriver
internal import Synchronization

/// The way to one connected Custom A4: a request, an answer, and a clock.
package protocol CustomA4Transport: AnyObject {
    var now: Duration { get }
    /// Of the device that was connected; empty when it has none.
    var serialNumber: String { get }
    func write(_ bytes: [UInt8]) throws(ScannerFault)
    /// One transfer: at most so many bytes.
    func read(upTo count: Int) throws(ScannerFault) -> [UInt8]
    func wait(_ time: Duration)
    /// Calls `look` every so often, on a thread of its own, until it answers false or ``stopLooking()`` is called. Nothing else is done
    /// with the transport meanwhile.
    func keepLooking(every time: Duration, _ look: @escaping () -> Bool)
    /// Returns when the last look is over.
    func stopLooking()
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

    /// How long one attempt to read waits before it is asked whether to stop.
    private static let sliceInMilliseconds: UInt32 = 200

    private let connection: USBConnection
    private let isStopped: @Sendable () -> Bool
    private var looks: Looks?
    let serialNumber: String
    private let start = ContinuousClock().now

    init(_ connection: USBConnection, isStopped: @escaping @Sendable () -> Bool) {
        self.connection = connection
        self.isStopped = isStopped
        serialNumber = connection.handle.device.serialNumber(connection.handle)
    }

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

    func keepLooking(every time: Duration, _ look: @escaping () -> Bool) {
        stopLooking()
        let looks = Looks(look)
        self.looks = looks
        let pause = UInt32(time.microseconds)
        Thread.detachNewThread {
            while looks.goOn() { usleep(pause) }
            looks.over.signal()
        }
    }

    func stopLooking() {
        guard let looks else { return }
        looks.end()
        looks.over.wait()
        self.looks = nil
    }

    /// Closed with the last reference to the connection.
    func close() { stopLooking() }

    private func transfer(_ endpoint: UInt8, _ bytes: inout [UInt8]) throws(ScannerFault) -> Int {
        var result: Int32 = 0
        var stalls = 0
        let deadline = now + .milliseconds(USBCustomA4Transport.limitInMilliseconds)
        while stalls < USBCustomA4Transport.attempts {
            var count: Int32 = 0
            result = unsafe libusb_bulk_transfer(
                connection.handle.handle, endpoint, &bytes, Int32(bytes.count), &count,
                USBCustomA4Transport.sliceInMilliseconds)
            if result == 0 { return Int(count) }
            switch USBStatus(rawValue: result) {
            case .stall:
                // It moved nothing, so the same may be tried again.
                stalls += 1
                connection.handle.clearHalt(endpoint)
                continue
            case .timeout where count > 0 && endpoint == connection.model.answerEndpoint:
                return Int(count)
            case .timeout where count == 0 && now < deadline && !isStopped():
                continue
            default: break
            }
            // After anything else bytes may be lost.
            break
        }
        try USBStatus.check(result, "transfer on endpoint \(endpoint)")
        return 0
    }
}

/// Looks that go on beside the scanner's own thread, which waits for their end before it does anything else.
private final class Looks: @unchecked Sendable {
    private let look: () -> Bool
    private let isEnding = Mutex(false)
    let over = DispatchSemaphore(value: 0)

    init(_ look: @escaping () -> Bool) { self.look = look }

    func end() { isEnding.withLock { $0 = true } }

    func goOn() -> Bool { !isEnding.withLock { $0 } && look() }
}

/// Finds the Custom A4 on the bus.
struct USBCustomA4Connector: CustomA4Connector {
    let location: USBLocation
    let isStopped: @Sendable () -> Bool

    var name: String { location.name.text }

    func connect() throws(ScannerFault) -> any CustomA4Transport {
        USBCustomA4Transport(try location.open(), isStopped: isStopped)
    }
}
