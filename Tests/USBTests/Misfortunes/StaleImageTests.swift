import Raster
import ScannerDriver
import Testing
import USB

@Suite struct StaleImageTests {
    @Test func `pixels of an earlier image before the scan refuse the sheet`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.intercept = { fake, command in
            if command == "8", fake.scans == 0 { fake.send(imageBytes: [UInt8](repeating: 9, count: 3_456)) }
            return false
        }
        var scanner = try fake.open()
        let fault = try scanner.fault(.feedSheet)
        #expect(fault.code == .ioError && fault.detail.hasPrefix("3456 bytes of another image"))
        #expect(fake.givenBack == 1)
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `pixels that came before the feeder was enabled are forgotten`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var scanner = try fake.open()
        fake.send(imageBytes: [UInt8](repeating: 9, count: 5_000))
        guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else {
            Issue.record("no scan")
            return
        }
        #expect(scan.sideA.height == 86 + 2200 + 184)
    }

    @Test func `two scans in one refuse the sheet`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        var steps = FakePageScan.goodScan()
        steps.insert(.event("#30"), at: 3)
        fake.scanSteps[0] = steps
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.shortImage))
    }
}
