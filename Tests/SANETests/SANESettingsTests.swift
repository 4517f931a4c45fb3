import Raster
import SANEClient
import SANEMessages
import ScannerDriver
import Testing

extension RealSANETests {
    /// Settings reach the device, and what cannot be set is refused with what can.
    @Suite struct SettingsTests {
        private func refusal(_ option: String, resolution: Double = 50) throws -> String? {
            let fault = #expect(throws: ScannerFault.self) {
                try SANESandbox.testDevice(option, resolution: resolution)
            }
            #expect(fault?.code == .badInput)
            return fault?.detail
        }

        @Test func `each kind of option takes its text`() throws {
            let scanner = try SANESandbox.testDevice(
                "enable-test-options=yes", "bool-soft-select-soft-detect=no", "ppl-loss=3", "br-x=60",
                "test-picture=Solid white")
            #expect(try scanner.value(ofOption: "bool-soft-select-soft-detect") == .bool(false))
            #expect(try scanner.value(ofOption: "ppl-loss") == .int(3))
            #expect(try scanner.value(ofOption: "br-x") == .fixed(60))
            #expect(try scanner.value(ofOption: "test-picture") == .string("Solid white"))
            // A switch on the device that software cannot see.
            #expect(try scanner.value(ofOption: "bool-hard-select") == nil)
        }

        @Test func `a value that is not allowed is refused with what is`() throws {
            #expect(
                try refusal("mode=Lineart")
                    == "option mode: 'Lineart' is not allowed; allowed: 'Gray', 'Color'")
            #expect(try refusal("depth=4") == "option depth: '4' is not allowed; allowed: 1, 8, 16")
            #expect(
                try refusal("ppl-loss=129")
                    == "option ppl-loss: '129' is not allowed; allowed: 0 to 128 in steps of 1")
            #expect(try refusal("read-limit=maybe") == "option read-limit: 'maybe' is not allowed; allowed: yes or no")
            #expect(
                try refusal("br-x=far") == "option br-x: 'far' is not allowed; allowed: 0 to 400 in steps of 1")
        }

        @Test func `a resolution beyond the device's is refused with its range`() throws {
            #expect(
                try refusal("mode=Gray", resolution: 2400)
                    == "option resolution: '2400' is not allowed; allowed: 1 to 1200 in steps of 1")
        }

        @Test func `an unknown option is refused with the names there are`() throws {
            let detail = try refusal("colour=no")
            #expect(detail?.hasPrefix("test:0 has no option 'colour'; it has mode, depth, hand-scanner, ") == true)
        }

        @Test func `an option that means nothing now is refused`() throws {
            #expect(
                try refusal("three-pass=yes")
                    == "option three-pass: has no meaning with the other settings as they are")
            // In colour it does: the options are listed anew after each one that is set.
            _ = try SANESandbox.testDevice("mode=Color", "three-pass=yes")
        }

        @Test func `an area in millimetres is what is scanned`() throws {
            let settings = SANESettings(
                resolution: 254, area: SANESettings.Area(left: 10, top: 20, width: 30, height: 40))
            let scanner = try SANESandbox.scanner("test:0", settings)
            #expect(try scanner.value(ofOption: "tl-x") == .fixed(10))
            #expect(try scanner.value(ofOption: "br-y") == .fixed(60))
            guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else { return }
            #expect(scan.sideA.width == 300)
            #expect(scan.sideA.height == 400)
            #expect(scan.dpiHint == 254)
        }

        @Test func `the default is 200 dots per inch`() throws {
            let scanner = try SANESandbox.scanner("test:0")
            #expect(try scanner.value(ofOption: "resolution") == .fixed(200))
        }
    }
}
