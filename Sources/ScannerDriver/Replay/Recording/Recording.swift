internal import Raster
public import ScannerDriver

/// A recording that was read and can be played: every answer fits its command, and their order is one that a scanner can
/// have had.
public struct Recording: Hashable, Sendable {
    /// The version of the form in which recordings are written.
    public static let version = 1
    /// Most bytes of `recording.jsonl`: a feed takes some 300.
    public static let maximumBytes = 64 << 20
    /// Most lines of it.
    public static let maximumLines = 1_000_000
    /// Longest line in bytes: sensor tables of both sides for 20,000 columns take 320,000.
    public static let maximumLineBytes = 1 << 20
    /// Lines before the first step: version and capabilities.
    static let headerLines = 1

    public let capabilities: ScannerCapabilities
    public let steps: [RecordedStep]
    /// Whether the last line was being written when the recording stopped; it is no step.
    public let isTorn: Bool

    /// - Throws: `badInput` naming the line whose answer cannot have come.
    public init(
        capabilities: ScannerCapabilities, steps: [RecordedStep], isTorn: Bool = false
    ) throws(ScannerFault) {
        var custody = FollowedCustody()
        for (index, step) in steps.enumerated() {
            guard step.fitsItself, custody.follow(step) else {
                throw ScannerFault(
                    .badInput, "line \(Recording.line(of: index)): this answer to \(step.command) cannot have come here"
                )
            }
        }
        self.capabilities = capabilities
        self.steps = steps
        self.isTorn = isTorn
    }

    /// 1-based number of a step's line.
    static func line(of index: Int) -> Int { index + 1 + headerLines }
}

/// The order of commands, followed on paper.
private struct FollowedCustody {
    private var custody = SheetCustody()
    /// Stands for every scan: its pixels do not matter to the order.
    private let scan = SheetScan(sideA: GrayImage(width: 1, height: 1, pixels: [255]))

    /// Whether a step can come next; it then has.
    mutating func follow(_ step: RecordedStep) -> Bool {
        do throws(ScannerFault) {
            let answerOfItsOwn = try custody.admit(step.command)
            switch step.answer {
            case .fault: return true
            case .event(let event):
                if let answerOfItsOwn { return event == answerOfItsOwn }
                _ = custody.note(event)
            case .sheetScanned:
                if answerOfItsOwn != nil { return false }
                _ = custody.note(.sheetScanned(scan))
            }
            return true
        } catch {
            // Out of order: a scanner refuses, and nothing else.
            if case .fault = step.answer { return true }
            return false
        }
    }
}
