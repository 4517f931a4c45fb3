import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// The power goes at every moment of a box's day, and the disks keep any part of what was not synced.
@Suite struct BoxCrashTests {
    let scratch: Scratch
    let machine: BoxMachine

    init() throws {
        scratch = try Scratch()
        machine = try BoxMachine(slots: 4)
    }

    /// What the sensors say after the restart.
    enum Sensors: CaseIterable { case gone, there, unknown }

    @Test(arguments: [false, true])
    func `every acknowledged sheet is there exactly once, whenever the power goes`(withCopy: Bool) throws {
        do { _ = try machine.opened(at: scratch("ledger"), copy: withCopy ? scratch("copy") : nil) }
        let replay = try CrashReplay(of: scratch.path)
        var notes: [[UInt8]] = []
        // Acknowledged so far: the number of events, and the records that count.
        var accepted: [[String]] = [[]]
        try replay.log.record {
            let store = try machine.reopened(at: scratch("ledger"), copy: withCopy ? scratch("copy") : nil)
            func acknowledge(_ records: [String]) {
                notes.append(store.note)
                accepted.append(records)
                replay.log.acknowledge()
            }
            _ = try store.complete(try store.seal(record: Array("one".utf8), pictures: [[1]]))
            acknowledge(["one"])
            _ = try store.void(try store.seal(record: Array("void".utf8), pictures: [[2]]))
            acknowledge(["one"])
            _ = try store.complete(try store.seal(record: Array("two".utf8), pictures: [[3]]))
            acknowledge(["one", "two"])
            _ = try store.returned(reason: "overvote")
            acknowledge(["one", "two"])
            try store.closePolls(at: Machine.time)
            acknowledge(["one", "two"])
        }
        // What is checked lies elsewhere; keys that stay in a place of the copy would be found there.
        if withCopy { try FileManager.default.removeItem(atPath: scratch("copy")) }
        var pendings = 0
        var halves = 0
        for (index, sensors) in Sensors.allCases.enumerated() {
            let count = try replay.forEachState(seed: UInt64(index)) { state in
                let outcome = try check(
                    state, sensors, acknowledged: accepted[state.acknowledged], notes: notes.prefix(state.acknowledged))
                pendings += outcome.pending ? 1 : 0
                halves += outcome.half ? 1 : 0
                if withCopy { try checkCopy(state, acknowledged: accepted[state.acknowledged]) }
            }
            #expect(count > 40)
        }
        // The states that matter came up.
        #expect(pendings > 5 && halves > 5)
    }

    /// Opens what is left, does what the sensors say, goes on to the end of the day, and counts.
    private func check(
        _ state: CrashState, _ sensors: Sensors, acknowledged: [String], notes: ArraySlice<[UInt8]>
    ) throws -> (pending: Bool, half: Bool) {
        let directory = "\(state.directory)/ledger"
        let copy = "\(state.directory)/copy"
        let store = try machine.reopened(
            at: directory, copy: FileManager.default.fileExists(atPath: copy) ? copy : nil)
        #expect(store.history.isCopyLost == !FileManager.default.fileExists(atPath: copy), "\(state.name)")
        var expected = acknowledged
        let wasPending = store.pending != nil
        let inLedger = store.history.counts.counted
        #expect(expected.count...(expected.count + 1) ~= inLedger, "\(state.name)")
        if let sheet = store.pending {
            #expect(inLedger == expected.count, "\(state.name)")
            switch sensors {
            case .gone: _ = try store.complete(sheet)
            case .there: _ = try store.void(sheet)
            case .unknown: _ = try store.unresolved(sheet)
            }
        }
        if store.history.phase == .open {
            _ = try store.complete(try store.seal(record: Array("last".utf8)))
            expected.append("last")
            try store.closePolls(at: Machine.time)
        }
        let opened = try store.opened(with: machine.key)
        let texts = opened.ballots.map { String(decoding: $0.votes, as: UTF8.self) }
        for ballot in opened.ballots {
            #expect(try opened.pictures(of: ballot).count == (ballot.hasPictures ? 1 : 0), "\(state.name)")
        }
        // At most one sheet beside the acknowledged ones, and that one under way when the power went.
        let more = texts.filter { !expected.contains($0) }
        #expect(expected.allSatisfy { sheet in texts.count { $0 == sheet } == 1 }, "\(state.name): \(texts)")
        #expect(more.count <= 1 && (sensors != .there || !wasPending || more.isEmpty), "\(state.name): \(texts)")
        if wasPending && sensors != .there { #expect(more.count == 1, "\(state.name)") }
        #expect(texts.count == store.history.counts.counted, "\(state.name)")
        try requireOneRoot(Array(notes) + [store.note], in: directory, state)
        try machine.finish(store)
        try store.destroyKeys(copyIsGone: true)
        #expect(machine.verify(directory).damage == [], "\(state.name)")
        return (wasPending, store.recovery.voidedHalfSheet)
    }

    /// Every checkpoint that was shown is one of the journal as it is now.
    private func requireOneRoot(_ notes: [[UInt8]], in directory: String, _ state: CrashState) throws {
        let journal = Hex.encode(try bytes("\(directory)/journal"))
        for note in notes {
            let isThere = journal.contains(Hex.encode(note))
            #expect(isThere, "\(state.name)")
        }
    }

    /// The ledger's own disk died in that moment: the copy opens and has every acknowledged sheet.
    private func checkCopy(_ state: CrashState, acknowledged: [String]) throws {
        // The first check went on with the copy too, to the same end.
        #expect(machine.verify("\(state.directory)/copy").history.phase == .ended, "\(state.name)")
        #expect(
            try bytes("\(state.directory)/copy/journal") == bytes("\(state.directory)/ledger/journal"), "\(state.name)")
    }

