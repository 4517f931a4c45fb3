import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import OMR
import Release
import Testing

/// The observers' own program, written from the format page: it must find what our code finds, on the same ledgers.
@Suite(.serialized, .enabled(if: Programs.hasCryptography, "no Python with 'cryptography': run scripts/setup-interop"))
struct ObserverTests {
    let scratch: Scratch
    let day: Day
    let directory: String

    init() throws {
        scratch = try Scratch()
        day = try Day(Sample.sheets(12, pictures: true))
        directory = scratch("ledger")
    }

    /// What the program says of a ledger.
    func observe(
        _ day: Day, _ directory: String, earlier: [String] = []
    ) throws -> (status: Int32, output: String) {
        let options = earlier.flatMap { ["--earlier", $0] }
        let result = try Programs.run(
            [Programs.observer, "ledger", directory, "--vkey", day.signer.key.text] + options)
        #expect(result.errors == "")
        return (result.status, result.output)
    }

    /// Both implementations name the damaged file, and say nothing once it is whole again.
    func expectBoth(toName path: String, _ situation: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        let ours = day.verify(directory)
        #expect(
            ours.damage.contains { $0.path == path }, "\(situation): \(ours.damage)", sourceLocation: sourceLocation)
        let theirs = try observe(day, directory)
        #expect(theirs.status == 1, "\(situation)", sourceLocation: sourceLocation)
        #expect(
            theirs.output.contains("\n  \(path): "), "\(situation): \(theirs.output)", sourceLocation: sourceLocation)
    }

    @Test func `both find sound ledgers sound, of any length and at any time of the day`() throws {
        for count in [0, 1, 12, 200, 300] {
            let day = try Day(Sample.sheets(count, pictures: count < 20))
            let (noon, path) = (scratch("noon-\(count)"), scratch("day-\(count)"))
            try day.write(try day.voting(), to: noon)
            let waiting = try observe(day, noon)
            #expect(waiting.status == 0 && day.verify(noon).isIntact, "\(waiting.output)")
            try day.run(at: path)
            #expect(day.verify(path).damage == [])
            let report = try observe(day, path)
            #expect(report.status == 0, "\(report.output)")
        }
    }

    @Test func `each file is named by both when a byte of it is changed, or it is cut, emptied or gone`() throws {
        try day.run(at: directory)
        for path in try files(in: directory) where path != "lock" {
            let whole = try bytes("\(directory)/\(path)")
            for place in [0, whole.count / 3, whole.count - 1] {
                var changed = whole
                changed[place] ^= 4
                try write(changed, to: "\(directory)/\(path)")
                try expectBoth(toName: path, "\(path), byte \(place)")
            }
            // A copy of the journal may be cut behind its last record, in its empty space.
            let end = path == "journal" ? (whole.lastIndex { $0 != 0 } ?? 0) + 1 : whole.count
            for other in [Array(whole.prefix(end - 5)), []] {
                try write(other, to: "\(directory)/\(path)")
                try expectBoth(toName: path, "\(path) of \(other.count) bytes")
            }
            try FileManager.default.removeItem(atPath: "\(directory)/\(path)")
            try expectBoth(toName: path, "\(path) missing")
            try write(whole, to: "\(directory)/\(path)")
        }
        #expect(try observe(day, directory).status == 0)
    }

    @Test func `strangers, links and a changed lock are named by both`() throws {
        try day.run(at: directory)
        try write([1], to: "\(directory)/lock")
        try expectBoth(toName: "lock", "a lock with something in it")
        try FileManager.default.removeItem(atPath: "\(directory)/lock")
        try expectBoth(toName: "lock", "no lock")
        try write([], to: "\(directory)/lock")
        try write([], to: "\(directory)/release/extra")
        try expectBoth(toName: "release/extra", "a stranger")
        try FileManager.default.removeItem(atPath: "\(directory)/release/extra")
        try FileManager.default.moveItem(atPath: "\(directory)/checkpoint", toPath: scratch("moved"))
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory)/checkpoint", withDestinationPath: scratch("moved"))
        try expectBoth(toName: "checkpoint", "a link")
    }

    @Test func `exchanged bundles and tiles are named by both`() throws {
        let long = try Day(Sample.sheets(450))
        try long.run(at: directory)
        for (a, b) in [("tile/entries/000", "tile/entries/001"), ("tile/0/000", "tile/0/001")] {
            let (first, second) = (try bytes("\(directory)/\(a)"), try bytes("\(directory)/\(b)"))
            try write(second, to: "\(directory)/\(a)")
            try write(first, to: "\(directory)/\(b)")
            #expect(Set(long.verify(directory).damage.map(\.path)) == [a, b])
            let theirs = try observe(long, directory)
            #expect(theirs.status == 1 && theirs.output.contains("\n  \(a): ") && theirs.output.contains("\n  \(b): "))
            try write(first, to: "\(directory)/\(a)")
            try write(second, to: "\(directory)/\(b)")
        }
        #expect(try observe(long, directory).status == 0)
    }

    @Test func `a wrong signature and one of another key are named by both`() throws {
        try day.run(at: directory)
        var note = try bytes("\(directory)/checkpoint")
        let place = note.count - 20
        note[place] = note[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        try write(note, to: "\(directory)/checkpoint")
        try expectBoth(toName: "checkpoint", "a wrong signature")
        try FileManager.default.removeItem(atPath: directory)
        let intruder = try Day(day.sheets, seed: 66)
        try intruder.run(at: directory)
        #expect(try observe(intruder, directory).status == 0)
        try expectBoth(toName: "checkpoint", "another key")
    }

    @Test func `a disk that was rolled back, and one that tells another day, are shown by an earlier checkpoint`()
        throws
    {
        try day.write(try day.voting(), to: scratch("rolled-back"))
        try day.run(at: directory)
        let (old, new) = ("\(scratch("rolled-back"))/checkpoint", "\(directory)/checkpoint")
        #expect(try observe(day, directory, earlier: [old, new]).status == 0)
        let rolledBack = try observe(day, scratch("rolled-back"), earlier: [old, new])
        #expect(rolledBack.status == 1 && rolledBack.output.contains("rolled back"))

        let other = try Day(Sample.sheets(13, seed: 8))
        try other.run(at: scratch("other"))
        #expect(try observe(other, scratch("other")).status == 0)
        let split = try observe(other, scratch("other"), earlier: [new])
        #expect(split.status == 1 && split.output.contains("they were changed"))
    }

    @Test func `what a lying machine releases is named by both`() throws {
        let changes: [(String, [ReleasedSheet]?, (inout [ReleaseFile]) -> Void)] = [
            ("cvr.json", Array(day.sheets.dropLast()), { _ in }), ("cvr.json", day.sheets + [day.sheets[0]], { _ in }),
            ("cvr.json", try stuffed(), { _ in }), ("cvr.json", nil, { $0 = Self.edited($0, "UniqueId", "UniqueID") }),
            ("cvr.json", nil, { $0 = Self.edited($0, "-a.png", "-c.png") }),
            ("cvr.json", nil, { $0 = Self.edited($0, "\"HasIndication\":\"yes\"", "\"HasIndication\":\"no\"") }),
            ("cvr.json", nil, { $0 = Self.edited($0, "scand 0.1", "scand 0.2") }),
            ("cvr.json", nil, { $0.removeFirst() }), ("totals.json", nil, { $0.remove(at: 1) }),
            ("totals.json", nil, { $0 = Self.edited($0, "\"counted\": 12", "\"counted\": 11") }),
            ("extra.txt", nil, { $0.append(ReleaseFile(path: "extra.txt", bytes: [])) }),
        ]
        for (number, (path, released, change)) in changes.enumerated() {
            if number > 0 { try FileManager.default.removeItem(atPath: directory) }
            try day.run(at: directory, released: released, change: change)
            try expectBoth(toName: "release/\(path)", "change \(number)")
        }
    }

    /// The day's sheets with one vote moved.
    func stuffed() throws -> [ReleasedSheet] {
        var sheets = day.sheets
        sheets[3] = ReleasedSheet(
            record: try Sample.record("short", [[1], nil]), batch: sheets[3].batch, pictures: sheets[3].pictures)
        return sheets
    }

    static func edited(_ files: [ReleaseFile], _ old: String, _ new: String) -> [ReleaseFile] {
        files.map { file in
            guard file.path.hasSuffix(".json") else { return file }
            let text = String(decoding: file.bytes, as: UTF8.self)
            guard let range = text.range(of: old) else { return file }
            return ReleaseFile(path: file.path, bytes: Array(text.replacingCharacters(in: range, with: new).utf8))
        }
    }

    @Test func `the ballot box is compared with the commitment that the totals open`() throws {
        try day.run(at: directory)
        try FileManager.default.createDirectory(atPath: "\(directory)/box", withIntermediateDirectories: false)
        var slots = Array(day.slots.joined()) + Array(repeating: 0, count: 8192)
        try write(slots, to: "\(directory)/box/slots")
        #expect(try observe(day, directory).status == 0)
        slots[5000] ^= 1
        try write(slots, to: "\(directory)/box/slots")
        #expect(try observe(day, directory).output.contains("\n  box/slots: not the slots"))
        try write(slots.dropLast(), to: "\(directory)/box/slots")
        #expect(try observe(day, directory).output.contains("\n  box/slots: not 16 slots of 4096 bytes and 8192 bytes"))
    }

    @Test func `a checkpoint from paper or a code is checked, alone and against a ledger`() throws {
        try day.run(at: directory)
        let note = String(decoding: try bytes("\(directory)/checkpoint"), as: UTF8.self)
        try write(Array((day.signer.key.text + "\n").utf8), to: scratch("vkey"))
        func check(_ text: String, _ more: [String] = []) throws -> Int32 {
            try Programs.run(
                [Programs.observer, "checkpoint", "--vkey", scratch("vkey")] + more, input: Array(text.utf8)
            ).status
        }
        let typed =
            "\n" + note.replacingOccurrences(of: "\n", with: "  \r\n").replacingOccurrences(of: "— ", with: "- ")
        for text in [note, typed] {
            #expect(try check(text) == 0)
            #expect(try check(text, ["--against", directory]) == 0)
        }
        #expect(try check(note.replacingOccurrences(of: "\n2", with: "\n3")) == 1)
        #expect(try check("") == 1)
        let other = try Day(Sample.sheets(3))
        try other.run(at: scratch("other"))
        #expect(try check(note, ["--against", scratch("other")]) == 1)
        #expect(try check(note, ["--against", scratch("nowhere")]) == 3)
        #expect(try Programs.run([Programs.observer, "checkpoint", "--vkey", "nonsense"]).status == 2)
        #expect(try Programs.run([Programs.observer]).status == 2)
    }

    @Test func `noise is named, and ends`() throws {
        var lot = SeededGenerator(state: 11)
        for round in 0..<8 {
            let path = scratch("noise-\(round)")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            for name in ["journal", "checkpoint", "lock"] {
                let noise = (0..<Int.random(in: 0...3000, using: &lot)).map { _ in
                    UInt8.random(in: 0...255, using: &lot)
                }
                try write(
                    (name == "journal" ? Array("scand-journal/v1\nSLJR".utf8) : []) + noise, to: "\(path)/\(name)")
            }
            #expect(try observe(day, path).status == 1)
        }
    }
}
