import ScannerDriver
import Testing

@Suite struct UnplugTests {
    @Test func `unplugged while waiting: noticed at once, found again, introduced again`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.after(.seconds(1)) { $0.unplug() }
        fake.after(.seconds(1)) { $0.say("#00") }
        let before = fake.now
        #expect(scanner.outcome(.feedSheet) == .fault(.disconnected))
        #expect(fake.now - before < .milliseconds(1_500))
        #expect(scanner.outcome(.feedSheet) == .fault(.noDevice))
        fake.replug()
        fake.pile = 1
        let known = fake.commands.count
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(Array(fake.commands.dropFirst(known).prefix(7)) == ["<27>K", "D", "9", "<009", "V", "*", "W1"])
        #expect(fake.commands.dropFirst(known).contains("J") && fake.connections == 2)
    }

    @Test func `unplugged while scanning: the sheet in the path comes back after the next connection`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [.event("#30"), .rows(800, gray: 230), .change { $0.unplug() }]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.disconnected))
        #expect(scanner.outcome(.acceptSheet) == .fault(.noSheet))
        fake.replug()
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.inBox == 0 && fake.givenBack == 1)
    }

    @Test func `unplugged while a sheet is held: it can only be returned`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.unplug()
        #expect(scanner.outcome(.acceptSheet) == .fault(.disconnected))
        #expect(scanner.outcome(.acceptSheet) == .fault(.noDevice))
        fake.replug()
        #expect(scanner.outcome(.feedSheet) == .fault(.sheetNotResolved))
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0)
    }

    @Test func `unplugged in the drop: whether the sheet fell is not guessed`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.dropGoesWrong = { fake in
            fake.unplug()
            fake.isAtRear = false
        }
        #expect(scanner.outcome(.acceptSheet) == .fault(.disconnected))
        fake.replug()
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .none, isCoverOpen: false))))
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.returnSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.feedSheet) == .fault(.sheetNotResolved))
    }

    @Test func `unplugged in the drop: paper in the path may be another person's, not this one`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        // The feeder was still on: the sheet fell, and the next one was drawn in behind it.
        fake.dropGoesWrong = { $0.unplug() }
        #expect(scanner.outcome(.acceptSheet) == .fault(.disconnected))
        fake.replug()
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.returnSheet) == .fault(.joinedDrop))
        #expect(fake.givenBack == 0 && fake.inBox == 0)
    }

    @Test func `unplugged while returning: the return can be asked for again`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.returnGoesWrong = { $0.unplug() }
        #expect(scanner.outcome(.returnSheet) == .fault(.disconnected))
        fake.returnGoesWrong = nil
        fake.replug()
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }

    @Test func `unplugged while nothing is under way: the next command finds it again`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.unplug()
        fake.replug()
        #expect(scanner.outcome(.readStatus) == .fault(.disconnected))
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .none, isCoverOpen: false))))
    }

    @Test func `another scanner in its place is refused`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.unplug()
        #expect(scanner.outcome(.readStatus) == .fault(.disconnected))
        fake.replug()
        fake.serialNumber = "ZZ999999"
        let fault = try scanner.fault(.readStatus)
        #expect(fault.code == .noDevice && fault.detail.contains("ZZ999999"))
        fake.serialNumber = "AB012345"
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .none, isCoverOpen: false))))
    }
}
