import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// Bytes of the box that are not the ones that were written: named, refused, nothing changed.
@Suite struct BoxDamageTests {
    let scratch: Scratch
    let machine: BoxMachine
    let directory: String
    /// The slot that the second of two sheets went into, and one that is free.
    let taken: Int
    let free: Int

    init() throws {
        scratch = try Scratch()
        machine = try BoxMachine()
        directory = scratch("ledger")
        let store = try machine.opened(at: directory)
        try machine.feed([1], to: store)
        let empty = try bytes("\(directory)/box/slots")
        try machine.feed([2], to: store)
        taken = try #require(changedSlots(empty, try bytes("\(directory)/box/slots")).first)
        var others: [Int] = []
        let before = try bytes("\(directory)/box/slots")
        try machine.feed([3], to: store)
        others = changedSlots(before, try bytes("\(directory)/box/slots"))
        // The third sheet's slot is made free again by voiding a fourth in it: simply take any slot that never changed.
        let used = Set(others + [taken])
        let sheet = try store.seal(record: [4])
        let fourth = changedSlots(before, try bytes("\(directory)/box/slots")).filter { !used.contains($0) }
        _ = try store.void(sheet)
        free = try #require(fourth.first)
    }

    /// Opening fails, names the file, and changes nothing.
    func requireRefused(_ file: String, _ what: String, line: Int = #line) throws {
        let before = try bytes("\(directory)/box/slots")
        let journal = try bytes("\(directory)/journal")
        let error = #expect(throws: LedgerError.self, "line \(line)") { try machine.reopened(at: directory) }
        guard case .damaged(file, let why) = error else { throw try #require(error) }
        #expect(why.contains(what), "line \(line): \(why)")
        #expect(try bytes("\(directory)/box/slots") == before)
        #expect(try bytes("\(directory)/journal") == journal)
    }

    func flip(_ path: String, at place: Int) throws {
        let byte = try bytes(path)[place]
        try change(path, at: place, to: [byte ^ 0x40])
    }

    @Test(arguments: [0, 11, 12, 2000, 4095])
    func `a changed byte in a sheet's slot`(place: Int) throws {
        try flip("\(directory)/box/slots", at: taken * 4096 + place)
        try requireRefused("box/slots", "slot \(taken) ")
    }

    @Test(arguments: [0, 2000, 4095])
    func `a changed byte in an empty slot`(place: Int) throws {
        try flip("\(directory)/box/slots", at: free * 4096 + place)
        try requireRefused("box/slots", "slot \(free) ")
    }

    @Test func `a sheet's slot that was emptied, moved, doubled or set back`() throws {
        let path = "\(directory)/box/slots"
        let whole = try bytes(path)
        let sheet = Array(whole[(taken * 4096)..<((taken + 1) * 4096)])
        let filler = Array(whole[(free * 4096)..<((free + 1) * 4096)])
        try change(path, at: taken * 4096, to: filler)
        try requireRefused("box/slots", "slot \(taken) ")
        try change(path, at: free * 4096, to: sheet)
        try requireRefused("box/slots", "slot ")
        try change(path, at: taken * 4096, to: sheet)
        try requireRefused("box/slots", "slot \(free) ")
        // Half a sheet beside whole ones that the ledger knows all: only then is it an unfinished write.
        try write(whole, to: path)
        try change(path, at: taken * 4096, to: Array(repeating: 0, count: 4096))
        try requireRefused("box/slots", "slot \(taken) ")
        try write(whole, to: path)
        #expect(try machine.reopened(at: directory).pending == nil)
    }

    @Test func `a box set back to before a sheet`() throws {
        let slots = try bytes("\(directory)/box/slots")
        do { try machine.feed([5], to: try machine.reopened(at: directory)) }
        try write(slots, to: "\(directory)/box/slots")
        try requireRefused("box/slots", "3 sheets, but the ledger has 4")
    }

    @Test func `two sheets that no leaf speaks of`() throws {
        let journal = try bytes("\(directory)/journal")
        let checkpoint = try bytes("\(directory)/checkpoint")
        do { try machine.feed([5, 6], to: try machine.reopened(at: directory)) }
        try write(journal, to: "\(directory)/journal")
        try FileManager.default.removeItem(atPath: "\(directory)/tile")
        try write(checkpoint, to: "\(directory)/checkpoint")
        try requireRefused("box/slots", "5 sheets, but the ledger has 3")
    }

    @Test func `files that are cut or gone`() throws {
        let slots = try bytes("\(directory)/box/slots")
        try write(Array(slots.dropLast()), to: "\(directory)/box/slots")
        try requireRefused("box/slots", "73728 bytes")
        try write(slots, to: "\(directory)/box/slots")
        for name in ["keys", "keys.2"] { try FileManager.default.removeItem(atPath: "\(directory)/box/\(name)") }
        try requireRefused("box/keys, box/keys.2", "No such file")
    }

    @Test func `the keys of another ledger of the same signer`() throws {
        _ = try machine.opened(at: scratch("other"))
        for name in ["keys", "keys.2"] {
            try write(try bytes(scratch("other/box/keys")), to: "\(directory)/box/\(name)")
        }
        try requireRefused("box/slots", "slot 0 ")
    }

    @Test func `a changed byte in the pictures is named when they are asked for, and the records stand`() throws {
        let store = try machine.reopened(at: directory)
        try store.closePolls(at: Machine.time)
        try flip("\(directory)/box/pictures", at: taken * 4096 + 100)
        let opened = try store.opened(with: machine.key)
        #expect(opened.ballots.count == 3)
        var failures: [String] = []
        for ballot in opened.ballots {
            do { _ = try opened.pictures(of: ballot) } catch { failures.append("\(error)") }
        }
        #expect(failures.count == 1 && failures[0].contains("box/pictures: next to slot \(taken):"))
    }

    @Test func `a slot that changes after opening is named when it is counted`() throws {
        let store = try machine.reopened(at: directory)
        try store.closePolls(at: Machine.time)
        try flip("\(directory)/box/slots", at: taken * 4096 + 100)
        let error = #expect(throws: LedgerError.self) { try store.opened(with: machine.key) }
        guard case .damaged("box/slots", let why) = error else { throw try #require(error) }
        #expect(why.contains("slot \(taken):"))
    }

    @Test func `half a sheet is taken out and voided, whichever sectors were written`() throws {
        let path = "\(directory)/box/slots"
        let before = try bytes(path)
        do {
            let store = try machine.reopened(at: directory)
            _ = try store.seal(record: Array("half".utf8), pictures: [[1]])
        }
        let after = try bytes(path)
        let journal = try bytes("\(directory)/journal")
        let slot = try #require(changedSlots(before, after).first)
        for mask in [1, 2, 64, 128, 0b1010_1010, 254, 127] {
            try write(journal, to: "\(directory)/journal")
            try write(after, to: path)
            for sector in 0..<8 {
                let range = (slot * 4096 + sector * 512)..<(slot * 4096 + sector * 512 + 512)
                try change(path, at: range.lowerBound, to: Array((mask >> sector & 1 == 1 ? after : before)[range]))
            }
            do {
                let store = try machine.reopened(at: directory)
                #expect(store.recovery.voidedHalfSheet && store.pending == nil)
                #expect(store.history.counts == SheetCounts(accepted: 3, voided: 2))
            }
            #expect(try onlySlots(bytes(path)) == onlySlots(before))
            for name in ["checkpoint", "tile"] { try? FileManager.default.removeItem(atPath: "\(directory)/\(name)") }
        }
    }

    @Test func `random bytes in a free slot are taken out and told of, but no leaf voids a sheet that never was`()
        throws
    {
        let path = "\(directory)/box/slots"
        let before = try bytes(path)
        let journal = try bytes("\(directory)/journal")
        try change(path, at: free * 4096 + 1024, to: (0..<512).map { _ in UInt8.random(in: 0...255) })
        do {
            let store = try machine.reopened(at: directory)
            #expect(store.recovery.emptiedSlot && !store.recovery.voidedHalfSheet && store.pending == nil)
            #expect(store.history.counts == SheetCounts(accepted: 3, voided: 1))
        }
        #expect(try onlySlots(bytes(path)) == onlySlots(before))
        #expect(try bytes("\(directory)/journal") == journal)
    }

    @Test func `half a sheet that no place speaks of is taken out and told of, without a leaf`() throws {
        let path = "\(directory)/box/slots"
        let before = try bytes(path)
        do { _ = try machine.reopened(at: directory).seal(record: Array("half".utf8)) }
        let after = try bytes(path)
        let slot = try #require(changedSlots(before, after).first)
        // The place was lost with half the slot: neither was synced.
        try write(before, to: path)
        try change(path, at: slot * 4096, to: Array(after[(slot * 4096)..<(slot * 4096 + 1024)]))
        let store = try machine.reopened(at: directory)
        #expect(store.recovery.emptiedSlot && store.history.counts == SheetCounts(accepted: 3, voided: 1))
        // And where the slot is whole, its sheet waits, with a blind of its own.
        do { _ = consume store }
        try write(before, to: path)
        try change(path, at: slot * 4096, to: Array(after[(slot * 4096)..<((slot + 1) * 4096)]))
        let again = try machine.reopened(at: directory)
        _ = try again.complete(try #require(again.pending))
        try again.closePolls(at: Machine.time)
        #expect(try again.texts(with: machine.key).contains("half"))
        try machine.finish(again)
        #expect(machine.verify(directory).damage == [])
    }

    @Test(arguments: [0, 1]) func `a spoiled place is mended from the other one, and both spoiled are named`(place: Int)
        throws
    {
        try flip("\(directory)/box/slots", at: (16 + place) * 4096 + 77)
        do {
            let store = try machine.reopened(at: directory)
            #expect(store.recovery.mendedFiles == ["box/slots"])
            try machine.feed([5], to: store)
        }
        try flip("\(directory)/box/slots", at: 16 * 4096 + 77)
        try flip("\(directory)/box/slots", at: 17 * 4096 + 77)
        try requireRefused("box/slots", "neither of the two places of the day's record can be read")
    }

    @Test func `a file of keys that is missing or spoiled is mended from the other, in place`() throws {
        let keys = try bytes("\(directory)/box/keys")
        for (index, name) in ["keys", "keys.2"].enumerated() {
            for place in [3, 25, 100, 160, 250] {
                try write(keys, to: "\(directory)/box/\(name)")
                try flip("\(directory)/box/\(name)", at: min(place, keys.count - 10))
                _ = try machine.reopened(at: directory)
                // A spoiled copy of the custodian's only the custodian can see.
                let other = try bytes("\(directory)/box/\(["keys.2", "keys"][index])")
                #expect(other == keys)
            }
            try FileManager.default.removeItem(atPath: "\(directory)/box/\(name)")
            #expect(try machine.reopened(at: directory).recovery.mendedFiles == ["box/\(name)"])
            #expect(try bytes("\(directory)/box/\(name)") == keys)
        }
    }
}
