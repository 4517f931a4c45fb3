import Glibc
import SANEClient
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// The helper ends in the middle of something, by itself or because it was killed.
    @Suite struct HelperCrashTests {
        private let device: MadeUpFeeder

        init() throws {
            device = try MadeUpFeeder()
            try device.put()
        }

        @Test(arguments: ["startA=crash", "readA=0:crash", "readA=30:exit", "startB=crash", "readB=47:crash"])
        func `a backend that crashes costs the sheet that it was at, and a new helper goes on`(line: String) throws {
            try device.put(line)
            try device.put()
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(fault?.code == .ioError)
            #expect(fault?.detail.contains(line.hasSuffix("exit") ? "ended with status 7" : "signal 11") == true)
            #expect(fault?.detail.hasPrefix(line.hasPrefix("start") ? "sane_start: " : "sane_read: ") == true)
            #expect(scanner.helperID == nil)
            #expect(throws: ScannerFault(.noSheet, "")) { try scanner.perform(.acceptSheet) }
            #expect(try scanner.counted() == [3, 103])
            #expect(try scanner.counted() == nil)
        }

        @Test func `a crash after the sheet failed does not hide why it failed`() throws {
            try device.put("readA=20:jam", "cancel=crash")
            try device.put()
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            #expect(throws: ScannerFault(.jam, "")) { try scanner.counted() }
            #expect(try scanner.counted() == [3, 103])
        }

        @Test(arguments: ["init", "list", "open", "options", "exit"])
        func `a crash while the device is opened is a fault, and the next try may succeed`(call: String) throws {
            try device.put(fault: "crash", at: call)
            if call == "exit" {
                _ = try device.open()
            } else {
                let fault = #expect(throws: ScannerFault.self) { try device.open() }
                #expect(fault?.code == .ioError)
                #expect(fault?.detail.contains("signal 11") == true)
            }
            #expect(try device.open().counted() == [1, 101])
        }

        @Test func `a device that does not open again stays lost until it does`() throws {
            try device.put("readA=20:crash")
            try device.put()
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            #expect(throws: ScannerFault(.ioError, "")) { try scanner.counted() }
            try device.put(fault: "crash", at: "open")
            let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(fault?.code == .disconnected)
            #expect(fault?.detail.hasPrefix("sane_open: ") == true)
            #expect(try scanner.counted() == [3, 103])
        }

        @Test func `a helper that is killed between two sheets loses none`() throws {
            for _ in 0..<3 { try device.put() }
            let scanner = try device.open(readAhead: 0)
            for sheet: UInt8 in 1...4 {
                #expect(try scanner.counted() == [sheet, 100 + sheet])
                if let id = scanner.helperID { kill(id, SIGKILL) }
                // The feed that finds it dead is told: a sheet may have been pulled. None was.
                if sheet < 4 { #expect(throws: ScannerFault(.ioError, "")) { try scanner.counted() } }
            }
            #expect(try device.fed == [1, 2, 3, 4])
        }

        @Test func `sheets that were scanned when the helper died are delivered before its fault`() throws {
            for _ in 0..<3 { try device.put() }
            try device.put("readA=20:crash")
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            // Two are read ahead, and a status is asked for behind them.
            #expect(scanner.sheetsAhead == 2)
            _ = try scanner.perform(.readStatus)
            if let id = scanner.helperID { kill(id, SIGKILL) }
            #expect(try scanner.counted() == [2, 102])
            #expect(try scanner.counted() == [3, 103])
        }
    }
}
