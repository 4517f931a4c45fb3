internal import Replay
internal import ScannerDriver

/// A recording's first line.
struct HeaderLine: Codable {
    private let recording: String
    private let version: Int
    private let capabilities: CapabilitiesLine

    init(_ capabilities: ScannerCapabilities) {
        recording = HeaderLine.mark
        version = Recording.version
        self.capabilities = CapabilitiesLine(capabilities)
    }

    static func capabilities(in line: ArraySlice<UInt8>) throws(ScannerFault) -> ScannerCapabilities {
        let start = try RecordingText.decode(Start.self, line)
        guard start.recording == mark else { throw ScannerFault(.badInput, "is not the start of a recording") }
        guard start.version == Recording.version else {
            throw ScannerFault(
                .badInput, "version \(start.version) is not known here: expected version \(Recording.version)")
        }
        let capabilities = try RecordingText.decode(HeaderLine.self, line).capabilities.value
        try RecordingText.check(line, isFormOf: try RecordingText.header(capabilities))
        return capabilities
    }

    private static let mark = "scand"

    /// What every version begins with.
    private struct Start: Decodable {
        let recording: String
        let version: Int
    }
}

/// Capabilities with their sets in order: equal capabilities are equal bytes.
private struct CapabilitiesLine: Codable {
    let name, vendor, model, serialNumber, firmware: String
    let isDuplex: Bool
    let feeder: ScannerCapabilities.Feeder
    let features: [ScannerCapabilities.Feature]
    let calibrations: [DeviceCalibration]
    /// Left out where they are not known.
    let resolutions: ResolutionsLine?

    init(_ capabilities: ScannerCapabilities) {
        name = capabilities.name
        vendor = capabilities.vendor
        model = capabilities.model
        serialNumber = capabilities.serialNumber
        firmware = capabilities.firmware
        isDuplex = capabilities.isDuplex
        feeder = capabilities.feeder
        features = capabilities.features.sorted { $0.rawValue < $1.rawValue }
        calibrations = capabilities.calibrations.sorted { $0.rawValue < $1.rawValue }
        resolutions = ResolutionsLine(capabilities.resolutions)
    }

    var value: ScannerCapabilities {
        get throws(ScannerFault) {
            ScannerCapabilities(
                name: name, vendor: vendor, model: model, serialNumber: serialNumber, firmware: firmware,
                isDuplex: isDuplex, feeder: feeder, features: Set(features), calibrations: Set(calibrations),
                resolutions: try resolutions?.value ?? .unknown)
        }
    }
}

/// `{"anyOf":[200,300]}` or `{"from":100,"to":600}`.
private struct ResolutionsLine: Codable {
    let anyOf: [Double]?
    let from: Double?
    let to: Double?

    init?(_ resolutions: ScannerCapabilities.Resolutions) {
        switch resolutions {
        case .anyOf(let list): (anyOf, from, to) = (list, nil, nil)
        case .range(let range): (anyOf, from, to) = (nil, range.lowerBound, range.upperBound)
        case .unknown: return nil
        }
    }

    var value: ScannerCapabilities.Resolutions {
        get throws(ScannerFault) {
            if let anyOf { return .anyOf(anyOf) }
            guard let from, let to, from <= to else {
                throw ScannerFault(.badInput, "resolutions: expected anyOf, or from and to in order")
            }
            return .range(from...to)
        }
    }
}
