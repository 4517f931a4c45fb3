import Raster
import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// An ADF that delivers the two sides of a sheet one after the other.
    @Suite struct DuplexFeederTests {
        private let device: MadeUpFeeder

        init() throws { device = try MadeUpFeeder() }

        @Test func `a duplex feeder keeps the contract`() throws {
            var devices: [MadeUpFeeder] = []
            let violations = try ScannerContract.violations(sheets: 3) {
                let device = try MadeUpFeeder()
                devices.append(device)
                for _ in 0..<3 { try device.put() }
                return try device.open()
            }
            #expect(violations == [])
        }

        @Test func `a duplex feeder gives the sides of each sheet in turn`() throws {
            for _ in 0..<5 { try device.put() }
            let scanner = try device.open()
            for sheet: UInt8 in 1...5 { #expect(try scanner.counted() == [sheet, 100 + sheet]) }
            #expect(try scanner.counted() == nil)
            #expect(scanner.capabilities.isDuplex)
        }

        @Test func `one side is what is fed when one is asked for`() throws {
            for _ in 0..<2 { try device.put() }
            let scanner = try device.open(SANESettings(sides: .one))
            #expect(try scanner.counted() == [1])
            #expect(try scanner.counted() == [2])
            #expect(try scanner.counted() == nil)
        }

        @Test func `a feeder that is empty between two sides is a fault and not the end`() throws {
            try device.put()
            try device.put("startB=empty")
            try device.put()
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            #expect(throws: ScannerFault(.oddSide, "")) { try scanner.counted() }
            // The next sheet begins with its own first side.
            #expect(try scanner.counted() == [3, 103])
            #expect(try scanner.counted() == nil)
        }

        @Test func `a page with fewer or with more bytes than it announced is refused`() throws {
            try device.put("missing=3")
            try device.put("surplus=1")
            try device.put()
            let scanner = try device.open()
            let short = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(short?.code == .shortImage)
            #expect(short?.detail == "45 bytes instead of 6 rows of 8")
            let long = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(long?.code == .ioError)
            #expect(long?.detail.contains("more data than the 8 x 6 pixels") == true)
            #expect(try scanner.counted() == [3, 103])
        }

        @Test func `a page whose height is not known, with padding, in small pieces is the same page`() throws {
            try device.put("vague=yes", "piece=7")
            try device.put("vague=yes", "padding=5", "piece=3")
            try device.put("padding=2")
            let scanner = try device.open()
            for sheet: UInt8 in 1...3 {
                func side(_ gray: UInt8) -> GrayImage {
                    GrayImage(width: 8, height: 6, pixels: [UInt8](repeating: gray, count: 48))
                }
                let expected = SheetScan(sideA: side(sheet), sideB: side(100 + sheet), dpiHint: 240)
                #expect(try scanner.perform(.feedSheet) == .sheetScanned(expected))
                _ = try scanner.perform(.acceptSheet)
            }
        }

        @Test func `a page that comes slowly but comes is waited for`() throws {
            // 40 pieces of 0.1 s: twice the limit for a single one.
            try device.put("piece=12", "delay=100000", a: "8x30:1", b: "8x30:2")
            #expect(try device.open(limits: .short).counted() == [1, 2])
        }

        @Test func `ballots from files come through byte for byte`() throws {
            var noise = SystemRandomNumberGenerator()
            let pixels = (0..<2 * 425 * 550).map { _ in UInt8.random(in: 0...255, using: &noise) }
            let sides = [pixels[..<(425 * 550)], pixels[(425 * 550)...]].map { Array($0) }
            let files = try sides.enumerated().map { number, side in
                try device.configuration.write("side-\(number).pgm", Array("P5\n425 550\n255\n".utf8) + side)
            }
            try device.put(a: files[0], b: files[1])
            guard case .sheetScanned(let scan) = try device.open().perform(.feedSheet) else {
                Issue.record("no sheet was scanned")
                return
            }
            #expect(scan.sides.map(\.pixels) == sides)
        }
    }
}
