import Raster
import ScannerDriver
import TestSupport
import Testing

/// The contract suite is itself tested: a scanner that keeps it passes, scanners that break it are caught.
@Suite struct ScannerContractTests {
    @Test func `a scanner that keeps the rules has no violations`() throws {
        #expect(try ScannerContract.violations(sheets: 3) { Toy(sheets: 3) } == [])
    }

    @Test func `a scanner that loses a sheet is caught`() throws {
        let found = try ScannerContract.violations(sheets: 3) { Toy(sheets: 2) }
        #expect(found.first == "feed 3 of 3: outOfSheets")
    }

    @Test func `a scanner that feeds over a waiting sheet is caught`() throws {
        let found = try ScannerContract.violations(sheets: 2) { Toy(sheets: 9, forgetsCustody: true) }
        #expect(found.contains("a feed over a waiting sheet: a sheet was scanned"))
    }

    @Test func `a scanner that claims two sides and gives one is caught`() throws {
        let found = try ScannerContract.violations(sheets: 2) { Toy(sheets: 2, claimsDuplex: true) }
        #expect(found.contains("the first feed: 1 side(s), though isDuplex is true"))
    }
}

private struct Toy: Scanner {
    var sheets: Int
    var forgetsCustody = false
    var claimsDuplex = false
    var custody = SheetCustody()

    var capabilities: ScannerCapabilities {
        ScannerCapabilities(name: "toy", isDuplex: claimsDuplex, feeder: .adf, features: [.escrow])
    }

    mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if forgetsCustody { custody = SheetCustody() }
        if let event = try custody.admit(command) { return event }
        switch command {
        case .feedSheet:
            sheets -= 1
            guard sheets >= 0 else { return custody.note(.outOfSheets) }
            return custody.note(.sheetScanned(SheetScan(sideA: GrayImage(width: 1, height: 1, pixels: [0]))))
        case .acceptSheet: return custody.note(.sheetAccepted)
        case .returnSheet: return custody.note(.sheetReturned)
        case .readStatus: return .status(ScannerStatus(paper: .unknown))
        default: throw ScannerFault(.unsupported, "a toy")
        }
    }
}
