import Raster
import ScannerDriver
import Testing

@Suite struct ScannerFaultTests {
    @Test func `faults are equal by code and not by detail`() {
        #expect(ScannerFault(.jam, "roller 1") == ScannerFault(.jam, "roller 2"))
        #expect(ScannerFault(.jam, "roller 1").hashValue == ScannerFault(.jam, "roller 2").hashValue)
        #expect(ScannerFault(.jam, "") != ScannerFault(.doubleFeed, ""))
    }

    @Test func `a fault reads as what happened, the detail and what to do`() {
        #expect(
            ScannerFault(.coverOpen, "sane_read").description
                == "The scanner's cover is open. (sane_read) Close the cover and feed the sheet again.")
        #expect(
            ScannerFault(.coverOpen, "").description
                == "The scanner's cover is open. Close the cover and feed the sheet again.")
    }

    @Test(arguments: ScannerFaultCode.allCases)
    func `every code has its own sentence and a remedy`(code: ScannerFaultCode) {
        #expect(code.sentence.hasSuffix("."))
        #expect(code.remedy.hasSuffix("."))
        #expect(ScannerFaultCode.allCases.filter { $0.sentence == code.sentence } == [code])
    }

    @Test func `a sheet has its sides in the order of delivery`() {
        let sideA = GrayImage(width: 1, height: 1, pixels: [1])
        let sideB = GrayImage(width: 1, height: 1, pixels: [2])
        #expect(SheetScan(sideA: sideA, sideB: sideB).sides == [sideA, sideB])
        #expect(SheetScan(sideA: sideA).sides == [sideA])
    }
}
