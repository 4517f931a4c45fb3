import ScannerDriver
import Testing

@Suite struct TwoSheetsTests {
    @Test func `a drop that is paused by another sheet goes on when that is taken away`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.isAtFront = true
        fake.after(.seconds(12)) { $0.takeSheet() }
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
        #expect(fake.inBox == 1 && fake.now > .seconds(12))
    }

    @Test func `a drop that stays paused is said to be, and can be asked for again`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.isAtFront = true
        let fault = try scanner.fault(.acceptSheet)
        #expect(fault.code == .paperInPath)
        #expect(fault.detail == "the drop waits because another sheet lies in the input")
        #expect(scanner.outcome(.feedSheet) == .fault(.sheetNotResolved))
        fake.takeSheet()
        fake.pass(.seconds(1))
        #expect(fake.inBox == 1)
    }

    @Test func `a second sheet drawn in during the drop needs the box to be reconciled`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.dropGoesWrong = { fake in
            fake.after(.milliseconds(40)) { $0.say("#30") }
        }
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        // What lies in the path now may be the second one.
        #expect(scanner.outcome(.returnSheet) == .fault(.joinedDrop))
        #expect(fake.givenBack == 0)
    }

    @Test func `a sheet that waits at the input does not disturb the one in escrow`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .scanned)
        fake.insertSheet()
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .atBothEnds, isCoverOpen: false))))
        #expect(fake.scans == 1)
    }
}
