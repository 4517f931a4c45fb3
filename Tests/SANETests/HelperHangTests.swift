import SANEClient
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// A backend that never answers, asleep or busy.
    @Suite struct HelperHangTests {
        private let device: MadeUpFeeder

        init() throws {
            device = try MadeUpFeeder()
            try device.put()
        }

        @Test(arguments: [
            ("startA=hang", "sane_start: no answer"), ("startB=spin", "sane_start: no answer"),
            ("readA=0:hang", "sane_read: no answer"), ("readA=30:spin", "sane_read after 30 bytes: no answer"),
            ("readB=47:hang", "sane_read after 47 bytes: no answer"),
        ])
        func `a backend that hangs is ended, and a new helper goes on`(line: String, detail: String) throws {
            try device.put(line)
            try device.put()
            let scanner = try device.open(limits: .short)
            #expect(try scanner.counted() == [1, 101])
            let clock = ContinuousClock()
            let began = clock.now
            let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(began.duration(to: clock.now) < .seconds(10))
            #expect(fault?.code == .timeout)
            #expect(fault?.detail.hasPrefix(detail) == true)
            #expect(throws: ScannerFault(.noSheet, "")) { try scanner.perform(.acceptSheet) }
            #expect(try scanner.counted() == [3, 103])
            #expect(try scanner.counted() == nil)
        }

        @Test func `a backend that does not return from cancelling costs no sheet`() throws {
            try device.put("readA=20:jam", "cancel=hang")
            try device.put()
            let scanner = try device.open(limits: .short)
            #expect(try scanner.counted() == [1, 101])
            #expect(throws: ScannerFault(.jam, "")) { try scanner.counted() }
            #expect(try scanner.counted() == [3, 103])
        }

        @Test(arguments: ["init", "list", "open", "options", "parameters"])
        func `a call that hangs is named, and the next try may succeed`(call: String) throws {
            try device.put()
            try device.put(fault: "hang", at: call)
            let fault = #expect(throws: ScannerFault.self) { try device.open(limits: .short).counted() }
            #expect(fault?.code == .timeout)
            let names = [
                // libsane initialises a backend when it is first asked for devices.
                "init": "sane_get_devices", "list": "sane_get_devices", "open": "sane_open",
                "options": "sane_control_option", "parameters": "sane_get_parameters",
            ]
            #expect(fault?.detail.hasPrefix("\(names[call] ?? ""): no answer") == true)
            #expect(try device.open(limits: .short).counted() != nil)
        }

        @Test(arguments: ["close", "exit"])
        func `a device that cannot be given back does not keep its user`(call: String) throws {
            try device.put(fault: "hang", at: call)
            let clock = ContinuousClock()
            let began = clock.now
            do {
                let scanner = try device.open(limits: .short)
                #expect(try scanner.counted() == [1, 101])
                #expect(device.waits(faultAt: call))
            }
            #expect(!device.waits(faultAt: call))
            #expect(began.duration(to: clock.now) < .seconds(10))
        }

        @Test func `signs of life without end are an end`() throws {
            var limits = SANETimeLimits.short
            limits.inAll = .seconds(3)
            // A byte every half a second.
            try device.put("piece=1", "delay=500000")
            let scanner = try device.open(limits: limits)
            #expect(try scanner.counted() == [1, 101])
            let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
            #expect(fault?.code == .timeout)
            #expect(fault?.detail.contains("after the request") == true)
        }
    }
}
