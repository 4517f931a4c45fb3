import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

@Suite struct RecoveryTests {
    let scratch: Scratch
    let machine: Machine
    let directory: String

    init() throws {
        scratch = try Scratch()
        machine = try Machine()
        directory = scratch("ledger")
    }

    /// A ledger at the path that was left while polls were open, and its journal's length after each event.
    func interrupted(sheets: Int) throws -> [Int] {
        let writer = try LedgerWriter.create(at: directory, signer: machine.signer, genesis: machine.genesis)
        var lengths = [try journal(in: directory).count]
        for event in [.pollsOpened(Machine.time)] + (0..<sheets).map({ accepted($0 + 1) }) {
            _ = try writer.append(event)
            lengths.append(try journal(in: directory).count)
        }
        return lengths
    }

    @Test func `an interrupted ledger goes on where it was`() throws {
        _ = try interrupted(sheets: 5)
        let writer = try LedgerWriter.open(at: directory, signer: machine.signer, expecting: machine.genesis.identity)
        #expect(writer.recovery.droppedTailByteCount == 0)
        #expect(writer.history.phase == .open)
        #expect(writer.history.counts.accepted == 5)
        #expect(machine.verify(directory).checkpoint?.size == 7)
        try machine.feed(7, to: writer)
        try machine.close(writer)
        try machine.finish(writer)
        #expect(machine.verify(directory).isFinal)
    }

    @Test func `a journal cut at any byte loses the cut record and no other`() throws {
        let lengths = try interrupted(sheets: 1)
        let whole = try journal(in: directory)
        let size = try bytes("\(directory)/journal").count
        for cut in lengths[0]...whole.count {
            try write(Array(whole[..<cut]), to: "\(directory)/journal")
            _ = machine.verify(directory)
            let writer = try LedgerWriter.open(at: directory, signer: machine.signer)
            let kept = lengths.filter { $0 <= cut }
            let end = (whole[..<cut].lastIndex { $0 != 0 } ?? 0) + 1
            #expect(writer.recovery.droppedTailByteCount == max(0, end - (kept.last ?? 0)))
            let repaired = try bytes("\(directory)/journal")
            #expect(repaired.count == size && repaired.prefix(kept.last ?? 0) == whole.prefix(kept.last ?? 0))
            #expect(repaired.dropFirst(kept.last ?? 0).allSatisfy { $0 == 0 })
            let report = machine.verify(directory)
            #expect(report.damage == [])
            #expect(report.checkpoint?.size == kept.count)
            // The next event takes the place of the one that was cut.
            if kept.count == 2 { _ = try writer.append(accepted(1)) }
            // Set the directory back, so that a shorter journal is not one behind its published checkpoint.
            try FileManager.default.removeItem(atPath: "\(directory)/checkpoint")
        }
    }

    @Test func `a write that stopped anywhere in the reserved space loses the unfinished record and no other`() throws {
        let lengths = try interrupted(sheets: 2)
        let whole = try bytes("\(directory)/journal")
        // With the checksum and as much of the note missing it is no spoiled byte any more.
        for cut in lengths[2]...(lengths[3] - 8) {
            var stopped = whole
            for place in cut..<lengths[3] { stopped[place] = 0 }
            try write(stopped, to: "\(directory)/journal")
            let writer = try LedgerWriter.open(at: directory, signer: machine.signer)
            #expect(writer.history.counts.accepted == 1, "cut at \(cut)")
            #expect(try bytes("\(directory)/journal").dropFirst(lengths[2]).allSatisfy { $0 == 0 })
            try FileManager.default.removeItem(atPath: "\(directory)/checkpoint")
        }
    }

