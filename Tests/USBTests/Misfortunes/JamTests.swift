import ScannerDriver
import Testing

@Suite struct JamTests {
    @Test func `a jam while scanning moves nothing and holds no sheet`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"), .rows(700, gray: 230), .change { $0.isJammed = true }, .event("#01"),
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.jam))
        #expect(!fake.commands.contains("1") && !fake.commands.contains("3"))
        #expect(scanner.outcome(.acceptSheet) == .fault(.noSheet))
        // One jam is one sheet: as long as nobody has cleared the path, it is paper in the path.
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(!fake.commands.contains("1") && !fake.commands.contains("3"))
        fake.openCover()
        (fake.isJammed, fake.isInScanner, fake.isAtFront) = (false, false, false)
        #expect(scanner.outcome(.feedSheet) == .fault(.coverOpen))
        fake.closeCover()
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `a jam in the drop leaves the sheet held, and it can be returned`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.dropGoesWrong = { fake in
            fake.isJammed = true
            fake.say("#01")
        }
        #expect(scanner.outcome(.acceptSheet) == .fault(.jam))
        #expect(scanner.outcome(.feedSheet) == .fault(.sheetNotResolved))
        #expect(scanner.outcome(.acceptSheet) == .fault(.jam))
        fake.isJammed = false
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0 && fake.givenBack == 1)
    }

    @Test func `a sheet taken out of a jam by hand cannot be accepted, only returned`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.dropGoesWrong = { $0.isJammed = true }
        #expect(scanner.outcome(.acceptSheet) == .fault(.jam))
        fake.openCover()
        (fake.isJammed, fake.isAtRear) = (false, false)
        fake.closeCover()
        #expect(scanner.outcome(.acceptSheet) == .fault(.pulledOut))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(scanner.outcome(.acceptSheet) == .fault(.noSheet))
    }

    @Test func `a sheet that does not leave is a jam, and is still held`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.dropGoesWrong = { _ in }
        let before = fake.now
        #expect(scanner.outcome(.acceptSheet) == .fault(.jam))
        #expect(fake.now - before >= .seconds(5))
        fake.dropGoesWrong = nil
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
    }

    @Test func `a jam while returning says that the sheet was not returned`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.returnGoesWrong = { $0.isJammed = true }
        #expect(scanner.outcome(.returnSheet) == .fault(.notReturned))
        #expect(scanner.outcome(.feedSheet) == .fault(.sheetNotResolved))
        fake.isJammed = false
        fake.returnGoesWrong = { _ in }
        #expect(scanner.outcome(.returnSheet) == .fault(.notReturned))
        fake.returnGoesWrong = nil
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }

    @Test func `a jam while a sheet is scanned again leaves it held`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.scanSteps[1] = [.event("#30"), .rows(300, gray: 230), .event("#01")]
        #expect(scanner.outcome(.rescanSheet) == .fault(.jam))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }
}
