import ScannerDriver
import Testing

/// Packets that do not come one in each transfer.
@Suite struct PacketTests {
    @Test func `packets that come byte by byte are understood`() throws {
        let fake = FakePageScan()
        fake.transfers = { $0.map { [$0] } }
        var scanner = try fake.openWithSheet()
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
    }

    @Test func `an event in one transfer with an answer is not lost`() throws {
        let fake = FakePageScan()
        var held: [UInt8] = []
        fake.intercept = { fake, command in
            // The event waits for the answer and comes in front of it.
            guard command == "Q", !held.isEmpty else { return false }
            let event = held
            held = []
            fake.transfers = { packet in
                fake.transfers = { [$0] }
                return [event + packet]
            }
            return false
        }
        var scanner = try fake.openWithSheet()
        held = [0x02] + Array("#34".utf8) + [0x03]
        _ = scanner.outcome(.readStatus)
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
    }

    @Test func `begin and end of a scan in one transfer are both seen`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .change { fake in
                fake.isAtFront = false
                fake.comesToRear()
            },
            .packets([0x02, 0x23, 0x33, 0x30, 0x03, 0x02, 0x23, 0x33, 0x31, 0x03]),
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.shortImage))
    }

    @Test func `garbage during a scan refuses the sheet: it may have been the double feed`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var steps = FakePageScan.goodScan()
        steps.insert(.packets([0x02, 0x23, 0x33, 0xB3, 0x03]), at: 3)
        fake.scanSteps[0] = steps
        var scanner = try fake.open()
        let fault = try scanner.fault(.feedSheet)
        #expect(fault.code == .ioError && fault.detail.contains("5 byte(s) that are no packet: 02 23 33 b3 03"))
        #expect(fake.givenBack == 1)
    }

    @Test func `an event of unknown meaning during a scan refuses the sheet`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var steps = FakePageScan.goodScan()
        steps.insert(.event("#42"), at: 3)
        fake.scanSteps[0] = steps
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.deviceFailure))
    }

    @Test func `garbage in front of an answer does not spoil it`() throws {
        let fake = FakePageScan()
        fake.transfers = { [[0xFF, 0x02] + $0] }
        var scanner = try fake.open()
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .none, isCoverOpen: false))))
    }

    @Test func `a packet that never ends hides nothing for long`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.after(.milliseconds(500)) { fake in
            fake.sayRaw([0x02, 0x57, 0x80, 0x06, 0x08])
            fake.coverIsOpen = true
            fake.say("#34")
        }
        #expect(scanner.outcome(.feedSheet) == .fault(.ioError))
        #expect(scanner.outcome(.feedSheet) == .fault(.coverOpen))
    }

    @Test func `a device that talks without end is given up`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.intercept = { fake, command in
            guard command == "Q" else { return false }
            for _ in 0..<5_000 { fake.say("#00") }
            return true
        }
        #expect(scanner.outcome(.readStatus) == .fault(.deviceFailure))
    }
}
