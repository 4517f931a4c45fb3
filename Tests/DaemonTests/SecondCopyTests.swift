import Foundation
import Glibc
import Testing

/// A second copy that is damaged, lost, or made on the wrong disk: it stops no count, and people hear of it at once.
@Suite struct SecondCopyTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }
    private var copy: String { scratch("copy") }
    private var folder: String { scratch("incoming") }
    private static let sheets = ["01-filled", "03-tick", "07-cross", "09-against-all"]

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        _ = try scratch.write("incoming/end", [])
    }

    /// Puts a sheet into the folder.
    private func put(_ number: Int) throws {
        for (side, path) in zip(["a", "b"], Demo.sides(Self.sheets[number])) {
            try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/\(number)-\(side).part")
            try FileManager.default.moveItem(
                atPath: "\(folder)/\(number)-\(side).part", toPath: "\(folder)/\(number)-\(side).png")
        }
    }

    private func words(copy: String) -> [String] {
        ["replay", "--election", Demo.election, "--ledger", ledger, "--copy", copy, "--watch", folder]
            + (isThere(ledger) ? [] : ["--capacity", "4"])
    }

    /// Counts a sheet, and pauses polls.
    private func count(_ number: Int, copy: String? = nil, _ more: String...) throws -> Ended {
        try put(number)
        return try Scand.run(words(copy: copy ?? self.copy) + more)
    }

    private func release(_ more: String...) throws -> Ended {
        try Scand.run(["ledger", "release", ledger, "--election", Demo.election] + more)
    }

    enum Damage: CaseIterable {
        case cutSlots, noSlots, emptySlots, emptyJournal, spoiledJournal

        var file: String { [.emptyJournal, .spoiledJournal].contains(self) ? "journal" : "box/slots" }

        func done(to bytes: [UInt8]) -> [UInt8]? {
            switch self {
            case .cutSlots: Array(bytes.dropLast(5_000))
            case .noSlots: nil
            case .emptySlots, .emptyJournal: []
            case .spoiledJournal: bytes.map { ~$0 }
            }
        }
    }

    private func spoil(_ damage: Damage) throws {
        let path = "\(copy)/\(damage.file)"
        let changed = damage.done(to: try bytes(path))
        try FileManager.default.removeItem(atPath: path)
        if let changed { _ = try scratch.write("copy/\(damage.file)", changed) }
    }

    @Test(arguments: Damage.allCases)
    func `a damaged copy is named as the copy, and the count goes on without it`(damage: Damage) throws {
        #expect(try count(0).status == 0)
        try spoil(damage)
        let damaged = try snapshot(copy)
        let ended = try count(1)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.errors.contains(
                "DEGRADED, there is no second copy: \(copy): this second copy is damaged: \(damage.file): "),
            "\(ended.errors)")
        #expect(!ended.errors.contains("OUT OF SERVICE"))
        #expect(ended.errors.contains("name another place with --copy, and when that copy is made, destroy this one"))
        #expect(journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 copy-lost\n") })
        #expect(try countedSheets(in: ledger) == 2 && snapshot(copy) == damaged)
        // What is told is done.
        let mended = try count(2, copy: scratch("another"))
        #expect(mended.status == 0 && !mended.errors.contains("DEGRADED"), "\(mended.errors)")
        #expect(journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 copy-restored\n") })
        try FileManager.default.removeItem(atPath: copy)
        #expect(try Scand.run("ledger", "close", ledger, "--copy", scratch("another")).status == 0)
        #expect(try release("--copy", scratch("another")).status == 0)
        #expect(try Scand.verify(scratch("another"), key: ledger + ".key.vkey").json(Verification.self).accepted == 3)
    }

    @Test func `what is left of a damaged copy still shows that the ledger was set back`() throws {
        #expect(try count(0).status == 0)
        try FileManager.default.copyItem(atPath: ledger, toPath: scratch("morning"))
        #expect(try count(1).status == 0)
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.moveItem(atPath: scratch("morning"), toPath: ledger)
        try spoil(.emptyJournal)
        let before = try snapshot(ledger)
        let ended = try Scand.run("ledger", "close", ledger, "--copy", copy)
        #expect(ended.status == 4 && ended.output.isEmpty)
        #expect(
            ended.errors.contains(
                "\(copy): a checkpoint beside this second copy shows that the ledger's own disk was set back or exchanged"
            ),
            "\(ended.errors)")
        #expect(try snapshot(ledger) == before)
    }

    @Test func `a directory with an empty journal is no second copy, and nobody is told to destroy it`() throws {
        try FileManager.default.createDirectory(atPath: scratch("diary"), withIntermediateDirectories: false)
        _ = try scratch.write("diary/journal", "Dear diary\n".utf8)
        #expect(try count(0).status == 0)
        let ended = try count(1, copy: scratch("diary"))
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.errors.contains("DEGRADED, there is no second copy: \(scratch("diary")): not a ledger: journal: "))
        #expect(!ended.errors.contains("destroy"))
        #expect(try text(scratch("diary/journal")) == "Dear diary\n")
    }

    @Test func `keys on a damaged copy keep them from being called destroyed, whatever is said of the copy`() throws {
        #expect(try count(0).status == 0)
        try spoil(.cutSlots)
        #expect(try Scand.run("ledger", "close", ledger, "--copy", copy).status == 0)
        for more in [["--copy", copy], ["--copy", copy, "--copy-is-gone"]] {
            let ended = try Scand.run(["ledger", "release", ledger, "--election", Demo.election] + more)
            #expect(ended.status == 4, "\(ended.errors)")
            #expect(ended.errors.contains("the day's keys are not destroyed: \(copy)/box/keys: has the day's keys"))
            #expect(isThere("\(ledger)/box/keys") && !ended.errors.contains("is not here"), "\(ended.errors)")
        }
        try FileManager.default.removeItem(atPath: copy)
        #expect(try release("--copy-is-gone").status == 0)
        #expect(journalLeaves(of: ledger).last?.hasPrefix("scand/v2 keys-destroyed") == true)
    }

    @Test func `a copy of a finished count that is damaged since is told, and the result is printed`() throws {
        #expect(try count(0, copy: copy, "--close").status == 0)
        try spoil(.cutSlots)
        let whole = try snapshot(ledger)
        let ended = try release("--copy", copy)
        #expect(ended.status == 0 && ended.output.contains("Ada Aster"), "\(ended.errors)")
        #expect(ended.errors.contains("\(copy): this second copy is damaged: box/slots: "), "\(ended.errors)")
        #expect(!ended.errors.contains("keys") && ended.errors.contains("none is made of a finished ledger"))
        #expect(try snapshot(ledger) == whole)
    }

    @Test func `that there is no copy is told when counting begins, and again at its end`() throws {
        let stick = scratch("stick")
        try FileManager.default.createDirectory(atPath: stick, withIntermediateDirectories: true)
        #expect(try count(0, copy: "\(stick)/copy").status == 0)
        try FileManager.default.moveItem(atPath: stick, toPath: scratch("pulled"))
        let ended = try count(1, copy: "\(stick)/copy")
        #expect(ended.status == 0)
        #expect(ended.errorLines.count { $0.contains("DEGRADED, there is no second copy") } == 2, "\(ended.errors)")
    }

    @Test func `that the copy is lost is told though no sheet comes`() throws {
        try FileManager.default.removeItem(atPath: "\(folder)/end")
        let running = try Running(words(copy: copy))
        try running.wait(until: "open polls") {
            journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 polls-opened") }
                && isThere("\(copy)/checkpoint")
        }
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pulled"))
        try running.wait(until: "the word") {
            running.errorsSoFar.contains("DEGRADED, there is no second copy: \(copy)")
        }
        try put(0)
        try running.wait(until: "the sheet") { countedSheets(in: ledger) == 1 }
        running.send(SIGTERM)
        #expect(try running.end().status == 0)
    }

    @Test func `a copy on the ledger's own disk is told in an election, and one on another disk is not`() throws {
        #expect(try Scand.makeKey("example.org/station", at: scratch("key")).status == 0)
        let said = "the second copy is on the same disk as the ledger, and goes with it"
        let real = ["--key", scratch("key"), "--accept-file-system"]
        try put(0)
        let beside = try Scand.run(words(copy: copy) + real)
        #expect(beside.status == 0 && beside.errors.contains("\(copy): \(said)"), "\(beside.errors)")
        func device(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.systemNumber] as? Int
        }
        let memory = "/dev/shm/scand-e2e-\(UUID().uuidString)"
        guard try device("/dev/shm") != device(scratch.path) else { return }
        try FileManager.default.createDirectory(atPath: memory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: memory) }
        let apart = try Scand.run(words(copy: "\(memory)/copy") + real)
        #expect(apart.status == 0 && !apart.errors.contains(said), "\(apart.errors)")
    }

    @Test func `a lock that is a pipe is refused`() throws {
        #expect(try count(0).status == 0)
        try FileManager.default.removeItem(atPath: "\(ledger)/lock")
        #expect(unsafe mkfifo("\(ledger)/lock", 0o600) == 0)
        let ended = try count(1)
        #expect(ended.status == 4 && ended.errorLines.count == 1, "\(ended.errors)")
        #expect(
            ended.errors.hasPrefix("scand: \(ledger): \(ledger)/lock: it is no file: remove it; "), "\(ended.errors)")
        try FileManager.default.removeItem(atPath: "\(ledger)/lock")
        #expect(try Scand.run(words(copy: copy)).status == 0)
        #expect(countedSheets(in: ledger) == 2)
    }
}
