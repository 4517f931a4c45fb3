import Raster
import ScannerDriver
import TestSupport
import Testing
import USB

@Suite struct ContractTests {
    @Test func `the PageScan keeps the contract of every scanner`() throws {
        var fakes: [FakePageScan] = []
        let violations = try ScannerContract.violations(sheets: 3) {
            let fake = FakePageScan()
            fake.pile = 3
            fakes.append(fake)
            return try fake.open()
        }
        #expect(violations == [])
        #expect(fakes.map(\.inBox) == [1, 3])
        #expect(fakes.map(\.givenBack) == [1, 0])
    }

    @Test func `the device is introduced, set up and armed in the order of the protocol`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var scanner = try fake.open(USBScannerSettings(paperLength: 1_100))
        #expect(fake.commands == ["<27>K", "D", "9", "<009", "V", "*", "W1"])
        let introduction = fake.commands.count
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(
            Array(fake.commands.dropFirst(introduction)) == [
                "Q", "A", "J", "g", "<27>X", "n3A50", "n3B100", "n", "y", "<27>d", "k", "<27>%TK", "<27>%BK", "<27>s2",
                "<27>D<137>0", "<27>j ", "I", "8", "9", "Q",
            ])
        let feed = fake.commands.count
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
        #expect(Array(fake.commands.dropFirst(feed).prefix(5)) == ["Q", "M", "8", "3", "9"])
        #expect(fake.commands.dropFirst(feed + 5).allSatisfy { $0 == "Q" })
        fake.pile = 1
        let second = fake.commands.count
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(Array(fake.commands.dropFirst(second)) == ["Q", "8", "9", "Q"])
        let back = fake.commands.count
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        #expect(Array(fake.commands.dropFirst(back).prefix(5)) == ["Q", "N", "8", "1", "9"])
    }

    @Test func `the feeder is disabled before anything else when a scan has ended`() throws {
        let fake = FakePageScan()
        _ = try fake.openWithSheet()
        #expect(fake.commands.suffix(3) == ["8", "9", "Q"])
        #expect(!fake.feederIsEnabled)
    }

    @Test func `the register of the boot eject is written only where it differs`() throws {
        let fake = FakePageScan()
        fake.bootEject = 0x100
        _ = try fake.open()
        #expect(fake.commands.contains(">00900000200") && fake.commands.contains("}"))
        #expect(fake.bootEject == 0x200)
    }

    @Test func `double-feed detection is off where the settings say so`() throws {
        let fake = FakePageScan()
        var settings = USBScannerSettings()
        settings.detectsDoubleFeeds = false
        _ = try fake.openWithSheet(settings)
        #expect(fake.commands.contains("o") && !fake.commands.contains("n"))
    }

    @Test func `both sides come upright and even`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var scanner = try fake.open()
        guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else {
            Issue.record("no scan")
            return
        }
        #expect(scan.sideA.width == 1728 && scan.sideA.height == 86 + 2200 + 184)
        #expect(scan.sideB?.height == scan.sideA.height && scan.dpiHint == 200)
        #expect(scan.sideA[0, 0] == 0 && scan.sideA[5, 100] == 255)
    }

    @Test func `a held sheet is scanned again`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        #expect(scanner.outcome(.rescanSheet) == .scanned)
        #expect(fake.scans == 2)
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
        #expect(fake.inBox == 1)
    }

    @Test func `status says where the paper is`() throws {
        let fake = FakePageScan()
        var scanner = try fake.openWithSheet()
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .inEscrow, isCoverOpen: false))))
        fake.isAtFront = true
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .atBothEnds, isCoverOpen: false))))
        fake.isAtRear = false
        fake.coverIsOpen = true
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .atInput, isCoverOpen: true))))
    }

    @Test func `settings that cannot be used are refused with what is allowed`() throws {
        for settings in [
            USBScannerSettings(paperLength: 299), USBScannerSettings(paperLength: 2_201),
            USBScannerSettings(lengthTolerance: -1), USBScannerSettings(lengthTolerance: 551),
            USBScannerSettings(waitForSheet: .seconds(-1)),
        ] {
            #expect(throws: ScannerFault(.badInput, "")) { _ = try FakePageScan().open(settings) }
        }
    }
}
