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
