import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    @Suite struct FeederTests {
        @Test func `the feeder gives its ten sheets, then the batch is over for good`() throws {
            let scanner = try SANESandbox.testDevice()
            for _ in 0..<10 {
                guard case .sheetScanned = try scanner.perform(.feedSheet) else {
                    Issue.record("the feeder was empty too soon")
                    return
                }
                #expect(try scanner.perform(.acceptSheet) == .sheetAccepted)
            }
            #expect(try scanner.perform(.feedSheet) == .outOfSheets)
            // The test backend itself would feed again after its end.
            #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        }

        @Test func `a feeder keeps the contract`() throws {
            #expect(try ScannerContract.violations(sheets: 10) { try SANESandbox.testDevice() } == [])
        }

        @Test func `the glass holds one sheet`() throws {
            let scanner = try SANESandbox.testDevice("source=Flatbed")
            #expect(try scanner.grays() != nil)
            #expect(try scanner.perform(.returnSheet) == .sheetReturned)
            #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        }

        @Test func `a sheet on the glass that failed can be scanned again`() throws {
            let scanner = try SANESandbox.testDevice("source=Flatbed", "read-return-value=SANE_STATUS_COVER_OPEN")
            #expect(throws: ScannerFault(.coverOpen, "")) { try scanner.perform(.feedSheet) }
            #expect(throws: ScannerFault(.coverOpen, "")) { try scanner.perform(.feedSheet) }
        }

        @Test func `a device that sees one side is refused when both are wanted`() throws {
            let fault = #expect(throws: ScannerFault.self) { try SANESandbox.testDevice(sides: .both) }
            #expect(fault?.code == .unsupported)
            #expect(fault?.detail == "test:0 does not scan both sides")
        }

        @Test(arguments: [
            ("UNSUPPORTED", ScannerFaultCode.unsupported), ("CANCELLED", .cancelled), ("DEVICE_BUSY", .deviceBusy),
            ("INVAL", .badInput), ("EOF", .shortImage), ("JAMMED", .jam), ("COVER_OPEN", .coverOpen),
            ("IO_ERROR", .ioError), ("NO_MEM", .noMemory), ("ACCESS_DENIED", .accessDenied),
        ])
        func `each status of the device is its fault, and holds no sheet`(
            status: String, code: ScannerFaultCode
        ) throws {
            let scanner = try SANESandbox.testDevice("read-return-value=SANE_STATUS_\(status)")
            #expect(throws: ScannerFault(code, "")) { try scanner.perform(.feedSheet) }
            #expect(throws: ScannerFault(.noSheet, "")) { try scanner.perform(.acceptSheet) }
            #expect(throws: ScannerFault(code, "")) { try scanner.perform(.feedSheet) }
        }

        @Test func `out of documents is the end of the batch even when it comes with the first byte`() throws {
            let scanner = try SANESandbox.testDevice("read-return-value=SANE_STATUS_NO_DOCS")
            #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        }

        @Test func `a fault says what the device said`() throws {
            let scanner = try SANESandbox.testDevice("read-return-value=SANE_STATUS_JAMMED")
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            #expect(fault?.detail == "test:0: sane_read after 0 bytes: Document feeder jammed (6)")
        }
    }
}
