/// Cuts what arrives from the device into packets.
///
/// A transfer may hold several packets, and a packet may come in several transfers. There is no checksum in this direction:
/// what does not have the form of a packet is reported as garbage and never trusted, and the next STX from which a packet
/// can be read is where packets go on. Bodies that may hold any byte are read by their length, see ``PacketForm``, so that
/// the receiver never keeps more than the longest packet.
public struct PageScanReceiver: Sendable {
    /// What was found in the stream, in order.
    public enum Found: Hashable, Sendable {
        case packet(PageScanPacket)
        /// Bytes that belong to no packet: how many, and the first few.
        case garbage(count: Int, start: [UInt8])
    }

    /// Bytes of garbage that are kept for the report.
    private static let shownGarbage = 16

    private var waiting: [UInt8] = []
    private var garbageCount = 0
    private var garbageStart: [UInt8] = []

    public init() {}

    /// Bytes of a packet that has begun and not ended.
    public var pendingCount: Int { waiting.count }

    /// Takes one transfer.
    public mutating func receive(_ bytes: [UInt8]) -> [Found] {
        waiting += bytes
        return findPackets(isEnd: false)
    }

    /// Gives up on a packet that never ended, and looks for packets in what came after its beginning.
    public mutating func giveUpPending() -> [Found] { findPackets(isEnd: true) }

    private mutating func findPackets(isEnd: Bool) -> [Found] {
        var found: [Found] = []
        var start = 0
        scan: while start < waiting.count {
            switch PacketForm.read(waiting[start...]) {
            case .packet(let packet, let count):
                reportGarbage(to: &found)
                found.append(.packet(packet))
                start += count
            case .incomplete:
                if !isEnd { break scan }
                skip(at: &start)
            case .none:
                skip(at: &start)
            }
        }
        waiting.removeFirst(start)
        reportGarbage(to: &found)
        return found
    }

    private mutating func skip(at start: inout Int) {
        garbageCount += 1
        if garbageStart.count < PageScanReceiver.shownGarbage { garbageStart.append(waiting[start]) }
        start += 1
    }

    private mutating func reportGarbage(to found: inout [Found]) {
        guard garbageCount > 0 else { return }
        found.append(.garbage(count: garbageCount, start: garbageStart))
        garbageCount = 0
        garbageStart = []
    }
}
