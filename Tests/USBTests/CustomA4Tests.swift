import Raster
import ScannerDriver
import TestSupport
import Testing
import USB

@Suite struct CustomA4Tests {
    private func open(_ fake: FakeCustomA4) throws -> CustomA4Scanner {
        try CustomA4Scanner(fake, settings: USBScannerSettings(waitForSheet: .seconds(1)))
    }

    @Test func `requests have the bytes of the protocol`() {
        #expect(CustomA4Request.createJob.bytes == Array("JOB\0C\0\0\0".utf8))
        #expect(CustomA4Request.endJob.bytes == Array("JOB\0E\0\0".utf8) + [1])
        #expect(CustomA4Request.information(.firmware).bytes == Array("CAP\0".utf8) + [0x1C, 0, 2, 0])
        #expect(CustomA4Request.status.bytes == Array("INFO0".utf8) + [0, 0, 1])
        #expect(CustomA4Request.move(.retractBack).bytes == Array("MOTO".utf8) + [0, 0, 3, 1])
        #expect(CustomA4Request.startScan.bytes == Array("SCAN\0\0\0".utf8) + [1])
        #expect(CustomA4Request.stopScan.bytes == Array("STOP\0\0\0".utf8) + [1])
        #expect(CustomA4Request.reset.bytes == Array("PWR\0\0\0\0".utf8) + [1])
        #expect(CustomA4Request.image(count: 0x123456, .sideB).bytes == Array("IMG\0".utf8) + [0x56, 0x34, 0x12, 1])
        let parameters = CustomA4Request.setParameters(CustomA4Parameters(height: 2_350, detectsDoubleFeeds: true))
            .bytes
        #expect(parameters.prefix(8) == Array("PAR\0(\0\0".utf8) + [1] && parameters.count == 48)
        let block = Array(parameters.dropFirst(8))
        #expect(Array(block[0..<4]) == Array("ADF\0".utf8) && Array(block[12..<16]) == Array("RAW\0".utf8))
        #expect(block[6] == 0x12 && block[8] == 0x10 && block[10] == 3 && block[18] == 8 && block[19] == 7)
        #expect(block[20] == 200 && block[22] == 200 && block[24] == 8)
        #expect(Array(block[32..<40]) == [0xB0, 0x06, 0, 0, 0x2E, 0x09, 0, 0])
        #expect(CustomA4Parameters(height: 9_999_999, detectsDoubleFeeds: false).height == 9_980)
    }

    @Test func `acknowledgements are told apart`() {
        func answer(_ letter: String, _ code: UInt8) -> CustomA4Acknowledgement? {
            CustomA4Acknowledgement(Array("STA\0\(letter)\0\0".utf8) + [code])
        }
        #expect(answer("A", 1) == .done && answer("E", 0) == .badFormat && answer("E", 0x80) == .invalidCommand)
        #expect(answer("E", 0x81) == .invalidJob && answer("E", 5) == .failed(code: 5) && answer("Q", 0) == nil)
        #expect(CustomA4Acknowledgement(Array("STA".utf8)) == nil && CustomA4Status(Array("IDAT".utf8)) == nil)
    }

    @Test func `it keeps the contract of every scanner`() throws {
        let violations = try ScannerContract.violations(sheets: 3) {
            let fake = FakeCustomA4()
            fake.pile = 3
            return try open(fake)
        }
        #expect(violations == [])
    }

    @Test func `both sides come whole, however often they are fetched`() throws {
        let fake = FakeCustomA4()
        fake.pile = 1
        var scanner = try open(fake)
        guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else {
            Issue.record("no scan")
            return
        }
        #expect(scan.sideA.width == 1_712 && scan.sideA.height == 2_000 && scan.sideB?.height == 2_000)
        #expect(scan.sideA[1_711, 1_999] == 200 && scan.sideB?[0, 0] == 100)
        #expect(fake.requests.filter { $0.starts(with: Array("IMG".utf8)) }.count == 6)
        #expect(fake.requests.last == CustomA4Request.stopScan.bytes)
        #expect(scanner.outcome(.rescanSheet) == .fault(.unsupported))
    }

