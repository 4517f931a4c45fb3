import ScannerDriver
import Testing

@Suite struct PulledBackTests {
    @Test func `a sheet that is pulled back while it is scanned holds nothing`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"), .rows(300, gray: 230),
            .change { fake in (fake.isInScanner, fake.isAtFront) = (false, false) }, .event("#31"),
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.pulledOut))
        #expect(scanner.outcome(.acceptSheet) == .fault(.noSheet))
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `a sheet that is teased does not start another scan`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"), .rows(300, gray: 230), .change { $0.isInScanner = false }, .event("#31"),
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.pulledOut))
        #expect(fake.isAtFront && !fake.feederIsEnabled)
        fake.pass(.seconds(1))
        #expect(fake.scans == 1)
        // It is still in the person's hand at the input: it has to be taken away first.
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
        #expect(fake.scans == 1)
    }

    @Test func `a sheet that was taken out of the escrow cannot be accepted`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.isAtRear = false
        #expect(scanner.outcome(.acceptSheet) == .fault(.pulledOut))
        #expect(scanner.outcome(.rescanSheet) == .fault(.pulledOut))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0)
    }
}