    @Test func `a last record that lacks only of its checksum is kept and mended`() throws {
        let lengths = try interrupted(sheets: 2)
        let whole = try bytes("\(directory)/journal")
        for lost in 1...4 {
            var unfinished = whole
            for place in (lengths[3] - lost)..<lengths[3] { unfinished[place] = 0 }
            try write(unfinished, to: "\(directory)/journal")
            let damage = machine.verify(directory).damage.map(\.description)
            #expect(damage.contains { $0.hasPrefix("journal: the checksum") } || unfinished == whole)
            #expect(try LedgerWriter.open(at: directory, signer: machine.signer).history.counts.accepted == 2)
            #expect(try bytes("\(directory)/journal") == whole)
        }
    }

    @Test func `a journal cut inside its first record is no ledger to be opened`() throws {
        let lengths = try interrupted(sheets: 0)
        let whole = try journal(in: directory)
        for cut in stride(from: 0, to: lengths[0], by: 3) {
            try write(Array(whole[..<cut]), to: "\(directory)/journal")
            #expect(throws: LedgerError.self) { try LedgerWriter.open(at: directory, signer: machine.signer) }
            #expect(try bytes("\(directory)/journal").count == cut)
            #expect(!machine.verify(directory).isIntact)
        }
    }

    @Test func `sectors that never reached the disk are a torn write`() throws {
        let lengths = try interrupted(sheets: 8)
        let last = try #require(lengths.indices.dropFirst(3).first { lengths[$0 - 1] / 512 < (lengths[$0] - 8) / 512 })
        let space = try bytes("\(directory)/journal").count
        let whole = Array(try bytes("\(directory)/journal").prefix(lengths[last]))
        let start = lengths[last - 1]
        let sector = (start / 512 + 1) * 512
        var firstLost = whole
        for place in start..<sector { firstLost[place] = 0 }
        var secondLost = whole
        for place in sector..<whole.count { secondLost[place] = 0 }
        let empty = [UInt8](repeating: 0, count: space - whole.count)
        for torn in [firstLost, secondLost, firstLost + empty, secondLost + empty, whole[..<start] + empty] {
            try write(torn, to: "\(directory)/journal")
            #expect(machine.verify(directory).damage.count { $0.path == "journal" } <= 1)
            let writer = try LedgerWriter.open(at: directory, signer: machine.signer)
            let end = (torn.lastIndex { $0 != 0 } ?? 0) + 1
            #expect(writer.recovery.droppedTailByteCount == max(0, end - start))
            #expect(try bytes("\(directory)/journal").dropFirst(start).allSatisfy { $0 == 0 })
            #expect(writer.history.counts.accepted == last - 2)
            try FileManager.default.removeItem(atPath: "\(directory)/checkpoint")
        }
    }