    @Test func `each trouble in a scan has its fault, and a sheet that can move comes back`() throws {
        let troubles: [(ScannerFaultCode, Int, (FakeCustomA4) -> Void)] = [
            (.doubleFeed, 1, { $0.isDouble = true }), (.pulledOut, 1, { $0.isHeldBack = true }),
            (.cancelled, 1, { $0.isCancelled = true }), (.shortImage, 1, { $0.pixelsMissing = 1 }),
            (.timeout, 1, { $0.endsScan = false }), (.imageTooLarge, 1, { $0.height = 4_000 }),
            (.jam, 0, { $0.isJammed = true }), (.coverOpen, 0, { $0.coverIsOpen = true }),
        ]
        for (code, givenBack, trouble) in troubles {
            let fake = FakeCustomA4()
            fake.pile = 1
            trouble(fake)
            var scanner = try open(fake)
            #expect(scanner.outcome(.feedSheet) == .fault(code))
            #expect(fake.givenBack == givenBack && fake.inBox == 0, "\(code)")
        }
    }

    @Test func `one jam is one sheet: as long as nobody has cleared it, it is paper in the path`() throws {
        let fake = FakeCustomA4()
        fake.pile = 1
        fake.isJammed = true
        var scanner = try open(fake)
        #expect(scanner.outcome(.feedSheet) == .fault(.jam))
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        fake.coverIsOpen = true
        #expect(scanner.outcome(.feedSheet) == .fault(.coverOpen))
        #expect(fake.givenBack == 0 && fake.inBox == 0)
    }

    @Test func `paper that no scan of ours left goes back, never into the box`() throws {
        let fake = FakeCustomA4()
        fake.isInPath = true
        var scanner = try open(fake)
        #expect(scanner.outcome(.feedSheet) == .fault(.paperInPath))
        #expect(fake.givenBack == 1 && fake.inBox == 0)
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
    }

    @Test func `a sheet that came back is not scanned again before it was taken`() throws {
        let fake = FakeCustomA4()
        fake.pile = 1
        fake.takesBack = false
        var scanner = try open(fake)
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
        fake.isOffered = false
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `a sheet that does not leave is a jam, and one that does not come back is said`() throws {
        let fake = FakeCustomA4()
        fake.pile = 1
        var scanner = try open(fake)
        #expect(scanner.outcome(.feedSheet) == .scanned)
        fake.movesPaper = false
        #expect(scanner.outcome(.acceptSheet) == .fault(.jam))
        #expect(scanner.outcome(.returnSheet) == .fault(.notReturned))
        fake.movesPaper = true
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
    }

    @Test func `after a lost connection the held sheet can only be returned`() throws {
        let fake = FakeCustomA4()
        fake.pile = 1
        var scanner = try open(fake)
        #expect(scanner.outcome(.feedSheet) == .scanned)
        fake.isPlugged = false
        #expect(scanner.outcome(.readStatus) == .fault(.disconnected))
        #expect(scanner.outcome(.readStatus) == .fault(.noDevice))
        fake.isPlugged = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.connections == 2 && fake.inBox == 0)
    }

    /// A scanner that holds a sheet.
    private func openWithSheet(_ fake: FakeCustomA4) throws -> CustomA4Scanner {
        fake.pile = 1
        var scanner = try open(fake)
        #expect(scanner.outcome(.feedSheet) == .scanned)
        return scanner
    }

