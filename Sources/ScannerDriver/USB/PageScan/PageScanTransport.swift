package import ScannerDriver

/// What came from a PageScan, in the order in which it came.
package enum PageScanIncoming: Hashable, Sendable {
    /// Bytes of the endpoint of answers and events: part of a packet, one, or several.
    case packets([UInt8])
    /// So many bytes were added to the image.
    case image(Int)
}

/// The way to one connected PageScan: bytes out, bytes in, and a clock.
///
/// The image is collected behind this, so that its bytes are copied once on their way to the flat-field kernel.
package protocol PageScanTransport: AnyObject {
    /// Time since some moment. All waiting of the driver is measured by it.
    var now: Duration { get }

    /// Sends a frame; one at a time.
    func write(_ frame: [UInt8]) throws(ScannerFault)

    /// Waits for the next thing to come; `nil` when the deadline has passed.
    func receive(until deadline: Duration) throws(ScannerFault) -> PageScanIncoming?

    /// Forgets every byte of an image, also what is on its way, and collects a new one.
    ///
    /// - Parameter limit: bytes beyond it are not kept.
    func beginImage(limit: Int) throws(ScannerFault)

    /// Everything of the image, after the device has said that the scan has ended.
    ///
    /// - Parameter isWhole: whether these bytes end as the image of a sheet does; if not, more is waited for.
    /// - Returns: the bytes, and whether there were more than the limit.
    func endImage(isWhole: ([UInt8]) -> Bool) throws(ScannerFault) -> (bytes: [UInt8], isCut: Bool)

    /// Ends the connection. Nothing is called on it afterwards.
    func close()
}

/// Finds a PageScan and connects to it, again after it was unplugged.
package protocol PageScanConnector {
    /// The name by which the device was asked for.
    var name: String { get }

    func connect() throws(ScannerFault) -> any PageScanTransport
}
