import Raster
import ScannerDriver
import Testing

@Suite struct SheetCustodyTests {
    let scan = SheetScan(sideA: GrayImage(width: 1, height: 1, pixels: [0]))

    @Test func `an empty scanner feeds and has nothing to resolve`() throws {
        var custody = SheetCustody()
        #expect(try custody.answer(to: .feedSheet) == nil)
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.answer(to: .acceptSheet) }
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.answer(to: .returnSheet) }
        #expect(custody.state == .empty)
    }

    @Test func `a held sheet blocks the next feed until it is accepted`() throws {
        var custody = SheetCustody()
        #expect(custody.fed(scan) == .sheetScanned(scan))
        #expect(throws: ScannerFault(.sheetNotResolved, "")) { try custody.answer(to: .feedSheet) }
        #expect(custody.state == .held)
        #expect(try custody.answer(to: .acceptSheet) == .sheetAccepted)
        #expect(try custody.answer(to: .feedSheet) == nil)
    }

    @Test func `a returned sheet cannot be accepted afterwards`() throws {
        var custody = SheetCustody()
        _ = custody.fed(scan)
        #expect(try custody.answer(to: .returnSheet) == .sheetReturned)
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.answer(to: .acceptSheet) }
    }

    @Test func `a batch that has ended stays ended`() throws {
        var custody = SheetCustody()
        #expect(custody.fed(nil) == .outOfSheets)
        #expect(try custody.answer(to: .feedSheet) == .outOfSheets)
        #expect(throws: ScannerFault(.noSheet, "")) { try custody.answer(to: .returnSheet) }
        #expect(try custody.answer(to: .feedSheet) == .outOfSheets)
    }
}
