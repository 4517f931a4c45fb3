import Foundation
import Raster
import Replay
import ReplayFiles
import ScannerDriver
import Testing

/// A recording on disk, whole, torn and tampered with.
@Suite struct RecordingFolderTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private let first = SheetScan(sideA: plain(1), sideB: plain(2), dpiHint: 200)
    private let second = SheetScan(sideA: plain(2), sideB: plain(3, width: 5))

    /// Records two sheets, of which one side is the same.
    private func recorded() throws -> String {
        let path = scratch("recording")
        var scanner = try RecordingScanner(
            Scripted([
                .success(.sheetScanned(first)), .success(.sheetAccepted), .success(.sheetScanned(second)),
                .success(.sheetReturned), .success(.outOfSheets),
            ]), into: try RecordingFolder(creating: path, hash: toyHash))
        for command in Self.commands { _ = try scanner.perform(command) }
        #expect(scanner.failure == nil)
        return path
    }

    private static let commands: [ScannerCommand] = [.feedSheet, .acceptSheet, .feedSheet, .returnSheet, .feedSheet]

    private func played(_ path: String) throws -> RecordedScanner {
        RecordedScanner(try RecordingFolder.read(path)) { side throws(ScannerFault) in
            try RecordingFolder.image(of: side, in: path, hash: toyHash)
        }
    }

    /// The place of the payload of a plain picture.
    private func payload(_ gray: UInt8) -> String {
        "recording/payloads/\(toyHash(Array("P5\n3 2\n255\n".utf8) + plain(gray).pixels)).pgm"
    }

    @Test func `a recording on disk plays back as it was`() throws {
        var scanner = try played(try recorded())
        let events = try Self.commands.map { try scanner.perform($0) }
        #expect(
            events == [.sheetScanned(first), .sheetAccepted, .sheetScanned(second), .sheetReturned, .outOfSheets])
    }

    @Test func `payloads are pictures named by their hash, each once, and nothing else is left`() throws {
        _ = try recorded()
        #expect(try scratch.names("recording") == ["payloads", "recording.jsonl"])
        let names = try scratch.names("recording/payloads")
        #expect(names.count == 3)
        for name in names {
            let bytes = try scratch.bytes("recording/payloads/\(name)")
            #expect(name == toyHash(bytes) + ".pgm")
            #expect(bytes.starts(with: "P5\n".utf8))
        }
    }

    @Test func `a recording is its owner's alone`() throws {
        let path = try recorded()
        for name in ["", "/recording.jsonl", "/payloads"]
            + [try scratch.names("recording/payloads")[0]].map({ "/payloads/\($0)" })
        {
            let mode = try FileManager.default.attributesOfItem(atPath: path + name)[.posixPermissions] as? Int
            #expect((mode ?? 0o777) & 0o077 == 0, "\(name)")
        }
    }

    @Test func `a folder that exists is not recorded over`() throws {
        let path = try recorded()
        let before = try scratch.bytes("recording/recording.jsonl")
        let fault = #expect(throws: ScannerFault.self) { try RecordingFolder(creating: path, hash: toyHash) }
        #expect(fault?.code == .badInput && fault?.detail == "\(path): cannot be made: File exists")
        #expect(try scratch.bytes("recording/recording.jsonl") == before)
    }

    @Test func `a recording that stopped at any byte plays up to there, and then names the line`() throws {
        let path = try recorded()
        let whole = try scratch.bytes("recording/recording.jsonl")
        let header = try #require(whole.firstIndex(of: 10)) + 1
        for count in header...whole.count {
            try scratch.write("recording/recording.jsonl", whole.prefix(count))
            let lines = whole.prefix(count).count { $0 == 10 }
            var scanner = try played(path)
            for command in Self.commands.prefix(lines - 1) { _ = try scanner.perform(command) }
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            let isTorn = whole[count - 1] != 10
            #expect(fault?.detail.hasPrefix("line \(lines + 1) \(isTorn ? "was torn off" : "does not exist")") == true)
        }
        try scratch.write("recording/recording.jsonl", whole.prefix(header - 1))
        let fault = #expect(throws: ScannerFault.self) { try RecordingFolder.read(path) }
        #expect(fault?.detail == "\(path)/recording.jsonl: line 1: is torn off or missing: nothing was recorded")
    }

    @Test func `a payload that is missing is named`() throws {
        var scanner = try played(try recorded())
        try FileManager.default.removeItem(atPath: scratch(payload(2)))
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail == "line 2: \(scratch(payload(2))): the payload is missing")
    }

    @Test(arguments: ["pixel", "longer", "shorter", "other picture", "empty"])
    func `a payload that was changed is named`(how: String) throws {
        var scanner = try played(try recorded())
        var bytes = try scratch.bytes(payload(2))
        switch how {
        case "pixel": bytes[bytes.count - 1] ^= 1
        case "longer": bytes.append(0)
        case "shorter": bytes.removeLast()
        case "other picture": bytes = Array("P5\n2 3\n255\n".utf8) + plain(2).pixels
        default: bytes = []
        }
        try scratch.write(payload(2), bytes)
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail.hasPrefix("line 2: \(scratch(payload(2))): the payload ") == true)
    }

    @Test func `a payload that is a link or a folder is refused and never waited for`() throws {
        let place = scratch(payload(2))
        var scanner = try played(try recorded())
        try FileManager.default.moveItem(atPath: place, toPath: place + ".other")
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: place + ".other")
        let link = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(link?.detail.hasSuffix("expected a regular file, found a symbolic link") == true)
        try FileManager.default.removeItem(atPath: place)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        let folder = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(folder?.detail.hasSuffix("expected a file, found a folder") == true)
    }

    @Test func `what is no recording is named`() throws {
        let fault = #expect(throws: ScannerFault.self) { try RecordingFolder.read(scratch("nothing")) }
        #expect(fault?.detail == "\(scratch("nothing"))/recording.jsonl: expected a file, found none of this name")
    }
}
