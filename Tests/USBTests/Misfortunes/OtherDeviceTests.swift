import ScannerDriver
import Testing
import USB

@Suite struct OtherDeviceTests {
    @Test func `a device of another kind is not taken for a PageScan`() throws {
        let fake = FakePageScan()
        fake.testMessage = " Hello"
        #expect(throws: ScannerFault(.noDevice, "")) { _ = try fake.open() }
    }

    @Test func `a device that scans otherwise than it was told is refused`() throws {
        let fake = FakePageScan()
        fake.arraysReported = 1
        fake.pile = 1
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.deviceFailure))
        #expect(fake.scans == 0)
    }

    @Test func `tables of another width are refused`() throws {
        let fake = FakePageScan()
        fake.intercept = { fake, command in
            guard command == "W1" else { return false }
            for side: UInt8 in [0x08, 0x18] { fake.say([0x57, 2, 0, side, 200, 200, 0, 0, 1, 1, 0, 0]) }
            return true
        }
        #expect(throws: ScannerFault(.deviceFailure, "")) { _ = try fake.open() }
    }

    @Test func `two tables of one side are refused`() throws {
        let fake = FakePageScan()
        fake.intercept = { fake, command in
            guard command == "W1" else { return false }
            for _ in 0..<2 { fake.say([0x57, 2, 0, 8, 200, 200, 0, 0, 1, 1, 0, 0]) }
            return true
        }
        #expect(throws: ScannerFault(.deviceFailure, "")) { _ = try fake.open() }
    }

    @Test func `a name that is no scanner's says what names begin with`() throws {
        let bus = try USBBus()
        for name in ["fujitsu:1-1", "", ":", "pagescanner:1-2"] {
            do throws(ScannerFault) {
                _ = try bus.scanner(named: name)
                Issue.record("'\(name)' was opened")
            } catch {
                #expect(error.code == .noDevice && error.detail.contains("'pagescan:'"))
            }
        }
    }
}
