import PageScanProtocol
import Testing

/// Packets out of a stream, however it is cut, and whatever lies between them.
@Suite struct ReceiverTests {
    static let table: [UInt8] = [0x57, 3, 0, 0x08, 2, 3, 2, 0, 0, 3, 2, 3, 0, 0]
    static let bodies: [[UInt8]] = [
        Array("#30".utf8), table, [0x49, 200, 0, 8, 0, 0x80, 0x0D, 3, 0, 0, 0], [0x51, 0x83, 0x82, 0xA1],
        [0x49, 200, 0, 8, 0, 0x80, 0x0D, 3, 0, 0, 0, 2, 0], Array("n3a10=55".utf8), Array("#31".utf8),
    ]

    static func packets(_ found: [PageScanReceiver.Found]) -> [PageScanPacket] {
        found.compactMap { if case .packet(let packet) = $0 { packet } else { nil } }
    }

    @Test func `several packets in one transfer are all found`() {
        var receiver = PageScanReceiver()
        let found = receiver.receive(Self.bodies.flatMap(PageScanFrame.toHost))
        #expect(found.count == Self.bodies.count && Self.packets(found).count == found.count)
        #expect(Self.packets(found).first == .event(.scanBegins) && Self.packets(found).last == .event(.scanEnds))
        #expect(receiver.pendingCount == 0)
    }

    @Test(arguments: 1...9) func `packets cut at any place are put together`(size: Int) {
        let stream = Self.bodies.flatMap(PageScanFrame.toHost)
        var whole = PageScanReceiver()
        let expected = whole.receive(stream)
        for first in 0..<size {
            var receiver = PageScanReceiver()
            var found = receiver.receive(Array(stream[..<first]))
            for start in stride(from: first, to: stream.count, by: size) {
                found += receiver.receive(Array(stream[start..<min(start + size, stream.count)]))
            }
            #expect(found == expected)
        }
    }

    @Test func `garbage between packets is reported and passed over`() {
        var receiver = PageScanReceiver()
        let found = receiver.receive(
            [0xFF, 0x02, 0x00] + PageScanFrame.toHost(Array("#33".utf8)) + [0x03, 0x41]
                + PageScanFrame.toHost([0x51, 0x80, 0x80, 0x80]))
        #expect(Self.packets(found).count == 2)
        #expect(found.first == .garbage(count: 3, start: [0xFF, 0x02, 0x00]))
        #expect(found[2] == .garbage(count: 2, start: [0x03, 0x41]))
    }

    @Test func `a damaged answer does not swallow the event behind it`() {
        var receiver = PageScanReceiver()
        let found = receiver.receive([0x02, 0x51, 0x83] + PageScanFrame.toHost(Array("#01".utf8)))
        #expect(Self.packets(found) == [.event(.jam)])
    }

    @Test func `a table that never ends is given up and what came behind its beginning is found`() {
        var receiver = PageScanReceiver()
        let start = Array(PageScanFrame.toHost(Self.table).prefix(9))
        #expect(receiver.receive(start + PageScanFrame.toHost(Array("#34".utf8))) == [])
        let found = receiver.giveUpPending()
        #expect(Self.packets(found) == [.event(.coverOpened)])
        #expect(found.first == .garbage(count: 9, start: start) && receiver.pendingCount == 0)
    }

    @Test func `an endless stream without packets takes no memory`() {
        var receiver = PageScanReceiver()
        var garbage = 0
        for start: [UInt8] in [
            [0x02, 0x57, 0xFF, 0xFF], [0x02, 0x44], [0x02, 0x23, 0x4C, 0x30], [0x02], [0x02, 0x57, 0x80, 0x0D],
        ] {
            for filler: UInt8 in [0x41, 0x02, 0x00] {
                for found in receiver.receive(start + [UInt8](repeating: filler, count: 50_000)) {
                    if case .garbage(let count, let start) = found {
                        garbage += count
                        #expect(start.count <= 16)
                    }
                }
                #expect(receiver.pendingCount <= 2 * PageScanTable.mostColumns + 10)
            }
        }
        #expect(garbage > 700_000)
    }

    @Test(arguments: 1...200) func `whatever comes in, cutting it otherwise changes nothing`(seed: UInt64) {
        var random = Noise(seed: seed)
        var stream: [UInt8] = []
        while stream.count < 400 {
            switch random.below(3) {
            case 0: stream += PageScanFrame.toHost(Self.bodies[random.below(Self.bodies.count)])
            case 1: stream += [[0x02], [0x03], [0x02, 0x57], [0x02, 0x49], Array("#L0".utf8)][random.below(5)]
            default: stream.append(UInt8(random.below(256)))
            }
        }
        // A packet of settings whose end depends on what follows is the one form that a cut may change.
        var whole = PageScanReceiver()
        let all = Self.packets(whole.receive(stream) + whole.giveUpPending())
        var parts = PageScanReceiver()
        var found: [PageScanReceiver.Found] = []
        for byte in stream { found += parts.receive([byte]) }
        found += parts.giveUpPending()
        #expect(Self.packets(found) == all, "seed \(seed)")
    }
}

/// Repeatable noise: SplitMix64.
struct Noise {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (z ^ z >> 31) >> 33) % bound
    }
}