    /// The device tells nothing on its own: the driver looks while the sheet is read.
    @Test func `a sheet that may have been changed under the cover while it was held is not dropped`() throws {
        let fake = FakeCustomA4()
        var scanner = try openWithSheet(fake)
        fake.coverIsOpen = true
        fake.pass(.milliseconds(50))
        fake.coverIsOpen = false
        fake.pass(.milliseconds(500))
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0 && fake.givenBack == 1)
        fake.pile = 1
        fake.pass(.seconds(1))
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
    }

    @Test func `a sheet that left the escrow for a moment is not dropped`() throws {
        let fake = FakeCustomA4()
        var scanner = try openWithSheet(fake)
        fake.isInPath = false
        fake.pass(.milliseconds(50))
        fake.isInPath = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(fake.inBox == 0)
    }

    @Test func `it looks on after a question in between`() throws {
        let fake = FakeCustomA4()
        var scanner = try openWithSheet(fake)
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .inEscrow, isCoverOpen: false))))
        fake.coverIsOpen = true
        fake.pass(.milliseconds(50))
        fake.coverIsOpen = false
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
    }

    @Test func `a cable that comes off while a sheet is held is noticed, and the sheet can only be returned`() throws {
        let fake = FakeCustomA4()
        var scanner = try openWithSheet(fake)
        fake.isPlugged = false
        fake.pass(.milliseconds(50))
        fake.isPlugged = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.disconnected))
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0)
    }

    @Test func `a sheet that is taken out under the cover in the drop is in doubt, for good`() throws {
        let fake = FakeCustomA4()
        var scanner = try openWithSheet(fake)
        fake.dropGoesWrong = { fake in (fake.coverIsOpen, fake.isInPath) = (true, false) }
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        fake.coverIsOpen = false
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.returnSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.feedSheet) == .fault(.sheetNotResolved))
    }

    @Test func `a cover that is opened before the sheet moved in the drop leaves it held, and it goes back`() throws {
        let fake = FakeCustomA4()
        var scanner = try openWithSheet(fake)
        fake.dropGoesWrong = { $0.coverIsOpen = true }
        #expect(scanner.outcome(.acceptSheet) == .fault(.coverOpen))
        fake.dropGoesWrong = nil
        fake.coverIsOpen = false
        #expect(scanner.outcome(.acceptSheet) == .fault(.paperInPath))
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(fake.inBox == 0)
    }

    @Test func `unplugged in the drop: paper in the path may be another person's`() throws {
        let fake = FakeCustomA4()
        var scanner = try openWithSheet(fake)
        fake.dropGoesWrong = { $0.isPlugged = false }
        #expect(scanner.outcome(.acceptSheet) == .fault(.disconnected))
        fake.isPlugged = true
        #expect(scanner.outcome(.acceptSheet) == .fault(.joinedDrop))
        #expect(scanner.outcome(.returnSheet) == .fault(.joinedDrop))
        #expect(fake.inBox == 0 && fake.givenBack == 0)
    }

    @Test func `a ballot that waits in the input when the cable is back is drawn in`() throws {
        let fake = FakeCustomA4()
        var scanner = try open(fake)
        fake.isPlugged = false
        #expect(scanner.outcome(.feedSheet) == .fault(.disconnected))
        fake.pile = 1
        fake.isPlugged = true
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `another scanner in its place is refused`() throws {
        let fake = FakeCustomA4()
        var scanner = try open(fake)
        #expect(scanner.capabilities.serialNumber == "A4-0001")
        fake.isPlugged = false
        #expect(scanner.outcome(.readStatus) == .fault(.disconnected))
        (fake.isPlugged, fake.serialNumber) = (true, "A4-0002")
        let fault = try scanner.fault(.readStatus)
        #expect(fault.code == .noDevice && fault.detail.contains("A4-0002"))
        fake.serialNumber = "A4-0001"
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .none, isCoverOpen: false))))
    }

    /// The device waits for rows as long as nobody stops the scan, and nobody can put a sheet in.
    @Test func `a sheet that is pulled back ends the scan, and the next one comes at once`() throws {
        let fake = FakeCustomA4()
        fake.pile = 1
        fake.isHeldBack = true
        fake.onScan = { $0.isInPath = false }
        var scanner = try open(fake)
        #expect(scanner.outcome(.feedSheet) == .fault(.pulledOut))
        #expect(fake.requests.contains(CustomA4Request.stopScan.bytes))
        // Nothing was there to be given back, so nothing has to be taken away.
        #expect(!fake.requests.contains(CustomA4Request.move(.retractBack).bytes))
        (fake.isHeldBack, fake.onScan, fake.pile) = (false, { _ in }, 1)
        let before = fake.now
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(fake.now - before < .milliseconds(200))
    }

    @Test func `a sheet that came back and is left there is scanned again when nobody takes it`() throws {
        let fake = FakeCustomA4()
        fake.takesBack = false
        var scanner = try openWithSheet(fake)
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `a wish to stop ends the wait for a sheet`() throws {
        let fake = FakeCustomA4()
        var scanner = try CustomA4Scanner(
            fake, settings: USBScannerSettings(waitForSheet: .seconds(5), isStopped: { true }))
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
        #expect(fake.now < .milliseconds(500))
    }

    @Test func `a scan that an earlier program left is stopped before anything else`() throws {
        let fake = FakeCustomA4()
        _ = try open(fake)
        let stop = try #require(fake.requests.firstIndex(of: CustomA4Request.stopScan.bytes))
        #expect(fake.requests[stop - 1] == CustomA4Request.createJob.bytes && stop < fake.requests.count - 1)
    }

    @Test func `a device that refuses the job is not used`() throws {
        let fake = FakeCustomA4()
        fake.answersJobs = false
        #expect(throws: ScannerFault(.ioError, "")) { _ = try open(fake) }
    }
}
