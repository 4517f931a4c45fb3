import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// The power goes at every moment of a ledger's day, and the disk keeps any part of what was not synced.
@Suite struct LedgerCrashTests {
    let scratch: Scratch
    let machine: Machine

    init() throws {
        scratch = try Scratch()
        machine = try Machine()
    }

    @Test func `what was acknowledged survives a power loss at any moment, and no size has two roots`() throws {
        let replay = try CrashReplay(of: scratch.path)
        var signed: [[UInt8]] = []
        try replay.log.record {
            let writer = try LedgerWriter.create(
                at: scratch("ledger"), signer: machine.signer, genesis: machine.genesis)
            signed.append(writer.note)
            replay.log.acknowledge()
            for event in [
                .pollsOpened(Machine.time), accepted(1), .sheetsReturned(from: 2, to: 2), accepted(3), accepted(4),
            ] {
                signed.append(try writer.append(event).note)
                replay.log.acknowledge()
            }
            try writer.publish()
        }
        let count = try replay.forEachState(seed: 1) { state in
            try check(state, acknowledged: Array(signed.prefix(state.acknowledged)))
        }
        #expect(count > 60)
    }

    @Test func `a power loss while a torn record is cleared away loses nothing else`() throws {
        do { _ = try machine.open(at: scratch("ledger"), sheets: 8) }
        let whole = try journal(in: scratch("ledger"))
        let space = try bytes(scratch("ledger/journal")).count
        // The last record, longer than two sectors for this once, with the middle one lost.
        let torn = whole + Array("SLJR".utf8) + [0, 0, 0, 111, 0, 0, 5, 0] + [UInt8](repeating: 65, count: 1300)
        let lost = (whole.count / 512 + 1) * 512
        var bytes = torn + [UInt8](repeating: 0, count: space - torn.count)
        for place in lost..<(lost + 512) { bytes[place] = 0 }
        try write(bytes, to: scratch("ledger/journal"))
        let acknowledged = try notes(in: scratch("ledger"))
        #expect(acknowledged.count == 10)

        let replay = try CrashReplay(of: scratch.path)
        try replay.log.record {
            let writer = try LedgerWriter.open(at: scratch("ledger"), signer: machine.signer)
            #expect(writer.recovery.droppedTailByteCount == torn.count - whole.count)
        }
        let count = try replay.forEachState(seed: 3) { state in try check(state, acknowledged: acknowledged) }
        #expect(count > 15)
    }

    /// Opens what is left, goes on counting, and looks at every checkpoint that anybody can have seen.
    private func check(_ state: CrashState, acknowledged: [[UInt8]]) throws {
        let directory = "\(state.directory)/ledger"
        guard FileManager.default.fileExists(atPath: directory) else {
            return #expect(acknowledged.isEmpty, "\(state.name)")
        }
        var roots: [Int: String] = [:]
        for note in acknowledged { try take(note, &roots, state) }
        let writer = try LedgerWriter.open(at: directory, signer: machine.signer, expecting: machine.genesis.identity)
        let events = machine.verify(directory)
        #expect(events.damage == [], "\(state.name)")
        let size = events.checkpoint?.size ?? 0
        #expect(acknowledged.count...(acknowledged.count + 1) ~= size, "\(state.name)")
        for note in try notes(in: directory) { try take(note, &roots, state) }
        #expect(roots.count == size, "\(state.name)")
        if writer.history.phase == .prepared {
            try take(try writer.append(.pollsOpened(Machine.time)).note, &roots, state)
        }
        for _ in 0..<2 {
            let number = writer.history.nextSheetNumber
            let event = LedgerEvent.sheetsReturned(from: number, to: number)
            try take(try writer.append(event).note, &roots, state)
        }
        try writer.publish()
        #expect(machine.verify(directory).damage == [], "\(state.name)")
    }

    /// Notes one signed checkpoint: its size must be new, or its root the known one.
    private func take(_ note: [UInt8], _ roots: inout [Int: String], _ state: CrashState) throws {
        let checkpoint = try #require(Checkpoint(parsing: try SignedNote(parsing: note).text))
        let root = checkpoint.root.description
        #expect(roots.updateValue(root, forKey: checkpoint.size) ?? root == root, "\(state.name)")
    }

    /// Every checkpoint that a journal's bytes hold, found by their look and not by our reader.
    private func notes(in directory: String) throws -> [[UInt8]] {
        let text = String(decoding: try bytes("\(directory)/journal"), as: UTF8.self)
        let origin = machine.signer.key.name.rawValue
        return text.components(separatedBy: "\n\(origin)\n").dropFirst().compactMap { piece in
            let lines = piece.split(separator: "\n", maxSplits: 4, omittingEmptySubsequences: false)
            guard lines.count >= 4, let line = lines[3].split(separator: " ").last?.prefix(92) else { return nil }
            return Array("\(origin)\n\(lines[0])\n\(lines[1])\n\n— \(origin) \(line)\n".utf8)
        }
    }
}
