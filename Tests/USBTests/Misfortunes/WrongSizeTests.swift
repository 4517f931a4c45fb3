import ScannerDriver
import Testing
import USB

@Suite struct WrongSizeTests {
    @Test(arguments: [
        (2_200, Outcome.scanned), (2_050, .scanned), (2_350, .scanned), (2_000, .fault(.sheetTooShort)),
        (900, .fault(.sheetTooShort)), (2_400, .fault(.sheetTooLong)), (4_300, .fault(.sheetTooLong)),
    ])
    func `a sheet of another length comes back`(rows: Int, expected: Outcome) throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = FakePageScan.goodScan(rows: rows)
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == expected)
        #expect(fake.givenBack == (expected == .scanned ? 0 : 1))
    }

    @Test func `a sheet without end takes no more memory than the longest ballot`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = FakePageScan.goodScan(rows: 20_000)
        var scanner = try fake.open(USBScannerSettings(paperLength: 2_200))
        let fault = try scanner.fault(.feedSheet)
        #expect(fault.code == .sheetTooLong)
        #expect(fault.detail == "more than \(5_000 * 3_456) bytes of image")
    }

    @Test func `the device's jam of a sheet that is too long is told from another jam`() throws {
        for (rows, expected) in [(2_500, ScannerFaultCode.sheetTooLong), (1_500, .jam)] {
            let fake = FakePageScan()
            fake.pile = 1
            fake.scanSteps[0] = [.event("#30"), .rows(rows, gray: 230), .change { $0.isJammed = true }, .event("#01")]
            var scanner = try fake.open()
            #expect(scanner.outcome(.feedSheet) == .fault(expected))
        }
    }

    @Test func `the device is told the length of the ballots`() throws {
        let fake = FakePageScan()
        _ = try fake.openWithSheet(USBScannerSettings(paperLength: 1_400, lengthTolerance: 400))
        #expect(fake.commands.contains("<27>D<167>0"))
    }

    @Test func `a black image is no sheet`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"), .rows(2_200, gray: 2),
            .change { fake in
                fake.isAtFront = false
                fake.comesToRear()
            },
            .event("#31"),
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.shortImage))
    }
}
