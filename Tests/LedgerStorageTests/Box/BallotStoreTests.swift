import BallotBox
import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

@Suite final class BallotStoreTests: BoxSuite {
    @Test func `a day from the empty box to the destroyed keys`() throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...9, to: store)
        _ = try store.returned(reason: "overvote")
        _ = try store.void(try store.seal(record: [1, 2, 3]))
        _ = try store.unresolved(try store.seal(record: BoxMachine.record(12), pictures: [BoxMachine.picture(12), []]))
        try store.closePolls(at: Machine.time)
        #expect(store.history.counts == SheetCounts(accepted: 9, returned: 1, voided: 1, unresolved: 1))

        let opened = try store.opened(with: machine.key)
        let texts = opened.ballots.map { String(decoding: $0.votes, as: UTF8.self) }
        let expected = (Array(1...9) + [12]).map { String(decoding: BoxMachine.record($0), as: UTF8.self) }
        #expect(texts == expected.sorted())
        let pictures = try opened.ballots.map { try opened.pictures(of: $0) }
        #expect(Set(pictures) == Set((1...9).map { [BoxMachine.picture($0)] } + [[BoxMachine.picture(12), []]]))

        try machine.finish(store)
        #expect(machine.verify(directory).isFinal && machine.verify(directory).damage == [])
        #expect(throws: LedgerError.self) { try store.opened(with: machine.key) }
        try store.destroyKeys()
        #expect(try files(in: "\(directory)/box") == ["pictures", "slots"])
        let report = machine.verify(directory)
        #expect(report.damage == [] && report.history.phase == .ended)
        #expect(throws: LedgerError.self) { try machine.reopened(at: directory) }
    }

    @Test func `no sheet is sealed for whose leaf the journal may have no room, and the day can still be closed`()
        throws
    {
        do {
            let store = try machine.opened(at: directory)
            try machine.feed(1...3, to: store)
            // A jam that lasts takes one leaf.
            let full = try journal(in: directory).count
            for _ in 0..<2_600 { try store.returned(reason: "jam") }
            _ = try store.void(try store.seal(record: [1]))
            #expect(try journal(in: directory).count < full + 1500)
            #expect(store.history.counts == SheetCounts(accepted: 3, returned: 2_600, voided: 1))
            // Only sheets that are taken out again have a leaf each.
            var error: LedgerError?
            while error == nil {
                error = Self.failure { () throws(LedgerError) in _ = try store.void(try store.seal(record: [1])) }
            }
            #expect(error?.description.contains("the journal is full") == true)
            let box = try bytes("\(directory)/box/slots")
            #expect(throws: LedgerError.self) { try store.seal(record: [1]) }
            #expect(store.pending == nil && store.freeSlotCount == 13)
            #expect(try onlySlots(bytes("\(directory)/box/slots")) == onlySlots(box))
            try store.returned(reason: "blank")
        }
        // As often as somebody likes: what finds no room is left out.
        var recorded = 0
        for _ in 0..<150 {
            let store = try machine.reopened(at: directory)
            let isRecorded = try store.machineStarted(
                after: .interruption, software: "scand 0.1", softwareDigest: FileDigest(of: [4]), at: Machine.time)
            if isRecorded { recorded += 1 }
            if isRecorded, store.history.phase == .paused { try store.resumePolls(at: Machine.time) }
        }
        #expect(10..<150 ~= recorded)
        let store = try machine.reopened(at: directory)
        #expect(throws: LedgerError.self) { try store.seal(record: [1]) }
        try store.returned(reason: "blank")
        try store.closePolls(at: Machine.time)
        #expect(store.history.counts.returned == 2_602)
        try machine.finish(store)
        try store.destroyKeys()
        #expect(machine.verify(directory).isFinal && machine.verify(directory).damage == [])
    }

    /// What a body throws.
    private static func failure(_ body: () throws(LedgerError) -> Void) -> LedgerError? {
        do throws(LedgerError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `observers' copies go without the box`() throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...3, to: store)
        try store.closePolls(at: Machine.time)
        try machine.finish(store)
        try FileManager.default.removeItem(atPath: "\(directory)/box")
        #expect(machine.verify(directory).isFinal && machine.verify(directory).damage == [])
    }

    @Test func `an interrupted day goes on, and an opened box can be opened again`() throws {
        do { try machine.feed(1...5, to: try machine.opened(at: directory)) }
        do {
            let store = try machine.reopened(at: directory)
            #expect(store.pending == nil && store.freeSlotCount == 11)
            #expect(!store.recovery.voidedHalfSheet && store.recovery.ledger.droppedTailByteCount == 0)
            try machine.feed(6...7, to: store)
            try store.closePolls(at: Machine.time)
            #expect(try store.texts(with: machine.key).count == 7)
        }
        let store = try machine.reopened(at: directory)
        #expect(try store.texts(with: machine.key).count == 7)
        try machine.finish(store)
    }

    @Test(arguments: ["complete", "void", "unresolved"])
    func `a sheet that was sealed when the machine stopped waits for what the sensors say`(outcome: String) throws {
        do {
            let store = try machine.opened(at: directory)
            try machine.feed(1...3, to: store)
            _ = try store.seal(record: Array("the fourth".utf8), pictures: [[4, 4]])
        }
        let store = try machine.reopened(at: directory)
        let sheet = try #require(store.pending)
        #expect(sheet.number == 4)
        #expect(throws: LedgerError.self) { try store.seal(record: [5]) }
        #expect(throws: LedgerError.self) { try store.closePolls(at: Machine.time) }
        #expect(throws: LedgerError.self) { try store.returned(reason: "overvote") }
        switch outcome {
        case "complete": _ = try store.complete(sheet)
        case "void": _ = try store.void(sheet)
        default: _ = try store.unresolved(sheet)
        }
        try machine.feed([5], to: store)
        try store.closePolls(at: Machine.time)
        let texts = try store.texts(with: machine.key)
        #expect(texts.count == (outcome == "void" ? 4 : 5))
        #expect(texts.contains("the fourth") == (outcome != "void"))
        try machine.finish(store)
        #expect(machine.verify(directory).damage == [])
    }

    @Test func `a sheet has one outcome, once`() throws {
        let store = try machine.opened(at: directory)
        let sheet = try store.seal(record: [1])
        #expect(throws: LedgerError.self) { try store.seal(record: [2]) }
        _ = try store.complete(sheet)
        #expect(throws: LedgerError.self) { try store.complete(sheet) }
        #expect(throws: LedgerError.self) { try store.void(sheet) }
        #expect(throws: LedgerError.self) { try store.unresolved(sheet) }
        #expect(store.history.counts == SheetCounts(accepted: 1))
        let other = try machine.opened(at: scratch("other"))
        let foreign = try other.seal(record: [1])
        _ = try store.seal(record: [2])
        #expect(throws: LedgerError.self) { try store.complete(foreign) }
    }

    @Test func `a voided sheet leaves its slot as if it had never been taken`() throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...2, to: store)
        let slots = try bytes("\(directory)/box/slots")
        let pictures = try bytes("\(directory)/box/pictures")
        let sheet = try store.seal(record: [9], pictures: [[9]])
        #expect(changedSlots(slots, try bytes("\(directory)/box/slots")).count == 1)
        _ = try store.void(sheet)
        #expect(try onlySlots(bytes("\(directory)/box/slots")) == onlySlots(slots))
        #expect(try bytes("\(directory)/box/pictures") == pictures)
        #expect(store.freeSlotCount == 14)
    }

    @Test func `a full box takes no sheet more`() throws {
        let store = try machine.opened(at: directory)
        try machine.feed(0..<16, to: store)
        let size = try bytes("\(directory)/journal")
        let error = #expect(throws: LedgerError.self) { try store.seal(record: [1]) }
        #expect(error == .refused("the ballot box is full: it has 16 sheets"))
        #expect(try bytes("\(directory)/journal") == size)
        try store.closePolls(at: Machine.time)
        #expect(try store.texts(with: machine.key).count == 16)
    }

    @Test func `a record or pictures that are too long`() throws {
        let store = try machine.opened(at: directory)
        let slots = try bytes("\(directory)/box/slots")
        let room = SheetRecord.room(slotByteCount: 4096)
        #expect(throws: LedgerError.self) { try store.seal(record: Array(repeating: 1, count: room + 1)) }
        #expect(try bytes("\(directory)/box/slots") == slots && store.freeSlotCount == 16)
        let longest = [UInt8](repeating: 1, count: room)
        _ = try store.complete(try store.seal(record: longest, pictures: [Array(repeating: 2, count: 5000)]))
        _ = try store.complete(try store.seal(record: [], pictures: []))
        try store.closePolls(at: Machine.time)
        let opened = try store.opened(with: machine.key)
        #expect(opened.ballots.map(\.votes) == [[], longest])
        #expect(opened.ballots.map(\.hasPictures) == [false, false] && opened.withoutRoomForPictures == 1)
        #expect(try opened.pictures(of: opened.ballots[1]) == [])
    }

    @Test func `a box without pictures has no file for them`() throws {
        let machine = try BoxMachine(pictures: 0)
        let store = try machine.opened(at: directory)
        try machine.feed(1...2, to: store)
        #expect(try files(in: "\(directory)/box") == ["keys", "keys.2", "slots"])
        try store.closePolls(at: Machine.time)
        #expect(try store.opened(with: machine.key).withoutRoomForPictures == 2)
    }

    @Test func `one process at a time`() throws {
        let store = try machine.opened(at: directory, copy: scratch("copy"))
        #expect(throws: LedgerError.inUse(directory)) { try machine.reopened(at: directory) }
        #expect(throws: LedgerError.inUse(scratch("copy"))) { try machine.reopened(at: scratch("copy")) }
        _ = try store.returned(reason: "overvote")
    }

    @Test func `another signer, another box key, another election`() throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...2, to: store)
        try store.closePolls(at: Machine.time)
        let before = try files(in: directory).map { try bytes("\(directory)/\($0)") }
        let error = #expect(throws: LedgerError.self) { try store.opened(with: MemoryBoxKey(seed: 6)) }
        guard case .otherBoxKey = error else { throw try #require(error) }
        do { _ = consume store }
        let other = try BoxMachine(seed: 2)
        #expect(throws: LedgerError.self) { try other.reopened(at: directory) }
        var stranger = machine
        stranger.plan.election = "Another 2026"
        #expect(throws: LedgerError.otherElection(ledger: "Demo 2026", given: "Another 2026")) {
            try stranger.reopened(at: directory)
        }
        #expect(try files(in: directory).map { try bytes("\(directory)/\($0)") } == before)
        #expect(try machine.reopened(at: directory).texts(with: machine.key).count == 2)
    }

    @Test func `plans that cannot be are refused and leave nothing`() throws {
        for (slots, slotBytes, pictures) in [
            (12, 4096, 0), (16, 4000, 0), (16, 4096, 5), (0, 4096, 0), (1 << 21, 4096, 0),
        ] {
            var plan = machine.plan
            (plan.slotCount, plan.slotByteCount, plan.pictureByteCount) = (slots, slotBytes, pictures)
            #expect(throws: LedgerError.self) {
                try BallotStore.create(at: directory, signer: machine.signer, plan: plan)
            }
        }
        var huge = machine.plan
        (huge.slotCount, huge.slotByteCount, huge.pictureByteCount) = (1 << 20, 1 << 20, 1 << 26)
        let error = #expect(throws: LedgerError.self) {
            try BallotStore.create(at: directory, signer: machine.signer, plan: huge)
        }
        guard case .refused(let why) = error, why.contains("no verifier reads one of more than 64 GiB") else {
            throw try #require(error)
        }
        // A little more than the disk has, where that is below what is refused anyway.
        let free = try FileManager.default.attributesOfFileSystem(forPath: scratch.path)[.systemFreeSize] as? Int ?? 0
        if free < 60 << 30 {
            (huge.slotCount, huge.slotByteCount) = (1 << 10, 4096)
            huge.pictureByteCount = (free / (1 << 10) / 4096 + 1) * 4096
            let error = #expect(throws: LedgerError.self) {
                try BallotStore.create(at: directory, signer: machine.signer, plan: huge)
            }
            #expect(error?.description.contains("are free") == true)
        }
        #expect(throws: LedgerError.self) {
            try BallotStore.create(
                at: directory, signer: machine.signer, plan: machine.plan, copy: scratch("none/copy"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }

    @Test func `totals without destroyed keys are finished at the next opening`() throws {
        do {
            let store = try machine.opened(at: directory, copy: scratch("copy"))
            try machine.feed(1...2, to: store)
            try store.closePolls(at: Machine.time)
            try machine.finish(store)
        }
        // The file was overwritten, but not removed, when the power went.
        try write(Array(repeating: 0, count: 50), to: "\(directory)/box/keys")
        do {
            let store = try machine.reopened(at: directory)
            #expect(store.history.phase == .final)
            #expect(throws: LedgerError.self) { try store.seal(record: [1]) }
            #expect(throws: LedgerError.self) { try store.destroyKeys() }
            #expect(try bytes("\(directory)/box/keys").count == 50)
        }
        let store = try machine.reopened(at: directory, copy: scratch("copy"))
        try store.destroyKeys()
        for place in [directory, scratch("copy")] {
            #expect(try files(in: "\(place)/box") == ["pictures", "slots"])
            #expect(machine.verify(place).history.phase == .ended && machine.verify(place).damage == [])
        }
    }

    @Test func `the same sheets in another order give the same records`() throws {
        let orders: [[Int]] = [Array(1...12), Array(1...12).reversed(), Array(1...12).shuffled()]
        var results: [[[UInt8]]] = []
        for (index, order) in orders.enumerated() {
            let store = try machine.opened(at: scratch("order-\(index)"))
            try machine.feed(order, to: store)
            try store.closePolls(at: Machine.time)
            let opened = try store.opened(with: machine.key)
            results.append(opened.ballots.map(\.votes))
            #expect(
                Set(try opened.ballots.map { try opened.pictures(of: $0) })
                    == Set((1...12).map { [BoxMachine.picture($0)] }))
        }
        #expect(results[0] == results[1] && results[1] == results[2] && results[0].count == 12)
    }
}
