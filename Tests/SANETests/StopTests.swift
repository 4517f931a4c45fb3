import Foundation
import SANEClient
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// A batch is stopped from another thread.
    @Suite struct StopTests {
        private let device: MadeUpFeeder

        init() throws { device = try MadeUpFeeder() }

        /// Stops a scanner from another thread in a while.
        private func stop(_ stop: SANEStop, after seconds: Double) {
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: seconds)
                stop.stop()
            }
        }

        @Test func `a sheet that is being scanned is cancelled, and the next batch begins with the next sheet`() throws
        {
            try device.put("piece=8", "delay=200000", a: "8x100:1", b: "8x100:2")
            try device.put()
            let scanner = try device.open()
            stop(scanner.stop, after: 0.5)
            let clock = ContinuousClock()
            let began = clock.now
            #expect(throws: ScannerFault(.cancelled, "")) { try scanner.counted() }
            // It would take 20 s to its end.
            #expect(began.duration(to: clock.now) < .seconds(10))
            #expect(scanner.helperID != nil)
            #expect(try scanner.counted() == [2, 102])
        }

        @Test func `sheets that were scanned before the stop are delivered before it`() throws {
            for _ in 0..<3 { try device.put() }
            try device.put()
            let scanner = try device.open()
            #expect(try scanner.counted() == [1, 101])
            // Both are through, and lie in the tray.
            _ = try scanner.perform(.readStatus)
            scanner.stop.stop()
            #expect(try scanner.counted() == [2, 102])
            #expect(try scanner.counted() == [3, 103])
            #expect(throws: ScannerFault(.cancelled, "")) { try scanner.counted() }
            #expect(try device.fed == [1, 2, 3])
            #expect(try scanner.counted() == [4, 104])
        }

        /// Nobody waits for a device or a network that shows no sign of life.
        @Test(arguments: ["readA=20:hang", "readB=0:spin", "startA=hang"])
        func `a call that hangs is given up when somebody wishes to stop, long before its limit`(line: String) throws {
            try device.put(line)
            try device.put()
            let scanner = try device.open()
            stop(scanner.stop, after: 0.5)
            let clock = ContinuousClock()
            let began = clock.now
            let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(fault?.code == .timeout && fault?.detail.contains("after being stopped") == true)
            // The limits of these calls are 30 and 60 s, that of stopping 10 s.
            #expect(began.duration(to: clock.now) < .seconds(8))
            #expect(try scanner.counted() == [2, 102])
        }

        @Test func `an opening that hangs is given up, too`() throws {
            try device.put(fault: "hang", at: "open")
            let wish = SANEStop()
            stop(wish, after: 0.5)
            let clock = ContinuousClock()
            let began = clock.now
            let fault = #expect(throws: ScannerFault.self) { try device.open(stop: wish) }
            #expect(fault?.code == .timeout && fault?.detail.contains("after being stopped") == true)
            #expect(began.duration(to: clock.now) < .seconds(8))
        }

        @Test func `a device that does not stop is ended`() throws {
            try device.put("readA=20:hang")
            try device.put()
            var limits = SANETimeLimits()
            limits.stopping = .seconds(1)
            let scanner = try device.open(limits: limits)
            stop(scanner.stop, after: 0.5)
            let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(fault?.code == .timeout)
            #expect(fault?.detail.contains("after being stopped") == true)
            #expect(try scanner.counted() == [2, 102])
        }
    }
}
