import ScannerDriver
import Testing

@Suite struct TwoSheetsTests {
    @Test func `a drop that is held up by another sheet is said to wait, and goes on when that is taken away`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.isAtFront = true
        fake.after(.seconds(33)) { $0.takeSheet() }
        let before = fake.now
        var waits = 0
        while scanner.outcome(.acceptSheet) == .fault(.dropWaits) {
            waits += 1
            #expect(fake.now - before < .seconds(waits == 1 ? 3 : 34))
        }
        #expect(waits > 30 && fake.inBox == 1 && fake.givenBack == 0)
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    /// The device goes on with the drop by itself, so that whatever was said of the sheet before would be wrong.
    @Test func `a drop that waits cannot be called back`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.isAtFront = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.dropWaits))
        #expect(scanner.outcome(.returnSheet) == .fault(.dropWaits))
        #expect(scanner.outcome(.rescanSheet) == .fault(.dropWaits))
        #expect(scanner.outcome(.feedSheet) == .fault(.sheetNotResolved))
        fake.takeSheet()
        fake.pass(.seconds(1))
        #expect(fake.inBox == 1)
        #expect(scanner.outcome(.returnSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
        #expect(fake.givenBack == 0)
    }

    @Test func `a cover that is opened while the drop waits ends the drop, and the sheet goes back`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.isAtFront = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.dropWaits))
        fake.openCover()
        fake.pass(.seconds(1))
        fake.takeSheet()
        fake.closeCover()
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0 && fake.givenBack == 1)
    }

    @Test func `a sheet that is taken out under the cover while the drop waits is in hands, not in doubt`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.isAtFront = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.dropWaits))
        fake.openCover()
        fake.isAtRear = false
        #expect(scanner.outcome(.acceptSheet) == .fault(.coverOpen))
        fake.closeCover()
        #expect(scanner.outcome(.acceptSheet) == .fault(.pulledOut))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }

    @Test func `a drop that an earlier program began, and that goes on by itself, is told`() throws {
        let fake = FakePageScan()
        var earlier = try fake.openWithSheet()
        fake.isAtFront = true
        #expect(earlier.outcome(.acceptSheet) == .fault(.dropWaits))
        // A paused device does not move paper to the front.
        fake.returnGoesWrong = { _ in }
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        fake.takeSheet()
        fake.pass(.seconds(1))
        #expect(fake.inBox == 1)
        #expect(scanner.outcome(.feedSheet) == .fault(.joinedDrop))
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
