import Raster
import ScannerDriver
import Testing

@Suite struct SheetCustodyTests {
    let scan = SheetScan(sideA: GrayImage(width: 1, height: 1, pixels: [0]))

    @Test func `an empty scanner feeds and has nothing to resolve`() throws {
        var custody = SheetCustody()
        #expect(try custody.admit(.feedSheet) == nil)
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.admit(.acceptSheet) }
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.admit(.returnSheet) }
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.admit(.rescanSheet) }
        #expect(custody.note(.noSheetYet) == .noSheetYet)
        #expect(custody.state == .empty)
    }

    @Test func `a held sheet blocks the next feed until it is accepted`() throws {
        var custody = SheetCustody()
        #expect(custody.note(.sheetScanned(scan)) == .sheetScanned(scan))
        #expect(throws: ScannerFault(.sheetNotResolved, "")) { try custody.admit(.feedSheet) }
        #expect(custody.state == .held)
        #expect(throws: ScannerFault(.sheetNotResolved, "")) { try custody.admit(.calibrate(.imageSensors)) }
        #expect(try custody.admit(.rescanSheet) == nil)
        #expect(custody.note(.sheetScanned(scan)) == .sheetScanned(scan))
        #expect(try custody.admit(.acceptSheet) == nil)
        #expect(custody.state == .held)
        #expect(custody.note(.sheetAccepted) == .sheetAccepted)
        #expect(try custody.admit(.feedSheet) == nil)
    }

    @Test func `a returned sheet cannot be accepted afterwards`() throws {
        var custody = SheetCustody()
        _ = custody.note(.sheetScanned(scan))
        #expect(try custody.admit(.returnSheet) == nil)
        _ = custody.note(.sheetReturned)
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.admit(.acceptSheet) }
    }

    @Test func `a batch that has ended stays ended`() throws {
        var custody = SheetCustody()
        #expect(custody.note(.outOfSheets) == .outOfSheets)
        #expect(try custody.admit(.feedSheet) == .outOfSheets)
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.admit(.returnSheet) }
        #expect(try custody.admit(.feedSheet) == .outOfSheets)
    }
}
