import ElectionModel
import Foundation
import ImageFiles
import Ledger
import PageScanProtocol
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
    /// What a PageScan sends: its first byte says how the rest is cut into transfers.
    case pagescan
    /// An observer's trust policy.
    case policy
    /// What anybody may send to a witness, and the notes and proofs in it.
    case witness

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
        case .pagescan: receivePackets(bytes)
        case .policy: readPolicy(bytes)
        case .witness: readForWitness(bytes)
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
        if let layout { _ = try? file.settled(layout) }
        _ = file.notCarriedOut
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

/// However a stream is cut into transfers, no byte is lost, and little is kept.
private func receivePackets(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return false }
    let size = Int(first) + 1
    var receiver = PageScanReceiver()
    var garbage = 0
    var packets = 0
    func count(_ found: [PageScanReceiver.Found]) {
        for found in found {
            switch found {
            case .packet: packets += 1
            case .garbage(let count, let start):
                precondition(count > 0 && (1...16).contains(start.count), "garbage is counted, and its start is kept")
                garbage += count
            }
        }
    }
    let stream = Array(bytes.dropFirst())
    for start in stride(from: 0, to: stream.count, by: size) {
        count(receiver.receive(Array(stream[start..<min(start + size, stream.count)])))
        precondition(receiver.pendingCount <= 2 * PageScanTable.mostColumns + 10, "a packet has an end")
    }
    count(receiver.giveUpPending())
    precondition(receiver.pendingCount == 0, "what was given up is gone")
    // Each packet has at least a byte between its two ends.
    precondition(garbage + 3 * packets <= stream.count, "nothing is counted twice")
    precondition(packets > 0 || garbage == stream.count, "what is no packet is garbage")
    return true
}

/// A policy that is read is asked about a note; a refusal names its line.
private func readPolicy(_ bytes: [UInt8]) -> Bool {
    do throws(PolicyError) {
        let policy = try TrustPolicy(parsing: bytes)
        guard let log = policy.logs.first else { return true }
        precondition(policy.keys(of: log.key.name).contains(log.key), "a log is found by its origin")
        let checkpoint = Checkpoint(origin: log.key.name, size: 0, root: .empty)
        let line = "\u{2014} \(log.key.name) AAAAAAAA\n"
        guard let note = try? SignedNote(parsing: Array("\(checkpoint.text)\n\(line)".utf8)) else { return true }
        precondition((try? policy.trust(in: note, at: 1_700_000_000)) == nil, "nobody signed this")
    } catch {
        precondition(!error.what.isEmpty && error.description.utf8.count < 1 << 14, "a refusal has its line of text")
    }
    return true
}

/// What is accepted is exactly what is written again, and nothing unsigned is believed.
private func readForWitness(_ bytes: [UInt8]) -> Bool {
    do throws(AddCheckpointError) {
        let request = try AddCheckpointRequest(parsing: bytes)
        precondition(request.encoded == bytes, "a request has one spelling")
        let growth = ConsistencyProof(oldSize: request.oldSize, newSize: request.checkpoint.size, hashes: request.proof)
        let isGrown = growth.connects(.leaf([1]), to: request.checkpoint.root)
        precondition(!isGrown || request.checkpoint.root == .leaf([1]), "no proof from a tree that nobody made")
    } catch {
        precondition(!error.description.isEmpty, "a refusal has its line of text")
    }
    if let proof = PortableProof(parsing: bytes) { precondition(proof.encoded == bytes, "a proof has one spelling") }
    if let note = try? SignedNote(parsing: bytes) {
        precondition(note.encoded == bytes, "a note has one spelling")
        precondition((try? note.signatures(parsing: bytes)) == nil || bytes.first == 0xE2, "lines are lines")
    }
    return true
}
