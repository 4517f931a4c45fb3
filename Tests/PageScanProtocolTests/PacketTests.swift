import PageScanProtocol
import Testing

/// What each reply and event means.
@Suite struct PacketTests {
    private func only(_ body: String) -> PageScanPacket? { only(Array(body.utf8)) }

    private func only(_ body: [UInt8]) -> PageScanPacket? {
        var receiver = PageScanReceiver()
        let found = receiver.receive(PageScanFrame.toHost(body))
        guard found.count == 1, case .packet(let packet) = found[0], receiver.pendingCount == 0 else { return nil }
        return packet
    }

    @Test func `answers are read`() {
        #expect(
            only("D Test Message USB 1.1/2.0 Communication") == .testMessage("Test Message USB 1.1/2.0 Communication"))
        guard case .firmwareVersion(let version) = only("V905205021") else {
            Issue.record("no firmware version")
            return
        }
        #expect("\(version)" == "9052 05.02.1")
        #expect(only("XMar 14 2019/10:21:34") == .firmwareBuild("Mar 14 2019/10:21:34"))
        #expect(only("*AB012345") == .serialNumber("AB012345"))
        #expect(only("s25") == .requiredSensors(needed: 2, total: 5))
        #expect(only("n3a30=123") == .doubleFeedValue(.lamp, 123))
        #expect(only("<00900000200") == .register(.bootEject, 0x200))
        #expect(only(">0090000020a") == .registerWritten(.bootEject, 0x20A))
    }

    @Test func `a threshold and a build both begin with X and are told apart`() {
        #expect(only("XT 4B") == .threshold(.top, 75))
        #expect(only("XB 0a") == .threshold(.bottom, 10))
        #expect(only("XTue 4/x") == .firmwareBuild("Tue 4/x"))
        #expect(only("XT ZZ") == .unknown("XT ZZ"))
    }

    @Test func `settings of both arrays are not cut at the 3 inside`() throws {
        let five: [UInt8] = [0x49, 200, 0, 8, 0, 0x80, 0x0D, 3, 0, 0, 0]
        let settings = try #require(
            only(five).flatMap { if case .settings(let settings) = $0 { settings } else { nil } })
        #expect(settings.dotsPerInch == 200 && settings.bitsPerPixel == 8 && settings.arrayPixels == 3456)
        #expect(settings.arrays == 3 && !settings.calibrationIsNeeded && settings.calibrationTables == nil)
        for tables: UInt8 in [0, 1, 2, 3, 4] {
            let six = try #require(
                only(five + [tables, 0]).flatMap { if case .settings(let it) = $0 { it } else { nil } })
            #expect(six.calibrationTables == Int(tables))
        }
    }

    @Test func `status flags mean what the table says`() throws {
        #expect(only([0x51, 0x7F, 0x80, 0x80]) == nil)
        let empty = try #require(PageScanStatus([0x80, 0x80, 0x80]))
        #expect(!empty.paperIsAtRear && !empty.paperIsAtFront && !empty.coverIsOpen && !empty.isReady)
        let flags: [(Int, Int, KeyPath<PageScanStatus, Bool>)] = [
            (0, 0, \.rearLeftIsCovered), (0, 1, \.rearRightIsCovered), (0, 4, \.coverIsOpen), (0, 6, \.feederIsEnabled),
            (1, 0, \.frontLeftIsCovered), (2, 0, \.isReady), (2, 1, \.transmissionWasAborted), (2, 2, \.isJammed),
            (2, 3, \.arrayHasPixelError), (2, 4, \.isInDiagnosticMode), (2, 5, \.documentIsInScanner),
            (2, 6, \.needsCalibration),
        ]
        for (byte, bit, flag) in flags {
            var bytes: [UInt8] = [0x80, 0x80, 0x80]
            bytes[byte] |= 1 << UInt8(bit)
            let status = try #require(PageScanStatus(bytes))
            #expect(flags.filter { status[keyPath: $0.2] }.map(\.2) == [flag])
            #expect(only([0x51] + bytes) == .status(status))
        }
        for bit in 1...5 {
            let status = try #require(PageScanStatus([0x80, 0x80 | 1 << UInt8(bit), 0x80]))
            #expect(status.paperIsAtFront && status.middleSensorsCovered.firstIndex(of: true) == bit - 1)
        }
        #expect(try #require(PageScanStatus([0x82, 0x80, 0x80])).paperIsAtRear)
    }

    @Test func `tables keep every byte, also those that look like frames`() throws {
        let white: [UInt8] = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        let body: [UInt8] = [0x57, 44, 1, 0x18] + white + [0x03, 0x02] + white.reversed() + [0x03, 0x03]
        guard case .table(let table) = only(body) else {
            Issue.record("no table")
            return
        }
        #expect(table.side == .bottom && table.bitsPerPixel == 8)
        #expect(table.white == white && table.black == white.reversed())
        #expect(only([0x57, 0, 0, 8, 0, 0, 0, 0]) == nil)
    }

    @Test func `all events are known by their code`() {
        let codes =
            "00 01 02 05 06 07 08 09 0C 0D 0E 0F 10 11 12 13 19 1A 1B 1C 30 31 33 34 35 36 37 51 53 54 71 72 73 74 75 76 77 78 "
            + "81 82 83 84 85 86 87 88 90 9A"
        #expect(PageScanEvent.allCases.map { "\($0)" } == codes.split(separator: " ").map { "#" + $0 })
        for event in PageScanEvent.allCases { #expect(only("\(event)") == .event(event)) }
    }

    @Test func `an event that nobody knows is kept`() {
        #expect(only("#42") == .unknownEvent("42"))
        #expect(only("#Z!") == .unknownEvent("Z!"))
        #expect(only("#L0 gain 17") == .calibrationText(" gain 17"))
        #expect(only("Hello") == .unknown("Hello"))
    }
}
