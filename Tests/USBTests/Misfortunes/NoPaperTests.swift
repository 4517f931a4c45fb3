import ScannerDriver
import Testing
import USB

@Suite struct NoPaperTests {
    @Test func `nobody comes: the wait ends and the feeder is off`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open(USBScannerSettings(waitForSheet: .seconds(2)))
        let before = fake.now
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
        #expect(fake.now - before >= .seconds(2) && fake.now - before < .seconds(3))
        #expect(!fake.feederIsEnabled)
    }

    @Test func `no question is asked while a sheet is awaited or scanned`() throws {
        let fake = FakePageScan()
        fake.personTakes = .seconds(4)
        fake.pile = 1
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .scanned)
        let armed = try #require(fake.commands.firstIndex(of: "8"))
        #expect(Array(fake.commands[(armed + 1)...]) == ["9", "Q"])
    }

    /// The sheet comes at every moment around the end of the wait, in steps of 3 ms.
    @Test(arguments: Array(stride(from: 900, through: 1_400, by: 3)))
    func `a sheet that comes at the end of the wait is neither lost nor counted twice`(moment: Int) throws {
        let fake = FakePageScan()
        for scan in 0..<4 { fake.scanSteps[scan] = FakePageScan.goodScan(rows: 600) }
        var scanner = try fake.open(USBScannerSettings(paperLength: 300, waitForSheet: .seconds(1)))
        fake.after(.milliseconds(moment)) { $0.insertSheet() }
        var scanned = 0
        var outcomes: [Outcome] = []
        for _ in 0..<4 {
            let outcome = scanner.outcome(.feedSheet)
            outcomes.append(outcome)
            if outcome == .scanned {
                scanned += 1
                #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
            }
        }
        #expect(scanned == fake.inBox, "\(outcomes)")
        #expect(scanned + fake.givenBack == fake.scans, "\(outcomes)")
        #expect(scanned == 1, "\(outcomes)")
        #expect(!fake.isAtRear && !fake.isInScanner)
    }

    @Test func `a scan that begins when nobody listens any more is given back`() throws {
        let fake = FakePageScan()
        fake.intercept = { fake, command in
            // A slow device: the sheet was drawn in, and says so only with the answer to the question.
            guard command == "Q", fake.commands.contains("8"), fake.scans == 0 else { return false }
            fake.scanSteps[0] = FakePageScan.goodScan()
            fake.isAtFront = true
            fake.say("#30")
            fake.after(.milliseconds(700)) { fake in
                fake.isAtFront = false
                fake.comesToRear()
                fake.say("#31")
            }
            fake.intercept = { _, _ in false }
            return false
        }
        var scanner = try fake.open(USBScannerSettings(waitForSheet: .seconds(1)))
        #expect(scanner.outcome(.feedSheet) == .fault(.cancelled))
        #expect(fake.givenBack == 1 && !fake.isAtRear)
    }
}
