internal import FoundationEssentials
public import Replay
public import ScannerDriver

/// The lines of a recording: JSON Lines in one form only.
///
/// ```
/// {"capabilities":{"feeder":"adf","features":["escrow","rescan"],...},"recording":"scand","version":1}
/// {"command":"feedSheet","event":"sheetScanned","sheet":{"dpi":200,"sides":[{"height":2200,"payload":"…","width":1700}]}}
/// {"command":"acceptSheet","event":"sheetAccepted"}
/// {"command":"feedSheet","fault":{"code":"jam","detail":"roller 2"}}
/// ```
/// Every line ends in LF. A last one that does not was torn off while it was written, and is no step. A line is read only
/// if writing it again gives the same bytes: keys that are unknown, double or out of place are refused.
public enum RecordingText {
    /// Reads a whole recording.
    ///
    /// - Parameter bytes: read at most `Recording.maximumBytes` + 1 of them: one more than allowed is refused here.
    /// - Throws: `badInput`; the detail begins with the line, as in `line 3: …`.
    public static func read(_ bytes: [UInt8]) throws(ScannerFault) -> Recording {
        guard bytes.count <= Recording.maximumBytes else {
            throw ScannerFault(.badInput, "the recording is larger than \(Recording.maximumBytes) bytes")
        }
        var lines = bytes.split(
            separator: lineFeed, maxSplits: Recording.maximumLines + 1, omittingEmptySubsequences: false)
        let torn = lines.removeLast()
        guard lines.count <= Recording.maximumLines else {
            throw ScannerFault(.badInput, "the recording has more than \(Recording.maximumLines) lines")
        }
        guard let first = lines.first else {
            throw ScannerFault(.badInput, "line 1: is torn off or missing: nothing was recorded")
        }
        let capabilities = try naming(1) { () throws(ScannerFault) in try HeaderLine.capabilities(in: first) }
        var steps: [RecordedStep] = []
        for (index, line) in lines.enumerated().dropFirst() {
            steps.append(try naming(index + 1) { () throws(ScannerFault) in try step(in: line) })
        }
        return try Recording(capabilities: capabilities, steps: steps, isTorn: !torn.isEmpty)
    }

    /// A recording's first line.
    static func header(_ capabilities: ScannerCapabilities) throws(ScannerFault) -> [UInt8] {
        try line(HeaderLine(capabilities))
    }

    /// A line for a step.
    static func line(_ step: RecordedStep) throws(ScannerFault) -> [UInt8] { try line(StepLine(step)) }

    private static func step(in line: ArraySlice<UInt8>) throws(ScannerFault) -> RecordedStep {
        let step = try RecordingText.decode(StepLine.self, line).step
        try check(line, isFormOf: try RecordingText.line(step))
        return step
    }

    private static func naming<Value>(
        _ number: Int, _ read: () throws(ScannerFault) -> Value
    ) throws(ScannerFault) -> Value {
        do throws(ScannerFault) {
            return try read()
        } catch {
            throw ScannerFault(error.code, "line \(number): \(error.detail)")
        }
    }
}

extension RecordingText {
    private static let lineFeed = UInt8(ascii: "\n")

    private static func line(_ value: some Encodable) throws(ScannerFault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(value) else {
            throw ScannerFault(.badInput, "a number that is not finite cannot be recorded")
        }
        guard json.count < Recording.maximumLineBytes else {
            throw ScannerFault(.badInput, "a line would be longer than \(Recording.maximumLineBytes) bytes")
        }
        return Array(json) + [lineFeed]
    }

    static func decode<Line: Decodable>(_ type: Line.Type, _ line: ArraySlice<UInt8>) throws(ScannerFault) -> Line {
        guard line.count < Recording.maximumLineBytes else {
            throw ScannerFault(.badInput, "is longer than \(Recording.maximumLineBytes) bytes")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(line))
        } catch let error as DecodingError {
            throw ScannerFault(.badInput, explained(error))
        } catch {
            throw ScannerFault(.badInput, "cannot be read as JSON")
        }
    }

    /// Refuses what would not be written this way.
    static func check(_ line: ArraySlice<UInt8>, isFormOf written: [UInt8]) throws(ScannerFault) {
        guard line.elementsEqual(written.dropLast()) else {
            throw ScannerFault(.badInput, "is not in the form in which recordings are written: was it edited?")
        }
    }

    private static func explained(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            if let field = context.codingPath.last(where: { $0.intValue == nil }) {
                "\(field.stringValue) has a value that is not known here"
            } else {
                "cannot be read as JSON"
            }
        @unknown default: "cannot be read as JSON"
        }
    }
}
