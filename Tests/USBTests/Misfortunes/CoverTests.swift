import ScannerDriver
import Testing

@Suite struct CoverTests {
    @Test(arguments: ["#34", "#0C"]) func `a cover opened while waiting ends the wait`(code: String) throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.after(.seconds(1)) { fake in
            fake.coverIsOpen = true
            fake.say(code)
        }
        #expect(scanner.outcome(.feedSheet) == .fault(.coverOpen))
        #expect(fake.now < .seconds(2) && !fake.feederIsEnabled)
        #expect(scanner.outcome(.feedSheet) == .fault(.coverOpen))
        fake.coverIsOpen = false
        fake.say(code == "#34" ? "#35" : "#0D")
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test(arguments: ["#34", "#0C"]) func `a cover opened while scanning refuses the sheet`(code: String) throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"), .rows(500, gray: 230), .change { $0.coverIsOpen = true }, .event(code),
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.coverOpen))
        #expect(!fake.commands.contains("1"))
        fake.coverIsOpen = false
        // What is left in the path comes to the front, and is not scanned.
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.givenBack == 1)
    }

    @Test func `after the cover was opened over a held sheet it can only be returned`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.openCover()
        #expect(scanner.outcome(.acceptSheet) == .fault(.coverOpen))
        fake.closeCover()
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.rescanSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0)
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
    }

    @Test func `a cover that was opened and closed between commands is noticed`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.openCover()
        fake.closeCover()
        _ = scanner.outcome(.readStatus)
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
    }

    @Test func `a cover opened during the drop leaves it open where the sheet is`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.dropGoesWrong = { fake in
            fake.openCover()
            fake.isAtRear = false
        }
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        fake.closeCover()
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.returnSheet) == .fault(.joinedDrop))
    }

    @Test func `a cover opened before the sheet moved in the drop leaves it held`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.dropGoesWrong = { $0.openCover() }
        #expect(scanner.outcome(.acceptSheet) == .fault(.coverOpen))
        fake.closeCover()
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }

    @Test func `a cover opened while returning is said, and the return can be asked for again`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.returnGoesWrong = { $0.openCover() }
        #expect(scanner.outcome(.returnSheet) == .fault(.coverOpen))
        fake.returnGoesWrong = nil
        fake.closeCover()
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }
}
