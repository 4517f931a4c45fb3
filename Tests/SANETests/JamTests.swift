import SANEClient
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// What goes wrong with paper, and that the sensors tell one from the other.
    @Suite struct JamTests {
        private let device: MadeUpFeeder

        init() throws {
            device = try MadeUpFeeder()
            try device.put()
        }

        @Test(arguments: [
            ("startA=jam", ScannerFaultCode.jam), ("startB=jam", .jam), ("readA=20:jam", .jam), ("readB=0:jam", .jam),
            ("startA=cover", .coverOpen), ("readB=20:io", .ioError), ("startA=busy", .deviceBusy),
            ("readA=20:empty", .shortImage), ("readB=47:end", .shortImage),
        ])
        func `a fault concerns its sheet, and the next one is fed`(line: String, code: ScannerFaultCode) throws {
            try device.put(line)
            try device.put()
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            #expect(throws: ScannerFault(code, "")) { try scanner.counted() }
            #expect(throws: ScannerFault(.noSheet, "")) { try scanner.perform(.acceptSheet) }
            #expect(try scanner.counted() == [3, 103])
            #expect(try scanner.counted() == nil)
        }

        @Test func `two sheets at once are told from a jam by the device's sensor`() throws {
            try device.put("readA=20:jam", "sensor=double-feed")
            try device.put("readA=20:jam", "sensor=cover-open")
            try device.put("readA=20:jam")
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(fault?.code == .doubleFeed)
            #expect(fault?.detail.hasSuffix("Document feeder jammed (6); sensor double-feed") == true)
            #expect(throws: ScannerFault(.coverOpen, "")) { try scanner.counted() }
            #expect(throws: ScannerFault(.jam, "")) { try scanner.counted() }
        }

        @Test func `a device without that sensor reports a jam, and says so beforehand`() throws {
            try device.put("readA=20:jam", "sensor=double-feed")
            let scanner = try device.open(lacking: "double-feed")
            #expect(scanner.shortcomings.contains("It reports a double feed as a jam."))
            #expect(try scanner.counted() == [1, 101])
            #expect(throws: ScannerFault(.jam, "")) { try scanner.counted() }
        }

        @Test func `the status says whether paper waits and whether the cover is open`() throws {
            let scanner = try device.open(readAhead: 0)
            #expect(scanner.capabilities.features.contains(.paperSensors))
            #expect(try scanner.perform(.readStatus) == .status(ScannerStatus(paper: .atInput, isCoverOpen: false)))
            #expect(try scanner.counted() == [1, 101])
            #expect(try scanner.perform(.readStatus) == .status(ScannerStatus(paper: .none, isCoverOpen: false)))
        }
    }
}
