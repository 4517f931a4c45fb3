import Raster
import SANEClient
import SANEMessages
import ScannerDriver
import Testing

extension RealSANETests {
    /// Each form in which a device can deliver a page ends as the same kind of gray image.
    @Suite struct ModeTests {
        private func page(_ options: String..., resolution: Double = 51) throws -> GrayImage {
            let texts = try options.map { try SANESettings.OptionText(parsing: $0) }
            let settings = SANESettings(resolution: resolution, options: texts)
            let scanner = try SANESandbox.scanner("test:0", settings)
            guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else {
                throw ScannerFault(.noSheet, "the test device gave no sheet")
            }
            #expect(scan.sideB == nil)
            #expect(scan.dpiHint == resolution)
            return scan.sideA
        }

        private func pnmPage(_ file: String, _ options: String...) throws -> GrayImage {
            let texts = try options.map { try SANESettings.OptionText(parsing: $0) }
            let scanner = try SANESandbox.scanner("pnm:0", SANESettings(options: texts, pages: [file]))
            guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else {
                throw ScannerFault(.noSheet, "the pnm device gave no sheet")
            }
            return scan.sideA
        }

        /// 80 x 100 mm at 51 dots per inch: what sandbox and settings ask for.
        private func solid(_ gray: UInt8, width: Int = 160, height: Int = 200) -> GrayImage {
            GrayImage(width: width, height: height, pixels: [UInt8](repeating: gray, count: width * height))
        }

        @Test(arguments: ["mode=Gray", "mode=Color"], ["depth=1", "depth=8", "depth=16"])
        func `black is 0 and white is 255 in every mode and depth`(mode: String, depth: String) throws {
            #expect(try page(mode, depth, "test-picture=Solid black") == solid(0))
            #expect(try page(mode, depth, "test-picture=Solid white") == solid(255))
        }

        @Test func `gray and eight bits are asked for when the user asks for nothing`() throws {
            let scanner = try SANESandbox.testDevice()
            #expect(try scanner.value(ofOption: "mode") == .string("Gray"))
            #expect(try scanner.value(ofOption: "depth") == .int(8))
            #expect(try scanner.value(ofOption: "source") == .string("Automatic Document Feeder"))
        }

        @Test func `the grid is the same picture at one bit, eight and sixteen`() throws {
            let grid = try page("test-picture=Grid")
            #expect(Set(grid.pixels) == [0, 255])
            #expect(try page("test-picture=Grid", "depth=1") == grid)
            #expect(try page("test-picture=Grid", "depth=16") == grid)
            #expect(try page("test-picture=Grid", "mode=Color") == grid)
        }

        @Test func `sixteen bits are read in this machine's byte order`() throws {
            let page = try page("depth=16", "test-picture=Color pattern")
            // Inside its frame of 4 pixels the backend's pattern counts columns in the high byte and rows in the low one.
            for (x, y) in [(4, 4), (100, 50), (100, 199), (159, 5)] {
                let word = Double((x - 4) << 8 | (y - 4))
                #expect(page[x, y] == UInt8((word / 257).rounded()), "column \(x), row \(y)")
            }
        }

        @Test func `colours become gray by their darkest channel`() throws {
            let file = try SANESandbox.write(
                "colours.ppm", header: "P6\n3 2\n255\n",
                [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 255, 255, 255, 0, 0, 0])
            let gray = GrayImage(width: 3, height: 2, pixels: [0, 0, 0, 10, 255, 0])
            #expect(try pnmPage(file) == gray)
            // Three frames, in the order green, blue, red.
            #expect(try pnmPage(file, "three-pass=yes") == gray)
        }

        @Test func `one bit is black when set, and the bits behind the last pixel mean nothing`() throws {
            let file = try SANESandbox.write(
                "bits.pbm", header: "P4\n10 2\n", [0b1010_0000, 0b0111_1111, 0b0000_0001, 0b1000_0000])
            let first: [UInt8] = [0, 255, 0, 255, 255, 255, 255, 255, 255, 0]
            let second: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 0, 0, 255]
            #expect(try pnmPage(file) == GrayImage(width: 10, height: 2, pixels: first + second))
        }

        @Test(arguments: ["RGB", "GBR", "BRG"])
        func `three passes are one page in whatever order they come`(order: String) throws {
            let picture = "test-picture=Color pattern"
            let once = try page("mode=Color", picture)
            #expect(try page("mode=Color", picture, "three-pass=yes", "three-pass-order=\(order)") == once)
        }

        @Test func `a page whose height is not known in advance is read to its end`() throws {
            // A hand scanner of the test backend is 11 cm wide and is drawn over 17 cm.
            #expect(try page("hand-scanner=yes") == solid(0, width: 220, height: 341))
        }

        @Test func `padding at the end of rows is no part of the page`() throws {
            #expect(try page("test-picture=Solid white", "ppl-loss=7") == solid(255, width: 153))
        }

        @Test func `parameters are asked for after the start, when they are true`() throws {
            #expect(try page("fuzzy-parameters=yes") == solid(0))
        }

        @Test func `a page in many small reads is the same page`() throws {
            let whole = try page("test-picture=Grid")
            #expect(try page("test-picture=Grid", "read-limit=yes", "read-limit-size=1000") == whole)
        }

        @Test func `a page beyond the limits is refused before its memory is taken`() throws {
            let fault = #expect(throws: ScannerFault.self) {
                try page("br-x=400", "br-y=400", resolution: 1200)
            }
            #expect(fault?.code == .imageTooLarge)
            #expect(fault?.detail.hasPrefix("18897 x 18897 pixels") == true)
        }
    }
}
