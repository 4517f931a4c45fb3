import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// What a device is set to for ballots, and what is told of one that cannot do it.
    @Suite struct BallotSettingsTests {
        private let device: MadeUpFeeder

        init() throws {
            device = try MadeUpFeeder()
            try device.put()
        }

        private func settings(_ options: String..., area: SANESettings.Area? = nil) throws -> SANESettings {
            SANESettings(area: area, options: try options.map { try SANESettings.OptionText(parsing: $0) })
        }

        @Test(arguments: [
            ("source", SANEOptionValue.string("ADF Duplex")), ("mode", .string("Gray")), ("df-action", .string("Stop")),
            ("df-thickness", .bool(true)), ("df-length", .bool(true)), ("df-skew", .bool(true)),
            ("prepick", .string("On")), ("buffermode", .string("On")), ("bgcolor", .string("Black")),
            ("swskip", .fixed(0)), ("swcrop", .bool(false)), ("swdeskew", .bool(false)), ("swdespeck", .int(0)),
            ("swderotate", .bool(false)),
            // Not the 200 that are asked for: the device does not offer them.
            ("endorser", .bool(false)), ("resolution", .int(240)),
        ])
        func `an option that ballots need is set`(option: String, value: SANEOptionValue) throws {
            #expect(try device.open().value(ofOption: option) == value)
        }

        @Test func `the sheet's size is set before the area in it`() throws {
            let area = SANESettings.Area(left: 10, top: 20, width: 206, height: 300)
            let scanner = try device.open(settings(area: area))
            let expected: [(String, Double)] = [
                ("page-width", 216), ("page-height", 320), ("br-x", 216), ("br-y", 320), ("tl-x", 10), ("tl-y", 20),
            ]
            for (option, value) in expected { #expect(try scanner.value(ofOption: option) == .fixed(value)) }
        }

        @Test func `a device that has everything says so`() throws {
            let scanner = try device.open()
            #expect(scanner.capabilities.features == [.doubleFeedDetection, .paperSensors, .imprinter])
            #expect(scanner.capabilities.serialNumber == "B-0042")
            #expect(scanner.capabilities.resolutions == .anyOf([100, 150, 240, 300, 600]))
            #expect(scanner.shortcomings == ["It scans at 240 dots per inch."])
        }

        @Test func `a device that lacks something says so`() throws {
            let scanner = try device.open(
                lacking: "df-thickness,page-loaded,serial-number,source,resolution,endorser")
            #expect(scanner.capabilities.features == [])
            #expect(scanner.capabilities.serialNumber == "")
            #expect(
                scanner.shortcomings == [
                    "It does not stop when two sheets go in at once: compare the number of sheets with a count by hand.",
                    "It looks at one side of a sheet.", "It has no sensor that tells where paper is.",
                ])
        }

        @Test func `double-feed detection that does not stop the feeder is none`() throws {
            let scanner = try device.open(settings("df-action=Continue"))
            #expect(!scanner.capabilities.features.contains(.doubleFeedDetection))
        }

        /// One side that is missing joins the sides of different voters in every pair behind it.
        @Test func `a device that would leave out blank sides is refused, whoever asked for it`() throws {
            let fault = #expect(throws: ScannerFault.self) { try device.open(settings("swskip=5")) }
            #expect(fault?.code == .unsupported)
            #expect(fault?.detail.contains("option swskip=5 leaves sides out") == true)
            #expect(try device.fed == [])
        }

        @Test func `a device that would print on the sheets is refused, whoever asked for it`() throws {
            let fault = #expect(throws: ScannerFault.self) { try device.open(settings("endorser=yes")) }
            #expect(fault?.code == .unsupported)
            #expect(fault?.detail.contains("option endorser=yes prints on the sheets") == true)
            #expect(try device.fed == [])
        }
    }
}