    @Test func `a byte changed anywhere in the journal is no torn write and is not dropped`() throws {
        let lengths = try interrupted(sheets: 2)
        let whole = try bytes("\(directory)/journal")
        for (size, places) in [(lengths[3], lengths[2]..<lengths[3]), (whole.count, 0..<(lengths[3] + 40))] {
            for place in places where place >= lengths[2] || place % 7 == 0 {
                var changed = Array(whole[..<size])
                changed[place] ^= 1 << UInt8(place % 8)
                try write(changed, to: "\(directory)/journal")
                // Of a checksum only the end is zero: that is mended. Behind the last record's sector: of that record, nothing.
                if place >= lengths[3] - 4, changed[place..<max(lengths[3], place + 1)].allSatisfy({ $0 == 0 }) {
                    continue
                }
                if place >= lengths[3], place / 512 > lengths[3] / 512 { continue }
                #expect(throws: LedgerError.self, "byte \(place) of \(size)") {
                    try LedgerWriter.open(at: directory, signer: machine.signer)
                }
                #expect(try bytes("\(directory)/journal") == changed)
            }
        }
    }

    @Test func `a journal set back behind what was published is refused`() throws {
        let lengths = try interrupted(sheets: 3)
        do { try LedgerWriter.open(at: directory, signer: machine.signer).publish() }
        let whole = try bytes("\(directory)/journal")
        for empty in [0, whole.count - lengths[2]] {
            let back = Array(whole[..<lengths[2]]) + [UInt8](repeating: 0, count: empty)
            try write(back, to: "\(directory)/journal")
            #expect(throws: LedgerError.self) { try LedgerWriter.open(at: directory, signer: machine.signer) }
            #expect(try bytes("\(directory)/journal") == back)
        }
    }

    @Test func `a disk set back behind a checkpoint that people hold is refused`() throws {
        let copy = scratch("copy")
        let held: [UInt8]
        do {
            let writer = try machine.open(at: directory, sheets: 3)
            try writer.publish()
            try FileManager.default.copyItem(atPath: directory, toPath: copy)
            held = try writer.append(accepted(4)).note
        }
        for note in [held, [], Array("no note".utf8), try foreignNote()] {
            let before = try FileTree(of: copy)
            #expect(throws: LedgerError.self) {
                try LedgerWriter.open(at: copy, signer: machine.signer, notOlderThan: [note])
            }
            #expect(try FileTree(of: copy) == before)
        }
        // The set-back disk goes on otherwise: a split view.
        _ = try LedgerWriter.open(at: copy, signer: machine.signer).append(.sheetsReturned(from: 4, to: 4))
        #expect(throws: LedgerError.self) {
            try LedgerWriter.open(at: copy, signer: machine.signer, notOlderThan: [held])
        }
        _ = try LedgerWriter.open(at: directory, signer: machine.signer, notOlderThan: [held])
    }

    private func foreignNote() throws -> [UInt8] {
        let other = try Machine(seed: 5)
        return try LedgerWriter.create(at: scratch("foreign"), signer: other.signer, genesis: other.genesis).note
    }

    @Test func `a journal of another history than was published is refused`() throws {
        _ = try interrupted(sheets: 3)
        do { try LedgerWriter.open(at: directory, signer: machine.signer).publish() }
        let other = scratch("other")
        do {
            let writer = try machine.open(at: other, sheets: 2)
            _ = try writer.append(.sheetsReturned(from: 3, to: 3))
        }
        try write(try bytes("\(other)/journal"), to: "\(directory)/journal")
        #expect(throws: LedgerError.self) { try LedgerWriter.open(at: directory, signer: machine.signer) }
    }

    @Test func `derived files that are lost or spoiled are made anew from the journal`() throws {
        do { try machine.close(try machine.open(at: directory, sheets: 5)) }
        try FileManager.default.removeItem(atPath: "\(directory)/checkpoint")
        try write([1, 2, 3], to: "\(directory)/tile/0/000.p/8")
        try write([1], to: "\(directory)/tile/0/000.p/7")
        try write([1], to: "\(directory)/tile/0/000.p/8.tmp")
        try FileManager.default.removeItem(atPath: "\(directory)/lock")
        let writer = try LedgerWriter.open(at: directory, signer: machine.signer)
        #expect(writer.recovery.rebuiltFiles.sorted() == ["checkpoint", "tile/0/000.p/8"])
        #expect(machine.verify(directory).damage == [])
        try machine.finish(writer)
        #expect(machine.verify(directory).isFinal)
    }

    @Test func `a ledger that lost power between totals and publishing is brought up to its journal`() throws {
        let writer = try machine.open(at: directory, sheets: 5)
        try machine.close(writer)
        let earlier = try files(in: directory).filter { $0 != "journal" && $0 != "lock" }
        let kept = try earlier.map { ($0, try bytes("\(directory)/\($0)")) }
        try machine.finish(writer)
        try FileManager.default.removeItem(atPath: "\(directory)/tile")
        for (path, contents) in kept {
            let file = URL(fileURLWithPath: "\(directory)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try write(contents, to: file.path)
        }
        let report = machine.verify(directory)
        #expect(report.damage == [] && report.unpublishedEventCount == 1 && !report.isFinal)
        #expect(report.history.phase == .final)
        let other = scratch("copy")
        try FileManager.default.copyItem(atPath: directory, toPath: other)
        #expect(throws: LedgerError.final(other)) { try LedgerWriter.open(at: other, signer: machine.signer) }
        #expect(machine.verify(other).isFinal)
    }
}
