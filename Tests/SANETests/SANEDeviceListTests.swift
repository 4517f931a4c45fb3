import SANEClient
import SANEMessages
import ScannerDriver
import Testing

extension RealSANETests {
    @Suite struct DeviceListTests {
        private func devices(localOnly: Bool = false) throws -> [SANEDeviceInfo] {
            try HelperSANEScanner.devices(localOnly: localOnly, helper: SANESandbox.helper())
        }

        @Test func `the configured backends' devices are listed with their kind`() throws {
            let devices = try devices()
            #expect(devices.map(\.name).sorted() == ["pnm:0", "pnm:1", "test:0", "test:1"])
            let test = SANEDeviceInfo(
                name: "test:0", vendor: "Noname", model: "frontend-tester", type: "virtual device")
            #expect(devices.contains(test))
            #expect(try self.devices(localOnly: true).count == 4)
        }

        @Test func `an unknown device is not found, and the ones that exist are named`() throws {
            let fault = #expect(throws: ScannerFault.self) { try SANESandbox.scanner("fujitsu:7") }
            #expect(fault?.code == .noDevice)
            let found = fault?.detail ?? ""
            #expect(found.hasPrefix("no device is named 'fujitsu:7'; found: "))
            #expect(found.contains("'test:0'"))
        }

        @Test func `two scanners are driven at once, each in a helper of its own`() throws {
            let scanners = try (0..<2).map { try SANESandbox.scanner("test:\($0)", SANESettings(resolution: 51)) }
            for scanner in scanners { #expect(try scanner.grays() != nil) }
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
