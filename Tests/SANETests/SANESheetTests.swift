import Raster
import SANE
import ScannerDriver
import Testing

/// Pages of a duplex feeder become sheets; no backend that can be installed here has a duplex feeder without hardware.
@Suite struct SANESheetTests {
    private func image(_ gray: UInt8) -> GrayImage { GrayImage(width: 1, height: 1, pixels: [gray]) }

    /// Draws all sheets out of pages and gives the gray values of their sides.
    private func sheets(of pages: [UInt8], isDuplex: Bool) throws -> [[UInt8]] {
        var waiting = pages[...]
        var sheets: [[UInt8]] = []
        while let scan = try SheetScan(
            isDuplex: isDuplex, dpiHint: 300,
            nextPage: { () throws(ScannerFault) in waiting.popFirst().map { image($0) } })
        {
            #expect(scan.dpiHint == 300)
            sheets.append(scan.sides.map { $0[0, 0] })
        }
        return sheets
    }

    @Test func `a duplex feeder gives the sides of each sheet in turn`() throws {
        #expect(try sheets(of: [1, 2, 3, 4], isDuplex: true) == [[1, 2], [3, 4]])
        #expect(try sheets(of: [1, 2, 3], isDuplex: false) == [[1], [2], [3]])
    }

    @Test func `a feeder that is empty between two sides is a fault and not the end`() {
        #expect(throws: ScannerFault(.oddSide, "")) { try sheets(of: [1, 2, 3], isDuplex: true) }
    }
}
