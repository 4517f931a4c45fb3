import ScannerDriver
import Testing

@Suite struct TimeoutTests {
    @Test func `a device that does not answer at first is asked for three seconds`() throws {
        let fake = FakePageScan()
        fake.answers = false
        #expect(throws: ScannerFault(.timeout, "")) { _ = try fake.open() }
        #expect(fake.now >= .seconds(3) && fake.now < .seconds(4))
        #expect(fake.commands.filter { $0 == "D" }.count > 10)
    }

    @Test func `a device that answers late is introduced all the same`() throws {
        let fake = FakePageScan()
        fake.answers = false
        fake.after(.seconds(2)) { $0.answers = true }
        _ = try fake.open()
        #expect(fake.now < .seconds(3))
    }

    @Test func `a device that falls silent is given up, and connected anew`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.answers = false
        let before = fake.now
        #expect(scanner.outcome(.readStatus) == .fault(.timeout))
        #expect(fake.now - before < .seconds(3))
        fake.answers = true
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .none, isCoverOpen: false))))
        #expect(fake.connections == 2)
    }

    @Test func `a scan without end ends, and the sheet comes back`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = Array(FakePageScan.goodScan().dropLast())
        var scanner = try fake.open()
        let before = fake.now
        #expect(scanner.outcome(.feedSheet) == .fault(.timeout))
        #expect(fake.now - before < .seconds(12))
        #expect(fake.givenBack == 1)
    }

    @Test func `a scan of the held sheet that does not begin leaves it held`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.intercept = { _, command in command == "[" }
        #expect(scanner.outcome(.rescanSheet) == .fault(.timeout))
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
    }

    @Test func `a sheet held over a silent connection can only be returned`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        fake.answers = false
        #expect(scanner.outcome(.acceptSheet) == .fault(.timeout))
        fake.answers = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }
}
