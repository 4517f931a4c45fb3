import Glibc
import SANE
import ScannerDriver
import Testing

extension RealSANETests {
    @Suite struct DeviceListTests {
        @Test func `the configured backends' devices are listed with their kind`() throws {
            let library = try SANESandbox.library()
            let devices = try library.devices()
            #expect(devices.map(\.name).sorted() == ["pnm:0", "pnm:1", "test:0", "test:1"])
            let test = SANEDeviceInfo(
                name: "test:0", vendor: "Noname", model: "frontend-tester", type: "virtual device")
            #expect(devices.contains(test))
            #expect(try library.devices(localOnly: true).count == 4)
            #expect(library.version.hasPrefix("1."))
        }

        @Test func `an unknown device is not found, and the ones that exist are named`() throws {
            let library = try SANESandbox.library()
            let fault = #expect(throws: ScannerFault.self) { try library.scanner(named: "fujitsu:7") }
            #expect(fault?.code == .noDevice)
            let found = fault?.detail ?? ""
            #expect(found.hasPrefix("no device is named 'fujitsu:7'; found: "))
            #expect(found.contains("'test:0'"))
        }

        @Test func `a second library in the process is refused until the first is gone`() throws {
            do {
                let library = try SANESandbox.library()
                #expect(throws: ScannerFault(.deviceBusy, "")) { try SANELibrary() }
                _ = try library.devices()
            }
            _ = try SANELibrary()
        }

        @Test func `an open scanner keeps the library alive`() throws {
            let scanner = try SANESandbox.testDevice()
            #expect(throws: ScannerFault(.deviceBusy, "")) { try SANELibrary() }
            #expect(try scanner.perform(.feedSheet) != .outOfSheets)
        }

        @Test func `a peer that hangs up does not end the process`() throws {
            signal(SIGPIPE, SIG_DFL)
            _ = try SANESandbox.library()
            var action = sigaction()
            #expect(unsafe sigaction(SIGPIPE, nil, &action) == 0)
            let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            #expect(unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self))
        }

        @Test func `a scanner says what it is`() throws {
            #expect(
                try SANESandbox.testDevice().capabilities
                    == ScannerCapabilities(
                        name: "test:0", vendor: "Noname", model: "frontend-tester", isDuplex: false, feeder: .adf,
                        features: [], resolutions: .range(1...1200)))
            #expect(try SANESandbox.testDevice("source=Flatbed").capabilities.feeder == .flatbed)
        }
    }
}
