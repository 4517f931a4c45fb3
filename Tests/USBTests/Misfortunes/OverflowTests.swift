import ScannerDriver
import Testing

@Suite struct OverflowTests {
    @Test func `a device whose memory ran over gives the sheet back`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var steps = FakePageScan.goodScan()
        steps.insert(.event("#09"), at: 3)
        fake.scanSteps[0] = steps
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.shortImage))
        #expect(fake.givenBack == 1)
    }

    @Test(arguments: [1, 1_728, 3_455, -1, -3_455])
    func `bytes that are no whole rows are no image`(difference: Int) throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"), .imageBytes(2_300 * 3_456 + difference),
            .change { fake in
                fake.isAtFront = false
                fake.comesToRear()
            },
            .event("#31"),
        ]
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.shortImage))
    }

    @Test func `a scan without pixels is no image`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.scanSteps[0] = [
            .event("#30"),
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
