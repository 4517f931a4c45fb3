/// What a host can ask of a Custom A4: eight bytes, some followed by more.
enum CustomA4Request: Hashable, Sendable {
    enum Motor: UInt8, Hashable, Sendable { case stop, load, ejectForward, retractBack }

    case createJob
    case endJob(UInt8)
    /// 1 model, 2 firmware, 3 hardware, 4 capabilities.
    case releaseInfo(UInt8)
    case status(UInt8)
    case move(UInt8, job: UInt8)
    case parameters([UInt8], job: UInt8)
    case scan(UInt8)
    case stop(UInt8)
    case hardwareReset(UInt8)
    case image(length: Int, side: UInt8)
    case map(job: UInt8)
    case unknown([UInt8])

    static let headBytes = 8
    static let parameterBytes = 40

    /// Bytes that follow this head.
    static func tail(of head: [UInt8], mapBytes: Int) -> Int {
        switch String(decoding: head.prefix(4), as: UTF8.self) {
        case "PAR\0": parameterBytes
        case "MAP\0": mapBytes
        default: 0
        }
    }

    /// - Parameter bytes: a head with its tail.
    init(_ bytes: [UInt8]) {
        let head = Array(bytes.prefix(Self.headBytes))
        let tail = Array(bytes.dropFirst(Self.headBytes))
        let job = head[7]
        switch String(decoding: head.prefix(4), as: UTF8.self) {
        case "JOB\0" where head[4] == UInt8(ascii: "C"): self = .createJob
        case "JOB\0" where head[4] == UInt8(ascii: "E"): self = .endJob(job)
        case "CAP\0" where (1...4).contains(head[6]): self = .releaseInfo(head[6])
        case "INFO": self = .status(job)
        case "MOTO": self = .move(head[6], job: job)
        case "PAR\0": self = .parameters(tail, job: job)
        case "SCAN": self = .scan(job)
        case "STOP": self = .stop(job)
        case "PWR\0": self = .hardwareReset(job)
        case "IMG\0" where job < 2:
            self = .image(length: Int(head[4]) | Int(head[5]) << 8 | Int(head[6]) << 16, side: job)
        case "MAP\0" where head[4] == UInt8(ascii: "P"): self = .map(job: job)
        default: self = .unknown(head)
        }
    }

    /// For scripts: the four letters.
    var name: String {
        switch self {
        case .createJob, .endJob: "JOB"
        case .releaseInfo: "CAP"
        case .status: "INFO"
        case .move: "MOTO"
        case .parameters: "PAR"
        case .scan: "SCAN"
        case .stop: "STOP"
        case .hardwareReset: "PWR"
        case .image: "IMG"
        case .map: "MAP"
        case .unknown: "?"
        }
    }
}

/// The 40 bytes that say how to scan.
struct CustomA4Parameters: Hashable, Sendable {
    /// What becomes of a sheet after its scan.
    enum Standing: UInt8, Hashable, Sendable { case hold, dropForward, dropBack }

    let detectsDoubleFeeds: Bool
    let standing: Standing
    let hasSideA: Bool
    let hasSideB: Bool
    let dpi: Int
    let width: Int
    let height: Int

    /// Nil for bytes that the device refuses: it scans 8-bit gray in 200 or 300 dots an inch.
    init?(_ bytes: [UInt8]) {
        func number(_ at: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
        }
        guard bytes.count == CustomA4Request.parameterBytes, bytes.starts(with: "ADF\0".utf8),
            bytes[12..<16].elementsEqual("RAW\0".utf8), bytes[18] == 8, (1...3).contains(bytes[10]),
            let standing = Standing(rawValue: bytes[8] & 3)
        else { return nil }
        let (dpi, vertical) = (number(20, 2), number(22, 2))
        let (width, height) = (number(32, 4), number(36, 4))
        guard dpi == 200 || dpi == 300, vertical == dpi, (1...2592).contains(width), (1...15000).contains(height)
        else { return nil }
        detectsDoubleFeeds = bytes[8] & 0x20 == 0
        self.standing = standing
        hasSideA = bytes[10] & 1 != 0
        hasSideB = bytes[10] & 2 != 0
        (self.dpi, self.width, self.height) = (dpi, width, height)
    }
}
