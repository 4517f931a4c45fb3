import Raster
import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// Recorded pages through the real libsane: the `pnm` backend and its `filename` option.
    @Suite struct PagesTests {
        private func page(_ gray: UInt8) throws -> String {
            try SANESandbox.write("page-\(gray).pgm", header: "P5\n2 1\n255\n", [gray, gray])
        }

        private func image(_ gray: UInt8) -> GrayImage { GrayImage(width: 2, height: 1, pixels: [gray, gray]) }

        @Test func `a letter page of noise comes through byte for byte`() throws {
            var noise = SystemRandomNumberGenerator()
            let pixels = (0..<850 * 1100).map { _ in UInt8.random(in: 0...255, using: &noise) }
            let file = try SANESandbox.write("noise.pgm", header: "P5\n850 1100\n255\n", pixels)
            let scanner = try SANESandbox.pages([file])
            let scan = SheetScan(sideA: GrayImage(width: 850, height: 1100, pixels: pixels))
            #expect(try scanner.perform(.feedSheet) == .sheetScanned(scan))
        }

        @Test func `files are fed in order until there are no more`() throws {
            let scanner = try SANESandbox.pages([try page(1), try page(2), try page(1)])
            for gray: UInt8 in [1, 2, 1] {
                #expect(try scanner.perform(.feedSheet) == .sheetScanned(SheetScan(sideA: image(gray))))
                #expect(try scanner.perform(.returnSheet) == .sheetReturned)
            }
            #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        }

        @Test func `two files in turn are the sides of a sheet`() throws {
            let files = try [page(1), page(2), page(3), page(4)]
            let scanner = try SANESandbox.pages(files, sides: .both)
            #expect(scanner.capabilities.isDuplex)
            #expect(scanner.capabilities.feeder == .adf)
            #expect(scanner.capabilities.resolutions == .unknown)
            let first = SheetScan(sideA: image(1), sideB: image(2))
            #expect(try scanner.perform(.feedSheet) == .sheetScanned(first))
            #expect(try scanner.perform(.acceptSheet) == .sheetAccepted)
            let second = SheetScan(sideA: image(3), sideB: image(4))
            #expect(try scanner.perform(.feedSheet) == .sheetScanned(second))
        }

        @Test func `pages keep the contract, one-sided and two-sided`() throws {
            let files = try [page(1), page(2), page(3), page(4)]
            #expect(try ScannerContract.violations(sheets: 4) { try SANESandbox.pages(files) } == [])
            #expect(try ScannerContract.violations(sheets: 2) { try SANESandbox.pages(files, sides: .both) } == [])
        }

        @Test func `an odd number of sides names the last file`() throws {
            let files = try [page(1), page(2), page(3)]
            let fault = #expect(throws: ScannerFault.self) { try SANESandbox.pages(files, sides: .both) }
            #expect(fault?.code == .oddSide)
            #expect(fault?.detail == "3 pages are not pairs: '\(files[2])' has no other side")
        }

        @Test func `a page that is cut short is a fault, and the batch goes on behind its sheet`() throws {
            let short = try SANESandbox.write("short.pgm", header: "P5\n3 2\n255\n", [1, 2, 3, 4])
            let files = [try page(1), short, try page(3), try page(4)]
            let scanner = try SANESandbox.pages(files, sides: .both)
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            #expect(fault?.code == .shortImage)
            #expect(fault?.detail == "'\(short)': 4 bytes instead of 2 rows of 3")
            let next = SheetScan(sideA: image(3), sideB: image(4))
            #expect(try scanner.perform(.feedSheet) == .sheetScanned(next))
        }

        @Test func `a page with more data than it announced is refused`() throws {
            // The backend takes samples of 16 bits for samples of 8.
            let deep = try SANESandbox.write("deep.pgm", header: "P5\n1 2\n65535\n", [1, 2, 3, 4])
            let scanner = try SANESandbox.pages([deep])
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            #expect(fault?.code == .ioError)
            #expect(fault?.detail.contains("more data than the 1 x 2 pixels") == true)
        }

        @Test func `a height that is not known still ends at a whole row`() throws {
            let short = try SANESandbox.write("part.pgm", header: "P5\n3 2\n255\n", [1, 2, 3, 4])
            let scanner = try SANESandbox.pages([short], options: "hand-scanner=yes")
            #expect(throws: ScannerFault(.shortImage, "")) { try scanner.perform(.feedSheet) }
        }

        @Test func `a file that is not there is named`() throws {
            let scanner = try SANESandbox.pages(["/nowhere/page.pgm"])
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            #expect(fault?.code == .badInput)
            #expect(fault?.detail.hasPrefix("'/nowhere/page.pgm': ") == true)
            #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        }

        @Test func `a file in which the device finds no page is a fault and not the end`() throws {
            let scanner = try SANESandbox.pages([try page(1)], options: "status-nodocs=yes")
            #expect(throws: ScannerFault(.badInput, "")) { try scanner.perform(.feedSheet) }
        }

        @Test func `a device that takes no files is refused with the options it has`() throws {
            let fault = #expect(throws: ScannerFault.self) {
                try SANESandbox.scanner("test:0", SANESettings(pages: ["page.pgm"]))
            }
            #expect(fault?.code == .badInput)
            #expect(fault?.detail.hasPrefix("test:0 has no option 'filename'; it has mode, depth,") == true)
        }
    }
}
