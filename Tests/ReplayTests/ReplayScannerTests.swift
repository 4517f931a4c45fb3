import Raster
import Replay
import ScannerDriver
import TestSupport
import Testing

@Suite struct ReplayScannerTests {
    /// Loads a one-pixel image whose gray value is the path: `7` is an image of gray 7, and a name is an error.
    private func load(_ side: ReplaySide) throws(ScannerFault) -> ReplayImage {
        guard let gray = UInt8(side.path) else { throw ScannerFault(.badInput, "cannot open '\(side)'") }
        let image = GrayImage(width: 1, height: 1, pixels: [gray])
        return ReplayImage(image: image, dpiHint: gray == 1 ? nil : 200)
    }

    private func image(_ gray: UInt8) -> GrayImage { GrayImage(width: 1, height: 1, pixels: [gray]) }

    @Test func `one-sided batches keep the contract`() throws {
        let sheets = try ReplaySheet.singles(of: ["1", "2", "3"])
        #expect(
            try ScannerContract.violations(sheets: 3) { ReplayScanner(sheets: sheets, loading: load) } == [])
    }

    @Test func `two-sided batches keep the contract`() throws {
        let sheets = try ReplaySheet.pairs(of: ["1", "2", "3", "4"])
        #expect(
            try ScannerContract.violations(sheets: 2) { ReplayScanner(sheets: sheets, loading: load) } == [])
    }

    @Test func `sheets come in order with the sides and the resolution of their files`() throws {
        var scanner = ReplayScanner(sheets: try ReplaySheet.pairs(of: ["1", "2", "3", "4"]), loading: load)
        #expect(scanner.capabilities.isDuplex)
        #expect(scanner.current == nil)
        let first = SheetScan(sideA: image(1), sideB: image(2), dpiHint: 200)
        #expect(try scanner.perform(.feedSheet) == .sheetScanned(first))
        #expect(scanner.current?.sideA.path == "1")
        #expect(try scanner.perform(.returnSheet) == .sheetReturned)
        let second = SheetScan(sideA: image(3), sideB: image(4), dpiHint: 200)
        #expect(try scanner.perform(.feedSheet) == .sheetScanned(second))
    }

    @Test func `a sheet that cannot be loaded is a fault, and the batch goes on behind it`() throws {
        var scanner = ReplayScanner(sheets: try ReplaySheet.singles(of: ["lost.png", "5"]), loading: load)
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.detail == "cannot open 'lost.png'")
        #expect(scanner.current?.sideA.path == "lost.png")
        #expect(throws: ScannerFault(.noSheet, "")) { try scanner.perform(.acceptSheet) }
        #expect(try scanner.perform(.feedSheet) == .sheetScanned(SheetScan(sideA: image(5), dpiHint: 200)))
        _ = try scanner.perform(.acceptSheet)
        #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        #expect(scanner.current == nil)
    }

    @Test func `a batch may mix one-sided and two-sided sheets`() throws {
        let sheets = try ReplaySheet.singles(of: ["3"]) + ReplaySheet.pairs(of: ["4", "5"])
        var scanner = ReplayScanner(sheets: sheets, loading: load)
        #expect(scanner.capabilities.isDuplex)
        #expect(try scanner.perform(.feedSheet) == .sheetScanned(SheetScan(sideA: image(3), dpiHint: 200)))
        _ = try scanner.perform(.acceptSheet)
        let mixed = SheetScan(sideA: image(4), sideB: image(5), dpiHint: 200)
        #expect(try scanner.perform(.feedSheet) == .sheetScanned(mixed))
    }

    @Test func `an empty batch is out of sheets at once`() throws {
        var scanner = ReplayScanner(sheets: [], loading: load)
        #expect(try scanner.perform(.feedSheet) == .outOfSheets)
    }
}
