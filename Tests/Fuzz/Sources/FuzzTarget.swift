import ElectionModel
import Foundation
import ImageFiles
import Raster
import Replay
import ReplayFiles
import ScannerDriver

/// One door through which bytes from outside come in.
enum FuzzTarget: String, CaseIterable {
    case png, jpeg, tiff, pnm
    /// Layouts and election files.
    case definitions
    /// Lines of a recorded scanner.
    case recording

    /// Reads bytes as the product would, and checks what every reader promises.
    ///
    /// - Returns: false for bytes that are another target's business.
    func run(on bytes: [UInt8]) -> Bool {
        switch self {
        case .png: readPicture(bytes, format: .png)
        case .jpeg: readPicture(bytes, format: .jpeg)
        case .tiff: readPicture(bytes, format: .tiff)
        case .pnm: readPicture(bytes, format: .pnm)
        case .definitions: readDefinitions(bytes)
        case .recording: playRecording(bytes)
        }
    }
}

/// Small enough that a picture takes milliseconds. libFuzzer's own limit on one allocation lies just above.
private let limits = ImageLimits(
    maxFileBytes: 1 << 20, maxSide: 4_000, maxPixels: 1_000_000, maxFrames: 8, maxWorkingBytes: 16 << 20,
    maxScans: 8)

private func readPicture(_ bytes: [UInt8], format: ImageFormat) -> Bool {
    do {
        let reader = try ImageFileReader(bytes: bytes, limits: limits)
        guard reader.format == format else { return false }
        precondition((1...limits.maxFrames).contains(reader.frameCount), "a file has frames, within the limit")
        for index in 0..<reader.frameCount {
            // One bad frame must not spoil the next.
            guard let image = try? reader.frame(at: index).image else { continue }
            precondition(image.width * image.height <= limits.maxPixels, "a picture keeps to the limit")
        }
    } catch {
        precondition(!error.detail.isEmpty && error.detail.count < 1_000, "a refusal has its line of text")
        return error.code != .unknownFormat
    }
    return true
}

private func readDefinitions(_ bytes: [UInt8]) -> Bool {
    let decoder = JSONDecoder()
    let layout = try? decoder.decode(Layout.self, from: Data(bytes))
    if let layout {
        for page in layout.pages { try? page.checkBoxes(onPageOf: 850, by: 1_100, at: "pages") }
        let implied = try? Election(impliedBy: layout, id: "fuzz")
        if let implied { try? implied.check(against: layout) }
    }
    if let file = try? decoder.decode(ElectionFile.self, from: Data(bytes)) {
        _ = file.election.title.text(in: "en")
        if let layout { try? file.election.check(against: layout) }
    }
    return true
}

/// Reads a recording and asks of it what it recorded: no answer may be out of order.
private func playRecording(_ bytes: [UInt8]) -> Bool {
    let recording: Recording
    do throws(ScannerFault) {
        recording = try RecordingText.read(bytes)
    } catch {
        precondition(error.code == .badInput && error.detail.count < 1_000, "a refusal has its line of text")
        return true
    }
    var scanner = RecordedScanner(recording) { side throws(ScannerFault) in
        GrayImage(width: 1, height: 1, pixels: [UInt8(truncatingIfNeeded: side.width)])
    }
    var custody = SheetCustody()
    for step in recording.steps {
        do throws(ScannerFault) {
            let event = try scanner.perform(step.command)
            if try custody.admit(step.command) == nil { _ = custody.note(event) }
        } catch {
            guard case .fault = step.answer else { preconditionFailure("what was recorded plays") }
        }
    }
    precondition(scanner.played == recording.steps.count, "every step plays")
    return true
}
