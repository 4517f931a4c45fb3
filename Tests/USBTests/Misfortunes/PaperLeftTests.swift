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

    @Test func `paper that was drawn in behind a sheet on its way to the box is not taken for that sheet`() throws {
        let fake = FakePageScan()
        fake.resetSwitchesFeederOff = false
        var scanner = try fake.openWithSheet()
        // The program ends before it has switched the feeder off again: the sheet falls, and the next one is drawn in.
        fake.intercept = { _, command in command == "9" }
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
        fake.insertSheet()
        fake.pass(.seconds(3))
        fake.intercept = { _, _ in false }
        #expect(fake.inBox == 1 && fake.isAtRear)
        var later = try fake.open()
        #expect(later.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .unknown, isCoverOpen: false))))
        #expect(later.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.inBox == 1 && fake.givenBack == 1)
        fake.pass(.seconds(1))
        // What is drawn in and held from here on is watched.
        fake.pile = 1
        #expect(later.outcome(.feedSheet) == .scanned)
        #expect(later.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .inEscrow, isCoverOpen: false))))
    }

    @Test func `a sheet that was held when the program ended is still known to lie there`() throws {
        let fake = FakePageScan()
        _ = try fake.openWithSheet()
        var later = try fake.open()
        #expect(later.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .inEscrow, isCoverOpen: false))))
    }

    @Test func `a sheet of an earlier program over which the cover is opened is nowhere for sure`() throws {
        let fake = FakePageScan()
        _ = try fake.openWithSheet()
        var later = try fake.open()
        #expect(later.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .inEscrow, isCoverOpen: false))))
        fake.openCover()
        fake.isAtRear = false
        fake.closeCover()
        #expect(later.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .unknown, isCoverOpen: false))))
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
