import Raster
import Replay
import ScannerDriver

/// A recording in memory, which can be made to be full.
final class MemoryStore: RecordingStore {
    var capabilities: ScannerCapabilities?
    var steps: [RecordedStep] = []
    var payloads: [PayloadHash: GrayImage] = [:]
    /// Payloads and lines in the order in which they came.
    var log: [String] = []
    /// Lines that fit after the first one.
    var room = Int.max

    func begin(_ capabilities: ScannerCapabilities) throws(ScannerFault) { self.capabilities = capabilities }

    func keep(_ image: GrayImage) throws(ScannerFault) -> PayloadHash {
        let hash = PayloadHash(hex: toyHash(image.pixels))!
        payloads[hash] = image
        log.append("payload")
        return hash
    }

    func append(_ step: RecordedStep) throws(ScannerFault) {
        guard steps.count < room else { throw ScannerFault(.badInput, "full") }
        steps.append(step)
        log.append("\(step.command)")
    }

    /// What was recorded, played back.
    func played() throws -> RecordedScanner {
        let recording = try Recording(capabilities: capabilities!, steps: steps)
        return RecordedScanner(recording) { [payloads] side throws(ScannerFault) in
            guard let image = payloads[side.payload] else { throw ScannerFault(.badInput, "the payload is missing") }
            return image
        }
    }
}

/// Looks like a SHA-256 and differs where bytes do: FNV-1a four times over.
func toyHash(_ bytes: [UInt8]) -> String {
    (0..<4).map { seed in
        var state = 0xcbf2_9ce4_8422_2325 &+ UInt64(seed)
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}

/// A scanner that answers from a list, whatever is asked.
struct Scripted: Scanner {
    var capabilities = ScannerCapabilities(name: "scripted", isDuplex: true, feeder: .adf, features: [.escrow])
    var answers: [Result<ScannerEvent, ScannerFault>]
    var asked: [ScannerCommand] = []

    init(_ answers: [Result<ScannerEvent, ScannerFault>]) { self.answers = answers }

    mutating func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        asked.append(command)
        return try answers.removeFirst().get()
    }
}

/// A picture whose every pixel has one gray value.
func plain(_ gray: UInt8, width: Int = 3, height: Int = 2) -> GrayImage {
    GrayImage(width: width, height: height, pixels: [UInt8](repeating: gray, count: width * height))
}
