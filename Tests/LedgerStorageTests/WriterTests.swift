import DurableFiles
import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

@Suite struct WriterTests {
    let scratch: Scratch
    let machine: Machine
    let directory: String

    init() throws {
        scratch = try Scratch()
        machine = try Machine()
        directory = scratch("ledger")
    }

    @Test func `a day is recorded, published and found intact`() throws {
        let writer = try machine.open(at: directory, sheets: 20)
        #expect(machine.verify(directory).checkpoint?.size == 1)
        _ = try writer.append(.sheetVoided(number: 21))
        try machine.close(writer)
        let closed = machine.verify(directory)
        #expect(closed.isIntact && closed.history.phase == .closed && !closed.isFinal)
        try machine.finish(writer)

        let report = machine.verify(directory)
        #expect(report.damage == [])
        #expect(report.isFinal)
        #expect(report.checkpoint?.size == 25)
        #expect(report.history.counts == SheetCounts(accepted: 18, returned: 2, voided: 1))
        #expect(report.history.totals?.sheets == 18)
        #expect(report.history.genesis == machine.genesis)
        #expect(report.unpublishedEventCount == 0)
        #expect(
            try files(in: directory) == [
                "checkpoint", "journal", "lock", "release/manifest", "release/records.json", "tile/0/000.p/25",
                "tile/entries/000.p/25",
            ])
    }

    /// Between making a directory and holding it another process that begins here may take it for one that was left.
    @Test func `a draft that another process sweeps before it is held is begun anew`() throws {
        nonisolated(unsafe) var swept: [String] = []
        let sweep: @Sendable (FileOperation) -> Void = { operation in
            guard case .makeDirectory(let path) = operation, path.contains(".tmp-"), unsafe swept.count < 3 else {
                return
            }
            unsafe swept.append(path)
            unsafe rmdir(path)
        }
        let writer = try FileOperation.observe(with: sweep) { try machine.open(at: directory, sheets: 1) }
        #expect(unsafe Set(swept).count == 3)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["ledger"])
        #expect(writer.history.counts.accepted == 1 && machine.verify(directory).damage == [])
    }

    @Test func `what is acknowledged is on the disk and signed`() throws {
        let writer = try machine.open(at: directory, sheets: 0)
        let before = try journal(in: directory)
        let acknowledged = try writer.append(accepted(1))
        #expect(acknowledged.index == 2)
        #expect(acknowledged.checkpoint.size == 3)
        let note = try SignedNote(parsing: acknowledged.note)
        try note.verify(by: machine.signer.key)
        #expect(note.text == acknowledged.checkpoint.text)
        #expect(writer.note == acknowledged.note)
        let after = try journal(in: directory)
        #expect(after.starts(with: before))
        let leaf = accepted(1).encoded(as: .two)
        #expect(after.count == before.count + 12 + leaf.count + acknowledged.note.count + 4)
        #expect(after.dropFirst(before.count + 12).starts(with: leaf + acknowledged.note))
    }

    @Test func `checkpoints in the journal each extend the one before`() throws {
        _ = try machine.open(at: directory, sheets: 30)
        let report = machine.verify(directory)
        #expect(report.damage == [])
        #expect(report.checkpoint?.size == 1)
        #expect(report.history.phase == .open)
        #expect(report.unpublishedEventCount == 31)
    }

    @Test func `three hundred events fill a tile, and earlier partial tiles go`() throws {
        let writer = try machine.open(at: directory, sheets: 100)
        try writer.publish()
        #expect(try files(in: directory).contains("tile/0/000.p/102"))
        try machine.feed(198, to: writer)
        try machine.close(writer)
        try machine.finish(writer)
        #expect(machine.verify(directory).damage == [])
        #expect(
            try files(in: "\(directory)/tile") == [
                "0/000", "0/001.p/46", "1/000.p/1", "entries/000", "entries/001.p/46",
            ])
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/tile/0/000.p"))
    }

    @Test func `events that break a rule are refused and leave no trace`() throws {
        let writer = try machine.open(at: directory, sheets: 2)
        let before = try bytes("\(directory)/journal")
        let none = Totals(
            sheets: 0, contests: [], returnReasons: [], releaseDigest: FileDigest(of: []), boxRoot: .empty,
            boxBlind: machine.blind)
        for event: LedgerEvent in [
            .genesis(machine.genesis), .pollsOpened(Machine.time), accepted(2), .sheetsReturned(from: 4, to: 4),
            .sheetVoided(number: 4), .pollsClosed(PollsClose(SheetCounts(accepted: 3, returned: 0, voided: 0))),
            .totals(none),
        ] {
            #expect(throws: LedgerError.self) { try writer.append(event) }
        }
        #expect(try bytes("\(directory)/journal") == before)
        _ = try writer.append(accepted(3))
    }

    @Test func `a final ledger takes no more events and is not opened again`() throws {
        let writer = try machine.open(at: directory, sheets: 2)
        try machine.close(writer)
        try machine.finish(writer)
        #expect(throws: LedgerError.self) { try writer.append(accepted(3)) }
        #expect(throws: LedgerError.self) { try machine.finish(writer) }
    }

    @Test func `a final ledger is not opened again`() throws {
        try machine.day(at: directory, sheets: 2)
        #expect(throws: LedgerError.final(directory)) {
            try LedgerWriter.open(at: directory, signer: machine.signer)
        }
        #expect(machine.verify(directory).isFinal)
    }

    @Test func `nothing that stands at the path is overwritten`() throws {
        try FileManager.default.createDirectory(atPath: scratch("empty"), withIntermediateDirectories: false)
        try write([1], to: scratch("file"))
        try FileManager.default.createSymbolicLink(atPath: scratch("link"), withDestinationPath: "nowhere")
        for name in ["empty", "empty/", "file", "link"] {
            let path = scratch(name)
            let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
            #expect(throws: LedgerError.alreadyExists(trimmed)) {
                try LedgerWriter.create(at: path, signer: machine.signer, genesis: machine.genesis)
            }
        }
        #expect(throws: LedgerError.noParent(scratch("none"))) {
            try LedgerWriter.create(at: scratch("none/ledger"), signer: machine.signer, genesis: machine.genesis)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["empty", "file", "link"])
    }

    @Test func `a second writer is refused until the first one is gone`() throws {
        var first: LedgerWriter? = try machine.open(at: directory, sheets: 1)
        #expect(throws: LedgerError.inUse(directory)) { try LedgerWriter.open(at: directory, signer: machine.signer) }
        #expect(first?.history.phase == .open)
        first = nil
        _ = try LedgerWriter.open(at: directory, signer: machine.signer)
    }

    @Test func `another key, election or layout is refused`() throws {
        _ = try machine.open(at: directory, sheets: 1)
        let before = try bytes("\(directory)/journal")
        let otherKey = try Machine(seed: 2)
        #expect(throws: LedgerError.otherKey(ledger: machine.signer.key.text, given: otherKey.signer.key.text)) {
            try LedgerWriter.open(at: directory, signer: otherKey.signer)
        }
        let otherElection = try Machine(election: "Demo 2027").genesis
        #expect(throws: LedgerError.otherElection(ledger: "Demo 2026", given: "Demo 2027")) {
            try LedgerWriter.open(at: directory, signer: machine.signer, expecting: otherElection.identity)
        }
        let otherLayout = Genesis(
            election: "Demo 2026", definitionDigest: FileDigest(of: []), key: machine.signer.key, software: "",
            box: machine.genesis.box, terms: machine.genesis.terms)
        #expect(throws: LedgerError.self) {
            try LedgerWriter.open(at: directory, signer: machine.signer, expecting: otherLayout.identity)
        }
        #expect(throws: LedgerError.self) {
            try LedgerWriter.create(at: scratch("new"), signer: otherKey.signer, genesis: machine.genesis)
        }
        #expect(try bytes("\(directory)/journal") == before)
        _ = try LedgerWriter.open(at: directory, signer: machine.signer, expecting: machine.genesis.identity)
    }

    @Test func `a path without a ledger is said to be none`() throws {
        for path in [scratch.path, scratch("none")] {
            #expect(throws: LedgerError.self) { try LedgerWriter.open(at: path, signer: machine.signer) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }

    @Test func `a key that does not sign changes nothing`() throws {
        struct Unwilling: Signer {
            let key: VerifierKey
            func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] { throw SigningError("token removed") }
        }
        _ = try machine.open(at: directory, sheets: 1)
        let before = try bytes("\(directory)/journal")
        let writer = try LedgerWriter.open(at: directory, signer: Unwilling(key: machine.signer.key))
        #expect(throws: LedgerError.notSigned("token removed")) { try writer.append(accepted(2)) }
        #expect(try bytes("\(directory)/journal") == before)
        #expect(writer.history.nextSheetNumber == 2)
    }
}
