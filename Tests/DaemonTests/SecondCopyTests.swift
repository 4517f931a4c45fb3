import Foundation
import Glibc
import Testing

/// A second copy that is damaged, lost, or made on the wrong disk: it stops no count, and people hear of it at once.
@Suite struct SecondCopyTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }
    private var copy: String { scratch("copy") }
    private let sheets = Demo.sides("01-filled")

    init() throws { scratch = try Scratch() }

    /// Counts one sheet, and pauses polls; the same command goes on.
    private func count(copy: String? = nil) throws -> Ended {
        try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--copy", copy ?? self.copy, "--leave-open"]
                + (isThere(ledger) ? [] : ["--capacity", "4"]) + sheets)
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

    @Test(arguments: Damage.allCases)
    func `a damaged copy is named as the copy, and the count goes on without it`(damage: Damage) throws {
        #expect(try count().status == 0)
        let path = "\(copy)/\(damage.file)"
        let changed = damage.done(to: try bytes(path))
        try FileManager.default.removeItem(atPath: path)
        if let changed { _ = try scratch.write("copy/\(damage.file)", changed) }
        let damaged = try snapshot(copy)
        let ended = try count()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.errors.contains("DEGRADED, there is no second copy: \(copy): this second copy is damaged: \(damage.file)"),
            "\(ended.errors)")
        #expect(!ended.errors.contains("OUT OF SERVICE") && ended.errors.contains("it still has the day's keys"))
        #expect(journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 copy-lost\n") })
        #expect(try snapshot(copy) == damaged)
        // What is told is done.
        try FileManager.default.removeItem(atPath: copy)
        let mended = try count(copy: scratch("another"))
        #expect(mended.status == 0 && !mended.errors.contains("DEGRADED"), "\(mended.errors)")
        #expect(journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 copy-restored\n") })
    }

    @Test func `that there is no copy is told when counting begins, and again at its end`() throws {
        let folder = scratch("stick")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(try count(copy: "\(folder)/copy").status == 0)
        try FileManager.default.moveItem(atPath: folder, toPath: scratch("pulled"))
        let ended = try count(copy: "\(folder)/copy")
        #expect(ended.status == 0)
        #expect(ended.errorLines.count { $0.contains("DEGRADED, there is no second copy") } == 2, "\(ended.errors)")
    }

    @Test func `that the copy is lost is told while sheets are counted`() throws {
        let folder = scratch("incoming")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let running = try Running([
            "replay", "--election", Demo.election, "--ledger", ledger, "--copy", copy, "--capacity", "4", "--watch",
            folder,
        ])
        try running.wait(until: "open polls") {
            journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 polls-opened") } && isThere(copy)
        }
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pulled"))
        for (side, path) in zip(["a", "b"], sheets) {
            try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/1-\(side).part")
            try FileManager.default.moveItem(
                atPath: "\(folder)/1-\(side).part", toPath: "\(folder)/1-\(side).png")
        }
        try running.wait(until: "the word") {
            running.errorsSoFar.contains("DEGRADED, there is no second copy: \(copy)")
        }
        running.send(SIGTERM)
        #expect(try running.end().status == 0)
    }

    @Test func `a copy that is made anew beside its ledger asks for the disk that it belongs on`() throws {
        #expect(try count().status == 0)
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pulled"))
        let ended = try count()
        #expect(ended.status == 0)
        #expect(
            ended.errors.contains("it is on the same disk as the ledger, and goes with it: is the disk that it belongs on mounted?"),
            "\(ended.errors)")
    }

    @Test func `a lock that is a pipe is refused`() throws {
        #expect(try count().status == 0)
        try FileManager.default.removeItem(atPath: "\(ledger)/lock")
        #expect(unsafe mkfifo("\(ledger)/lock", 0o600) == 0)
        let ended = try count()
        #expect(ended.status == 4 && ended.errorLines.count == 1, "\(ended.errors)")
        #expect(ended.errors.hasPrefix("scand: \(ledger): \(ledger)/lock: it is no file: remove it; "), "\(ended.errors)")
        try FileManager.default.removeItem(atPath: "\(ledger)/lock")
        #expect(try count().status == 0)
    }
}
