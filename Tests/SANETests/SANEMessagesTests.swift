import Glibc
import SANEMessages
import ScannerDriver
import Testing

/// What goes between scanning machine and helper.
@Suite struct SANEMessagesTests {
    @Test func `a message arrives as it was sent`() throws {
        let (ours, other) = try SANEChannel.pair()
        let theirs = SANEChannel(descriptor: other)
        let settings = SANESettings(
            resolution: 240, sides: .both, area: SANESettings.Area(width: 216, height: 356),
            options: [try SANESettings.OptionText(parsing: "mode=Gray")], pages: ["a", "b"])
        try ours.send(SANERequest.open(device: "test:0", settings: settings))
        #expect(try theirs.receive(SANERequest.self) == .open(device: "test:0", settings: settings))
        try theirs.send(SANEReply.fault(ScannerFault(.jam, "sane_read")))
        guard case .fault(let fault) = try ours.receive(SANEReply.self) else {
            Issue.record("no fault arrived")
            return
        }
        #expect(fault.code == .jam && fault.detail == "sane_read")
    }

    @Test func `the end of the other side is told from a message`() throws {
        let (ours, other) = try SANEChannel.pair()
        let theirs = SANEChannel(descriptor: other)
        shutdown(theirs.descriptor, Int32(SHUT_RDWR))
        #expect(try ours.receive(SANEReply.self) == nil)
        #expect(throws: ScannerFault(.ioError, "")) { try ours.send(SANERequest.status) }
    }

    @Test func `what is no message, or too long for one, is refused`() throws {
        let (ours, other) = try SANEChannel.pair()
        let theirs = SANEChannel(descriptor: other)
        func send(_ bytes: [UInt8]) {
            let sent = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(theirs.descriptor, $0.baseAddress, $0.count, 0)
            }
            #expect(sent == bytes.count)
        }
        send(Array("{\"jam\":".utf8))
        let broken = #expect(throws: ScannerFault.self) { try ours.receive(SANEReply.self) }
        #expect(broken?.detail == "not a message: '{\"jam\":'")
        send([UInt8](repeating: 0x20, count: SANEChannel.longestMessage + 1))
        let long = #expect(throws: ScannerFault.self) { try ours.receive(SANEReply.self) }
        #expect(long?.detail == "a message of 65537 bytes; the limit is 65536")
        // The channel is whole behind them.
        try theirs.send(SANEReply.outOfSheets)
        #expect(try ours.receive(SANEReply.self) == .outOfSheets)
        #expect(throws: ScannerFault(.ioError, "")) {
            try ours.send(SANERequest.value(option: String(repeating: "x", count: SANEChannel.longestMessage)))
        }
    }

    @Test func `nobody can take memory away from under a page`() throws {
        let memory = try SANEPageMemory()
        try #require(ftruncate(memory.descriptor, 4096) == -1 && errno == EPERM)
        let slot = unsafe memory.slot(SANEPageMemory.slotCount - 1)
        unsafe slot[SANELimits.pixels - 1] = 7
        let other = try SANEPageMemory(descriptor: dup(memory.descriptor))
        #expect(unsafe other.slot(SANEPageMemory.slotCount - 1)[SANELimits.pixels - 1] == 7)
    }

    @Test func `memory of another size is not taken for pages`() throws {
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        defer { close(ends[1]) }
        #expect(throws: ScannerFault(.noMemory, "")) { try SANEPageMemory(descriptor: ends[0]) }
    }

    @Test func `calls and bytes are signs of life, calls that go on are none`() throws {
        let memory = try SANEPageMemory()
        let (progress, watched) = (memory.progress, memory.progress)
        var beats = watched.beats
        func beat() -> Bool {
            defer { beats = watched.beats }
            return watched.beats != beats
        }
        progress.begin(.start)
        #expect(beat() && watched.call == .start)
        progress.begin(.read)
        #expect(beat())
        progress.begin(.read)
        progress.received(0)
        #expect(!beat())
        progress.received(10)
        #expect(beat() && watched.bytes == 10)
        #expect(!progress.isStopped(batch: 1))
        watched.stop(through: 2)
        #expect(progress.isStopped(batch: 2) && !progress.isStopped(batch: 3))
    }
}
