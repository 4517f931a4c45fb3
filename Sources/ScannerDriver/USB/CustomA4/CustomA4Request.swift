/// What the Custom A4 can be asked: eight bytes, behind some of them parameters. Numbers are little-endian.
package enum CustomA4Request: Hashable, Sendable {
    package enum Information: UInt8, Hashable, Sendable, CaseIterable {
        case model = 1
        case firmware = 2
        case hardware = 3
        case capabilities = 4
    }

    package enum Movement: UInt8, Hashable, Sendable, CaseIterable {
        case stop = 0
        case load = 1
        case ejectForward = 2
        case retractBack = 3
    }

    package enum Side: UInt8, Hashable, Sendable, CaseIterable {
        case sideA = 0
        case sideB = 1
    }

    case createJob
    case endJob
    case information(Information)
    case status
    case move(Movement)
    case setParameters(CustomA4Parameters)
    case startScan
    case stopScan
    case reset
    /// Up to 2^24 - 1 bytes of a side.
    case image(count: Int, Side)

    /// The one job there is.
    static let job: UInt8 = 1
    /// Most bytes of an image in one request.
    static let mostImageBytes = 1 << 24 - 1

    package var bytes: [UInt8] {
        switch self {
        case .createJob: words("JOB", [0, UInt8(ascii: "C"), 0, 0, 0])
        case .endJob: words("JOB", [0, UInt8(ascii: "E"), 0, 0, CustomA4Request.job])
        case .information(let kind): words("CAP", [0, 0x1C, 0, kind.rawValue, 0])
        case .status: words("INFO", [48, 0, 0, CustomA4Request.job])
        case .move(let movement): words("MOTO", [0, 0, movement.rawValue, CustomA4Request.job])
        case .setParameters(let parameters):
            words("PAR", [0, UInt8(CustomA4Parameters.count), 0, 0, CustomA4Request.job]) + parameters.bytes
        case .startScan: words("SCAN", [0, 0, 0, CustomA4Request.job])
        case .stopScan: words("STOP", [0, 0, 0, CustomA4Request.job])
        case .reset: words("PWR", [0, 0, 0, 0, CustomA4Request.job])
        case .image(let count, let side):
            words("IMG", [0, UInt8(count & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count >> 16 & 0xFF), side.rawValue])
        }
    }

    private func words(_ text: String, _ rest: [UInt8]) -> [UInt8] { Array(text.utf8) + rest }
}
