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

    @Test func `a device that refuses the job is not used`() throws {
        let fake = FakeCustomA4()
        fake.answersJobs = false
        #expect(throws: ScannerFault(.ioError, "")) { _ = try open(fake) }
    }
}