    @Test func `when the ledger's disk dies with the power, the copy has every acknowledged sheet`() throws {
        do { _ = try machine.opened(at: scratch("ledger"), copy: scratch("copy")) }
        let replay = try CrashReplay(of: scratch.path)
        var accepted: [[String]] = [[]]
        try replay.log.record {
            let store = try machine.reopened(at: scratch("ledger"), copy: scratch("copy"))
            for text in ["one", "two", "three"] {
                _ = try store.complete(try store.seal(record: Array(text.utf8), pictures: [[1]]))
                accepted.append((accepted.last ?? []) + [text])
                replay.log.acknowledge()
            }
        }
        let count = try replay.forEachState(seed: 5) { state in
            try FileManager.default.removeItem(atPath: "\(state.directory)/ledger")
            let store = try machine.reopened(at: "\(state.directory)/copy")
            #expect(store.isDegraded && store.history.isCopyLost)
            if let sheet = store.pending { _ = try store.void(sheet) }
            try store.closePolls(at: Machine.time)
            let texts = try store.texts(with: machine.key)
            for sheet in accepted[state.acknowledged] {
                #expect(texts.count { $0 == sheet } == 1, "\(state.name): \(texts)")
            }
            #expect(texts.count <= accepted[state.acknowledged].count + 1, "\(state.name): \(texts)")
        }
        #expect(count > 40)
    }

    @Test func `a new box is there whole or not at all`() throws {
        let replay = try CrashReplay(of: scratch.path)
        try replay.log.record {
            _ = try BallotStore.create(
                at: scratch("ledger"), signer: machine.signer, plan: machine.plan, copy: scratch("copy"))
            replay.log.acknowledge()
        }
        try replay.forEachState(seed: 6, every: 3) { state in
            for name in ["ledger", "copy"] {
                let directory = "\(state.directory)/\(name)"
                guard FileManager.default.fileExists(atPath: directory) else {
                    #expect(state.acknowledged == 0, "\(state.name)")
                    continue
                }
                let store = try machine.reopened(at: directory)
                #expect(store.pending == nil && store.freeSlotCount == 4, "\(state.name)")
            }
        }
    }

    @Test func `the end of a day is reached, whenever the power goes`() throws {
        do {
            let store = try machine.opened(at: scratch("ledger"), copy: scratch("copy"))
            try machine.feed(1...3, to: store)
            try store.closePolls(at: Machine.time)
        }
        let replay = try CrashReplay(of: scratch.path)
        try replay.log.record {
            let store = try machine.reopened(at: scratch("ledger"), copy: scratch("copy"))
            try machine.finish(store)
            try store.destroyKeys()
            replay.log.acknowledge()
        }
        try replay.forEachState(seed: 7, every: 2) { state in
            let directory = "\(state.directory)/ledger"
            do {
                let store = try machine.reopened(at: directory, copy: "\(state.directory)/copy")
                if store.history.phase == .closed { try machine.finish(store) }
                try store.destroyKeys()
                #expect(machine.verify("\(state.directory)/copy").damage == [], "\(state.name)")
                #expect(!FileManager.default.fileExists(atPath: "\(state.directory)/copy/box/keys"), "\(state.name)")
            } catch LedgerError.final {
                // The last leaf reached the disk without anybody being told; the copy is brought to it all the same.
            }
            #expect(machine.verify("\(state.directory)/copy").history.phase == .ended, "\(state.name)")
            for place in ["ledger", "copy"] {
                let left = try files(in: "\(state.directory)/\(place)").filter { $0.contains("box/keys") }
                #expect(left == [], "\(state.name)")
            }
            #expect(machine.verify(directory).history.phase == .ended, "\(state.name)")
            #expect(machine.verify(directory).damage == [], "\(state.name)")
            #expect(!FileManager.default.fileExists(atPath: "\(directory)/box/keys"), "\(state.name)")
        }
    }
}
