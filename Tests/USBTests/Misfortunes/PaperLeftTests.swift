import ScannerDriver
import Testing

@Suite struct PaperLeftTests {
    @Test func `paper in the path at power-on goes to the front, never into the box`() throws {
        let fake = FakePageScan()
        fake.isAtRear = true
        fake.personTakesAway = nil
        var scanner = try fake.open()
        #expect(fake.isAtRear)
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.isAtFront && !fake.isAtRear && fake.inBox == 0)
        // Until it is gone.
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.scans == 0)
        fake.takeSheet()
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `paper that does not move is still paper in the path`() throws {
        let fake = FakePageScan()
        fake.isAtRear = true
        fake.returnGoesWrong = { _ in }
        var scanner = try fake.open()
        let fault = try scanner.fault(.feedSheet)
        #expect(fault.code == .paperInPath && fault.detail.contains("could not be moved to the front"))
    }

    @Test func `a sheet held by an earlier process cannot be accepted by this one`() throws {
        let fake = FakePageScan()
        _ = try fake.openWithSheet()
        var later = try fake.open()
        #expect(later.outcome(.acceptSheet) == .fault(.noSheet))
        #expect(later.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.inBox == 0)
    }
}
