import BallotBox
import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// The box is opened by the custodian, and the totals are signed by the station.
@Suite final class SplitReleaseTests: BoxSuite {
    /// A day with five sheets.
    func count(closing: Bool = true) throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...5, to: store)
        if closing { try store.closePolls(at: Machine.time) }
    }

    /// What the custodian does.
    func prepare(beforeClose: Bool = false) throws {
        let box = try OpenBox(at: directory, with: machine.key, beforeClose: beforeClose)
        let counted = box.history.counts.counted
        let mayor = ContestTotals(
            id: "mayor", votesAllowed: 1, ballots: counted, overvotes: 0, undervotes: 0,
            votes: [Totals.Count(id: "ada", count: counted)])
        let release = BoxMachine.release(of: box.ballots)
        _ = try box.prepareTotals(contests: [mayor]) { put throws(LedgerError) in try put(release) }
    }

    @Test func `the box key opens the box, and the signing key signs what it gave`() throws {
        try count()
        let journal = try bytes("\(directory)/journal")
        try prepare()
        try prepare()
        #expect(try bytes("\(directory)/journal") == journal)
        let store = try machine.reopened(at: directory)
        _ = try store.sign()
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/unsigned-totals"))
        try store.destroyKeys()
        #expect(machine.verify(directory).damage == [] && machine.verify(directory).isFinal)
    }

    @Test func `what the custodian lets the station open is this box and nothing else`() throws {
        try count()
        try prepare()
        let store = try machine.reopened(at: directory)
        let texts = try store.openedByCustodian().ballots.map { String(decoding: $0.votes, as: UTF8.self) }
        #expect(try texts == store.texts(with: machine.key) && texts.count == 5)
        let openings = try bytes("\(directory)/box/openings")
        let status = try FileManager.default.attributesOfItem(atPath: "\(directory)/box/openings")
        #expect(status[.posixPermissions] as? Int == 0o600)
        let read = try #require(BoxOpenings(parsing: openings, of: machine.key.publicKey))
        #expect(read.encoded == openings && openings.count == BoxOpenings.maximumByteCount(slots: 5))
        let info = Array("another message".utf8)
        let sealed = try machine.key.publicKey.seal([1, 2, 3], info: info)
        let error = #expect(throws: OpeningError.self) { try read.open(sealed, info: info) }
        #expect(error?.description == "its custodian did not open it")
        let opening = try BoxOpenings(of: [sealed], by: machine.key)
        #expect(try opening.open(sealed, info: info) == [1, 2, 3])
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 0x40
            #expect(throws: OpeningError.self, "\(index)") { try opening.open(altered, info: info) }
        }
        #expect(throws: OpeningError.self) { try opening.open(sealed, info: info + [0]) }
        for count in 0..<sealed.count {
            #expect(throws: OpeningError.self) { try opening.open(Array(sealed.prefix(count)), info: info) }
        }
        _ = try store.sign()
        try store.destroyKeys()
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/box/openings"))
    }

    @Test func `one spoiled byte in a file of keys blocks neither of them`() throws {
        try count()
        let keys = try bytes("\(directory)/box/keys")
        for name in ["keys", "keys.2"] {
            for place in stride(from: 0, to: keys.count, by: 13) {
                var spoiled = keys
                spoiled[place] ^= 1
                try write(spoiled, to: "\(directory)/box/\(name)")
                #expect(
                    try OpenBox(at: directory, with: machine.key).ballots.ballots.count == 5, "\(name), byte \(place)")
                #expect(
                    try machine.reopened(at: directory).texts(with: machine.key).count == 5, "\(name), byte \(place)")
                try write(keys, to: "\(directory)/box/\(name)")
            }
        }
    }

    @Test func `where the signing key is lost the unsigned totals stay`() throws {
        try count(closing: false)
        let error = #expect(throws: LedgerError.self) { try OpenBox(at: directory, with: machine.key) }
        #expect(
            error
                == .refused(
                    "polls are not closed: 'scand ledger close' with the signing key closes them; --signing-key-is-lost opens "
                        + "the box of polls that nobody can close"))
        try prepare(beforeClose: true)
        let leaf = try bytes("\(directory)/unsigned-totals")
        guard case .totals(let totals) = try LedgerEvent(parsing: leaf, as: .two) else {
            Issue.record("no totals")
            return
        }
        #expect(totals.sheets == 5)
        #expect(throws: LedgerError.self) { try OpenBox(at: directory, with: MemoryBoxKey(seed: 6), beforeClose: true) }
    }

    @Test func `a sheet that nobody can settle stays in the box, is not counted, and is named beside the totals`()
        throws
    {
        do {
            let store = try machine.opened(at: directory)
            try machine.feed(1...5, to: store)
            _ = try store.seal(record: [1])
        }
        let journal = try bytes("\(directory)/journal")
        let slots = try bytes("\(directory)/box/slots")
        try prepare(beforeClose: true)
        #expect(try bytes("\(directory)/journal") == journal && bytes("\(directory)/box/slots") == slots)
        let unsettled = try bytes("\(directory)/unsettled")
        let line = try #require(UnsettledSheet(parsing: unsettled, slotCount: 16))
        #expect(try OpenBox(at: directory, with: machine.key, beforeClose: true).unsettled == line)
        func findings() -> [FindingCode] { machine.verify(directory).damage.map(\.code).filter { $0 != .records } }
        let sound = findings()
        #expect(sound.filter { $0 == .notClosed }.count == 2 && !sound.contains(.box), "\(sound)")

        for other in [
            "", "1", "\(line.slot)  \(Hex.encode(line.before.bytes))\n",
            "\(line.slot) \(Hex.encode(line.before.bytes))",
            "0\(line.slot) \(Hex.encode(line.before.bytes))\n", "999 \(Hex.encode(line.before.bytes))\n",
            "\(line.slot ^ 1) \(Hex.encode(line.before.bytes))\n",
            "\(line.slot) \(Hex.encode([UInt8](repeating: 7, count: 32)))\n",
        ] {
            try write(Array(other.utf8), to: "\(directory)/unsettled")
            #expect(findings().contains(.box), "'\(other)'")
        }
        let now = TreeHash.slot(Array(slots[(line.slot * 4096)..<((line.slot + 1) * 4096)]))
        try write(UnsettledSheet(slot: line.slot, before: now).encoded, to: "\(directory)/unsettled")
        #expect(findings().contains(.box))
        try FileManager.default.removeItem(atPath: "\(directory)/unsettled")
        #expect(findings().contains(.box))

        // The key is found again.
        let store = try machine.reopened(at: directory)
        _ = try store.complete(try #require(store.pending))
        try store.closePolls(at: Machine.time)
        try machine.finish(store)
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/unsettled"))
        #expect(machine.verify(directory).damage == [] && machine.verify(directory).isFinal)
    }

    @Test func `what is not the box's, or not the release's, is not signed`() throws {
        try count()
        func refusal(_ what: String, line: Int = #line) throws {
            let before = try bytes("\(directory)/journal")
            let store = try machine.reopened(at: directory)
            let error = #expect(throws: LedgerError.self, "line \(line)") { try store.sign() }
            #expect(error?.description.contains(what) == true, "line \(line): \(String(describing: error))")
            #expect(try bytes("\(directory)/journal") == before)
        }
        try refusal("nothing is there to be signed: 'scand ledger release open' with the box key comes first")
        try prepare()
        let totals = try bytes("\(directory)/unsigned-totals")
        let text = String(decoding: totals, as: UTF8.self)
        for (old, new, what) in [
            ("sheets 5", "sheets 4", "4"), ("option/ada 5", "option/ada 6", "votes"),
            ("mode/stationary 5", "mode/portable 5", "modes"), ("box-root ", "box-root  ", "no totals"),
        ] {
            try write(Array(text.replacingOccurrences(of: old, with: new).utf8), to: "\(directory)/unsigned-totals")
            try refusal(what)
        }
        try write(totals, to: "\(directory)/unsigned-totals")
        let records = try bytes("\(directory)/release/records.txt")
        try write(records + [10], to: "\(directory)/release/records.txt")
        try refusal("release/records.txt: not the file that the manifest names")
        try write(records, to: "\(directory)/release/records.txt")
        try write([1], to: "\(directory)/release/more.txt")
        try refusal("release/more.txt: not in the manifest: remove it")
        try FileManager.default.removeItem(atPath: "\(directory)/release/more.txt")
        try write([1], to: "\(directory)/release/manifest")
        try refusal("release/manifest: not the manifest that the totals name")
        try prepare()
        _ = try machine.reopened(at: directory).sign()
        #expect(machine.verify(directory).isFinal)
    }

    @Test func `totals that do not balance, or that no leaf takes, are refused before a file is put in place`() throws {
        try count()
        let store = try machine.reopened(at: directory)
        func contest(_ id: String, _ votes: Int) -> ContestTotals {
            ContestTotals(
                id: id, votesAllowed: 1, ballots: 5, overvotes: 0, undervotes: 5 - votes,
                votes: [Totals.Count(id: "ada", count: votes)])
        }
        let unbalanced = ContestTotals(
            id: "mayor", votesAllowed: 1, ballots: 5, overvotes: 0, undervotes: 1,
            votes: [Totals.Count(id: "ada", count: 5)])
        let many = (0..<900).map { contest("\($0)" + String(repeating: "x", count: 30), 5) }
        for (contests, what) in [
            ([unbalanced], "votes and undervotes add up to 6, not 5"), ([contest("a", 5), contest("a", 5)], "totals"),
            (many, "bytes of at most 65535"), ([], "contest"),
        ] {
            let error = #expect(throws: LedgerError.self) {
                try store.prepareTotals(contests: contests) { put throws(LedgerError) in
                    try put(ReleaseFile(path: "records.txt", bytes: [1]))
                }
            }
            #expect(error?.description.contains(what) == true, "\(String(describing: error))")
        }
        let left = try files(in: directory).filter { $0.contains("release") || $0.contains("totals") }
        #expect(left == [])
        try machine.finish(store)
    }
}
