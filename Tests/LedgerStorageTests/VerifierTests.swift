import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

@Suite struct VerifierTests {
    let scratch: Scratch
    let machine: Machine
    let directory: String

    init() throws {
        scratch = try Scratch()
        machine = try Machine()
        directory = scratch("ledger")
    }

    @Test func `a file in the making is looked at again, and one that a kill left is named`() throws {
        try machine.day(at: directory, sheets: 3)
        let half = directory + "/checkpoint.tmp"
        try write([], to: half)
        #expect(machine.verify(directory).damage.map(\.path) == ["checkpoint.tmp"])
        // The first look comes at once and finds it; it is gone before the third, 100 milliseconds later.
        Thread {
            usleep(60_000)
            try? FileManager.default.removeItem(atPath: half)
        }.start()
        #expect(machine.verify(directory).isIntact)
    }

    @Test func `one changed byte in any file is noticed and its file named`() throws {
        try machine.day(at: directory, sheets: 6)
        let files = try files(in: directory)
        #expect(files.count == 7)
        for path in files where path != "lock" {
            let whole = try bytes("\(directory)/\(path)")
            let step = path == "journal" ? 23 : path.hasPrefix("tile") ? 5 : 1
            let end = path == "journal" ? try journal(in: directory).count + 700 : whole.count
            for place in stride(from: 0, to: end, by: step) {
                var changed = whole
                changed[place] ^= 1 << UInt8(place % 8)
                try write(changed, to: "\(directory)/\(path)")
                let report = machine.verify(directory)
                #expect(
                    report.damage.map(\.path) == Array(repeating: path, count: report.damage.count), "\(path) \(place)")
                #expect(!report.isIntact, "\(path) byte \(place)")
            }
            try write(whole, to: "\(directory)/\(path)")
        }
        try write([0], to: "\(directory)/lock")
        #expect(machine.verify(directory).damage.map(\.description) == ["lock: not empty"])
    }

    @Test func `each file of a larger ledger is named when one byte of it is changed`() throws {
        try machine.day(at: directory, sheets: 270)
        let files = try files(in: directory)
        #expect(files.contains("tile/1/000.p/1") && files.contains("tile/entries/001.p/18"))
        for path in files where path != "lock" {
            let whole = try bytes("\(directory)/\(path)")
            var changed = whole
            changed[path == "journal" ? 3000 : whole.count / 2] ^= 1
            try write(changed, to: "\(directory)/\(path)")
            #expect(Set(machine.verify(directory).damage.map(\.path)) == [path])
            try write(whole, to: "\(directory)/\(path)")
        }
        #expect(machine.verify(directory).isFinal)
    }

    @Test func `every missing, cut, emptied or lengthened file is named`() throws {
        try machine.day(at: directory, sheets: 10)
        let machineCopy = scratch("copy")
        try FileManager.default.copyItem(atPath: directory, toPath: machineCopy)
        for path in try files(in: directory) {
            let whole = try bytes("\(directory)/\(path)")
            try FileManager.default.removeItem(atPath: "\(directory)/\(path)")
            #expect(Set(machine.verify(directory).damage.map(\.path)).contains(path))
            // A journal may have more or less of its empty space.
            let used = path == "journal" ? try journal(in: machineCopy).count : whole.count
            let others = [Array(whole[..<max(0, used - 1)]), [], whole + [1], whole + whole]
            for other in others where other != whole {
                try write(other, to: "\(directory)/\(path)")
                #expect(Set(machine.verify(directory).damage.map(\.path)).contains(path))
            }
            try write(whole, to: "\(directory)/\(path)")
        }
        #expect(machine.verify(directory).damage == [])
    }

    @Test func `all damage is listed, not only the first`() throws {
        try machine.day(at: directory, sheets: 270)
        try FileManager.default.removeItem(atPath: "\(directory)/tile/1/000.p/1")
        for path in ["journal", "tile/0/000", "tile/entries/001.p/18", "release/manifest"] {
            var contents = try bytes("\(directory)/\(path)")
            contents[path == "journal" ? 3000 : contents.count / 2] ^= 1
            try write(contents, to: "\(directory)/\(path)")
        }
        try write([], to: "\(directory)/notes.txt")
        let named = Set(machine.verify(directory).damage.map(\.path))
        #expect(
            named == [
                "journal", "notes.txt", "release/manifest", "tile/0/000", "tile/1", "tile/1/000.p", "tile/1/000.p/1",
                "tile/entries/001.p/18",
            ])
    }

    @Test func `whatever does not belong in a ledger is named, and never followed`() throws {
        try machine.day(at: directory, sheets: 10)
        try write([], to: "\(directory)/tile/0/000.p/13")
        try FileManager.default.createDirectory(atPath: "\(directory)/empty", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: "\(directory)/loop", withDestinationPath: ".")
        try FileManager.default.createDirectory(
            atPath: "\(directory)/a/b/c/d/e/f/g/h/i/j/k", withIntermediateDirectories: true)
        makePipe("\(directory)/pipe")
        let named = Set(machine.verify(directory).damage.map(\.path))
        #expect(named.isSuperset(of: ["tile/0/000.p/13", "empty", "loop", "a/b/c/d/e/f/g/h/i", "pipe"]))
    }

    @Test func `a file replaced by something else is named, and not waited for`() throws {
        try machine.day(at: directory, sheets: 10)
        for path in try files(in: directory) {
            let copy = scratch(UUID().uuidString)
            try FileManager.default.moveItem(atPath: "\(directory)/\(path)", toPath: copy)
            try FileManager.default.createSymbolicLink(atPath: "\(directory)/\(path)", withDestinationPath: copy)
            #expect(machine.verify(directory).damage.map(\.path).contains(path))
            try FileManager.default.removeItem(atPath: "\(directory)/\(path)")
            makePipe("\(directory)/\(path)")
            #expect(machine.verify(directory).damage.map(\.path).contains(path))
            try FileManager.default.removeItem(atPath: "\(directory)/\(path)")
            try FileManager.default.createDirectory(atPath: "\(directory)/\(path)", withIntermediateDirectories: false)
            #expect(machine.verify(directory).damage.map(\.path).contains(path))
            try FileManager.default.removeItem(atPath: "\(directory)/\(path)")
            try FileManager.default.moveItem(atPath: copy, toPath: "\(directory)/\(path)")
        }
        #expect(machine.verify(directory).damage == [])
    }

    @Test func `exchanged bundles are named`() throws {
        try machine.day(at: directory, sheets: 600)
        let (a, b) = ("\(directory)/tile/entries/000", "\(directory)/tile/entries/001")
        let (first, second) = (try bytes(a), try bytes(b))
        try write(second, to: a)
        try write(first, to: b)
        #expect(Set(machine.verify(directory).damage.map(\.path)) == ["tile/entries/000", "tile/entries/001"])
    }

    @Test func `another key sees no ledger of its own`() throws {
        try machine.day(at: directory, sheets: 3)
        for other in [try Machine(seed: 9), try Machine("example.org/other")] {
            let report = other.verify(directory)
            #expect(!report.isIntact && !report.isFinal && report.checkpoint == nil)
            #expect(report.damage.contains { $0.path == "checkpoint" })
        }
    }

    @Test func `a consistent ledger of another signer is refused by the key`() throws {
        let intruder = try Machine(seed: 66)
        try intruder.day(at: directory, sheets: 3)
        #expect(intruder.verify(directory).isFinal)
        #expect(!machine.verify(directory).isIntact)
    }

    @Test func `events signed against the rules are named`() throws {
        let day: [LedgerEvent] = [.genesis(machine.genesis), .pollsOpened(Machine.time), accepted(1)]
        let wrong: [LedgerEvent] = [
            accepted(3), .pollsOpened(Machine.time),
            .pollsClosed(PollsClose(SheetCounts(accepted: 2, returned: 0, voided: 0))),
            .sheetVoided(number: 3),
        ]
        for (place, event) in wrong.enumerated() {
            let path = scratch("forged-\(place)")
            try forge(day + [event], at: path)
            #expect(machine.verify(path).damage.map(\.path) == ["tile/entries/000.p/4"])
        }
        try forge(day, at: directory)
        #expect(machine.verify(directory).damage == [])
    }

    @Test func `an older signature that is wrong is found unless only the newest is asked for`() throws {
        let day: [LedgerEvent] = [.genesis(machine.genesis), .pollsOpened(Machine.time), accepted(1), accepted(2)]
        for size in 1...4 {
            let path = scratch("forged-\(size)")
            try forge(day, at: path) { place, note in
                var note = note
                if place == size { note[note.count - 20] = note[note.count - 20] == 65 ? 66 : 65 }
                return note
            }
            // The newest one is always checked.
            let newest = LedgerVerifier.verify(directory: path, key: machine.signer.key, signatures: .newest)
            #expect(newest.isIntact == (size != 4))
            #expect(machine.verify(path).damage.map(\.code) == [.journal])
        }
        try forge(day, at: directory)
        #expect(machine.verify(directory).damage == [])
    }

    @Test func `a ledger leads on from each of its own checkpoints and from no other`() throws {
        let writer = try machine.open(at: directory, sheets: 0)
        var notes = [writer.note]
        for number in 1...9 { notes.append(try writer.append(accepted(number)).note) }
        try writer.publish()
        func damage(_ directory: String, _ earlier: [UInt8]) throws -> [String] {
            var evidence = Evidence(key: machine.signer.key, now: 0)
            try evidence.addEarlier(earlier, named: "noon")
            let report = LedgerVerifier.verify(
                directory: directory, key: machine.signer.key, evidence: evidence)
            #expect(report.damage.allSatisfy { $0.code == .earlier && $0.path == "noon" })
            return report.damage.map(\.what)
        }
        for note in notes { #expect(try damage(directory, note) == []) }
        // Another disk with the same key and one other event in the middle.
        let split = scratch("split")
        let other = try machine.open(at: split, sheets: 4)
        _ = try other.append(.sheetsReturned(from: 5, to: 5))
        try other.publish()
        for (index, note) in notes.enumerated() where (4...6).contains(index) {
            let found = try damage(split, note)
            switch index {
            case 4: #expect(found == [])
            case 5: #expect(found.count == 1 && found[0].hasPrefix("split view"), "\(found)")
            default: #expect(found.count == 1 && found[0].hasPrefix("rolled back"), "\(found)")
            }
        }
        #expect(try damage(split, notes[9]).first?.hasPrefix("rolled back") == true)
        let foreign = try Machine(seed: 8).open(at: scratch("foreign"), sheets: 0).note
        for (note, said) in [
            (foreign, "no checkpoint of this ledger: not signed by the key given for example.org/box"),
            ([], "not a signed checkpoint: no signature under the text"),
        ] {
            let error = #expect(throws: UnusableEvidence.self) { try damage(directory, note) }
            #expect(error == UnusableEvidence(.earlier, "noon", said))
        }
    }

    @Test func `an honest copy is not accused while the journal is ahead of what is published`() throws {
        let writer = try machine.open(at: directory, sheets: 3)
        let newest = try writer.append(accepted(4)).note
        var evidence = Evidence(key: machine.signer.key, now: 0)
        try evidence.addEarlier(newest, named: "noon")
        let report = LedgerVerifier.verify(directory: directory, key: machine.signer.key, evidence: evidence)
        #expect(report.damage == [] && report.unpublishedEventCount == 5)
    }

    @Test func `a copy without the box or the empty space verifies`() throws {
        try machine.day(at: directory, sheets: 20)
        try FileManager.default.createDirectory(atPath: "\(directory)/box", withIntermediateDirectories: false)
        let terms = machine.genesis.box
        for count in [3, terms.slotCount * terms.slotByteCount] {
            try write(Array(repeating: 0, count: count), to: "\(directory)/box/slots")
            #expect(machine.verify(directory).damage.map(\.code) == [.box])
        }
        try FileManager.default.createSymbolicLink(atPath: "\(directory)/box/link", withDestinationPath: "/")
        #expect(
            machine.verify(directory).damage.first?.description
                == "box/link: a symbolic link, which does not belong here")
        try FileManager.default.removeItem(atPath: "\(directory)/box")
        try write(try journal(in: directory), to: "\(directory)/journal")
        #expect(machine.verify(directory).isFinal)
    }

    @Test func `a sparse box of a terabyte keeps nobody busy, and one that is merely of another size is not read`()
        throws
    {
        let machine = try Machine(slots: 1 << 20, slotByteCount: 1 << 20)
        let genesis = LedgerEvent.genesis(machine.genesis)
        let contest = ContestTotals(
            id: "mayor", votesAllowed: 1, ballots: 0, overvotes: 0, undervotes: 0, votes: [.init(id: "ada", count: 0)])
        let totals = Totals(
            sheets: 0, contests: [contest], releaseDigest: FileDigest(of: []), boxRoot: .empty,
            boxBlind: machine.blind)
        let close = PollsClose(SheetCounts(), day: PollsClose.Day(time: Machine.time))
        try forge([genesis, .pollsOpened(Machine.time), .pollsClosed(close), .totals(totals)], at: directory)
        try FileManager.default.createDirectory(atPath: "\(directory)/box", withIntermediateDirectories: false)
        let slots = "\(directory)/box/slots"
        try write([], to: slots)
        for (size, found) in [((1 << 40) + 8192, []), (1 << 39, ["549755813888 bytes, not 1099511635968"])] {
            try #require(unsafe truncate(slots, size) == 0)
            let report = machine.verify(directory)
            #expect(report.damage.filter { $0.path == "box/slots" }.map(\.what) == found)
            #expect(report.notChecked.contains { $0.what.contains("more than 64 GiB") } == found.isEmpty)
        }
    }

    /// A ledger with valid signatures over any events: what a dishonest machine could write.
    func forge(_ events: [LedgerEvent], at path: String, note changed: ((Int, [UInt8]) -> [UInt8])? = nil) throws {
        var journal = Array("scand-journal/v1\n".utf8)
        var tree = MerkleTree()
        var note: [UInt8] = []
        for event in events {
            tree.append(.leaf(event.encoded(as: .two)))
            let checkpoint = Checkpoint(origin: machine.signer.key.name, size: tree.size, root: tree.root)
            note = try SignedNote(signing: checkpoint.text, by: machine.signer).encoded
            journal += record(event.encoded(as: .two), changed?(tree.size, note) ?? note)
        }
        for tile in TileLayout(size: tree.size).tiles { try put(tree.contents(of: tile), path, tile.path) }
        for bundle in TileLayout(size: tree.size).bundles {
            try put(EntryBundle.encode(events[bundle.entries].map { $0.encoded(as: .two) }), path, bundle.path)
        }
        for (name, contents) in [("journal", journal), ("checkpoint", note), ("lock", [])] {
            try put(contents, path, name)
        }
    }

    func put(_ contents: [UInt8], _ directory: String, _ path: String) throws {
        let file = URL(fileURLWithPath: "\(directory)/\(path)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try write(contents, to: file.path)
    }

    /// A journal's record, written from its description and not by the writer's code.
    func record(_ leaf: [UInt8], _ note: [UInt8]) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
        let bytes = Array("SLJR".utf8) + number(UInt32(leaf.count)) + number(UInt32(note.count)) + leaf + note
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
        }
        return bytes + number(~crc)
    }

    @Test func `nothing, emptiness and noise are damage, and never a crash`() throws {
        #expect(!machine.verify(scratch("none")).isIntact)
        #expect(!machine.verify(scratch.path).isIntact)
        var generator = SeededGenerator(state: 42)
        for round in 0..<40 {
            let path = scratch("noise-\(round)")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            for name in ["journal", "checkpoint", "lock"] {
                var noise = (0..<Int.random(in: 0...3000, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                if name == "journal" { noise = Array("scand-journal/v1\nSLJR".utf8) + [0, 0] + noise }
                try write(noise, to: "\(path)/\(name)")
            }
            #expect(!machine.verify(path).isIntact)
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a journal of endless beginnings is given up on soon`() throws {
        try machine.day(at: directory, sheets: 3)
        let beginnings = [[UInt8]](repeating: Array("SLJR".utf8) + [0, 0, 255, 255, 0, 0, 255, 255], count: 80_000)
        try write(Array("scand-journal/v1\n".utf8) + beginnings.joined(), to: "\(directory)/journal")
        #expect(Set(machine.verify(directory).damage.map(\.path)) == ["journal"])
    }
}

/// A random generator that gives the same numbers every time.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
