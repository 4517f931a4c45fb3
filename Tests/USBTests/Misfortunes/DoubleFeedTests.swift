import ScannerDriver
import Testing
import USB

@Suite struct DoubleFeedTests {
    private static var twoAtOnce: [FakePageScan.Step] {
        [
            .event("#30"), .rows(600, gray: 230), .event("#33"), .rows(1_800, gray: 230),
            .change { fake in
                fake.isAtFront = false
                fake.comesToRear()
            },
            .event("#31"),
        ]
    }

    @Test func `two sheets at once come back to the front`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = Self.twoAtOnce
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.doubleFeed))
        #expect(fake.givenBack == 1 && fake.inBox == 0 && !fake.isAtRear)
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `what came back is not drawn in again before it was taken away`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.personTakesAway = nil
        fake.scanSteps[0] = Self.twoAtOnce
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.doubleFeed))
        #expect(scanner.outcome(.feedSheet) == .event(.noSheetYet))
        #expect(fake.scans == 1)
        fake.takeSheet()
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `a double feed that is reported behind the scan still refuses the sheet`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = FakePageScan.goodScan() + [.event("#33")]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.doubleFeed))
    }

    @Test(arguments: [("#07", ScannerFaultCode.calibrationNeeded), ("#08", .doubleFeedSensorFailed)])
    func `a sensor that cannot watch stops the feeding, unless it is not needed`(
        code: String, expected: ScannerFaultCode
    ) throws {
        for isWatched in [true, false] {
            let fake = FakePageScan()
            fake.pile = 1
            fake.intercept = { fake, command in
                if command == "n" || command == "o" { fake.say(code) }
                return false
            }
            var scanner = try fake.open(USBScannerSettings(detectsDoubleFeeds: isWatched))
            #expect(scanner.outcome(.feedSheet) == (isWatched ? .fault(expected) : .scanned))
            if isWatched { #expect(fake.scans == 0) }
        }
    }
}
