import BallotBox
import Crypto
import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// Attacks on the order of casting. Each fails against the box, and is shown to work against one that was made weaker.
@Suite struct PrivacyTests {
    let scratch: Scratch
    let machine: BoxMachine
    let directory: String
    /// Five times the standard deviation of a rank correlation of 500 values: chance goes beyond it once in a million runs.
    static let limit = 5 / Double(499).squareRoot()

    init() throws {
        scratch = try Scratch()
        machine = try BoxMachine(slots: 1024, pictures: 0)
        directory = scratch("ledger")
    }

    /// The slots of sheets in the order of casting, seen by comparing the disk before and after each.
    func slots(
        _ count: Int, in store: BallotStore, at directory: String, using generator: inout some RandomNumberGenerator
    ) throws -> [Int] {
        var order: [Int] = []
        var before = try bytes("\(directory)/box/slots")
        for number in 1...count {
            _ = try store.complete(try store.seal(record: BoxMachine.record(number), using: &generator))
            // A slot begins with a nonce: its first bytes show whether it changed.
            let after = try bytes("\(directory)/box/slots")
            let changed = (0..<1024).filter { slot in
                (0..<8).contains { before[slot * 4096 + $0] != after[slot * 4096 + $0] }
            }
            #expect(changed.count == 1)
            order += changed
            before = after
        }
        return order
    }

    @Test func `a slot's number says nothing of the order, not even to somebody who undoes a shuffle`() throws {
        var system = SystemRandomNumberGenerator()
        let order = try slots(500, in: try machine.opened(at: directory), at: directory, using: &system)
        #expect(Set(order).count == 500)
        #expect(abs(Attack.orderCorrelation(order)) < Self.limit)
        #expect(Attack.risingShare(order) < 0.05)
        #expect(abs(Attack.orderCorrelation(order.map { DVSorder.unshuffled[$0] ?? 0 })) < Self.limit)

        // Weaker: slots from the front, and slots from a generator like DVSorder's.
        var first = FirstOfAll()
        let weak = try slots(60, in: try machine.opened(at: scratch("weak")), at: scratch("weak"), using: &first)
        #expect(abs(Attack.orderCorrelation(weak)) > 0.9)
        let numbers = (1...500).map { DVSorder.number(of: $0) }
        #expect(abs(Attack.orderCorrelation(numbers)) < Self.limit)
        #expect(Attack.orderCorrelation(numbers.map { DVSorder.unshuffled[$0] ?? 0 }) > 0.99)
    }

    /// Names, sizes, inode numbers and the times of making, as a thief reads them.
    struct Traces: Equatable {
        var names: [String] = []
        var inodes: [UInt64] = []
        var sizes: [Int] = []
    }

    func traces(in directory: String, except: Set<String> = []) throws -> Traces {
        var traces = Traces()
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() where !except.contains(name)
        {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            traces.names.append(name)
            traces.inodes.append(try #require(attributes[.systemFileNumber] as? NSNumber).uint64Value)
            traces.sizes.append(try #require(attributes[.size] as? NSNumber).intValue)
        }
        return traces
    }

    @Test func `no file's name, number or size depends on a sheet`() throws {
        let machine = try BoxMachine(slots: 64)
        let store = try machine.opened(at: directory, copy: scratch("copy"))
        // The journal's growth is that of its leaves, which have one length: below.
        let before = try traces(in: directory, except: ["journal"])
        let copied = try traces(in: scratch("copy"), except: ["journal"])
        for number in 1...20 {
            let sheet = try store.seal(
                record: Array(repeating: 1, count: number * 90), pictures: [Array(repeating: 2, count: number * 300)])
            _ = number % 5 == 0 ? try store.void(sheet) : try store.complete(sheet)
            #expect(try traces(in: directory, except: ["journal"]) == before)
            #expect(try traces(in: scratch("copy"), except: ["journal"]) == copied)
        }
        // Weaker: a file for each sheet.
        try write([1], to: "\(directory)/box/sheet-17")
        #expect(try traces(in: directory, except: ["journal"]) != before)
    }

    @Test func `all leaves of sheets have one length, whatever is on the sheet`() throws {
        let store = try machine.opened(at: directory)
        var growth: Set<Int> = []
        var leaves: Set<Int> = []
        for number in 1...40 {
            let before = try bytes("\(directory)/journal").count
            let text = Array(repeating: UInt8(7), count: number * 50)
            let sheet = try store.seal(record: text)
            _ = number % 4 == 0 ? try store.unresolved(sheet) : try store.complete(sheet)
            // Sizes of two digits in the checkpoint, from sheet 8 on.
            if (8...40).contains(number) && number % 4 != 0 {
                growth.insert(try bytes("\(directory)/journal").count - before)
            }
            leaves.insert(text.count)
        }
        #expect(growth.count == 1 && leaves.count == 40)
    }

    /// A disk, as a thief takes a picture of it: everything of the ledger that is on it.
    struct Picture {
        let tree: SlotTree
        let taken: [Int]
        let filler: [TreeHash]
        /// The commitments to the box with 0, 1, 2… sheets.
        let commitments: [BoxCommitment]
        /// Every blind that lies anywhere on it.
        let blinds: [[UInt8]]

        /// With the day's secret everything in the box is open.
        init(of directory: String, slots: Int, keys: DayKeys, commitments: [BoxCommitment]) throws {
            let file = try bytes("\(directory)/box/slots")
            let blocks = (0..<(slots + 2)).map { Array(file[($0 * 4096)..<(($0 + 1) * 4096)]) }
            tree = SlotTree(leaves: blocks.prefix(slots).map { .slot($0) })
            taken = (0..<slots).filter { keys.message(in: blocks[$0], slot: $0) != nil }
            filler = (0..<slots).map { .slot(keys.slotFiller($0, byteCount: 4096)) }
            blinds = (0..<2).compactMap { DayRecord(opening: blocks[slots + $0], in: $0, with: keys)?.blind }
            self.commitments = commitments
        }

        /// The newest sheets' slots in the order of casting, as far as it can be learned: by taking each taken slot out of the box
        /// and looking whether the commitment before comes up.
        ///
        /// - Parameter candidates: what the attacker takes for the blind of the box with so many sheets.
        func order(_ candidates: (Int) -> [[UInt8]]) -> [Int] {
            var tree = tree
            var rest = Set(taken)
            var found: [Int] = []
            for sheets in stride(from: min(taken.count, commitments.count) - 1, through: 0, by: -1) {
                let hit = rest.first { slot in
                    let root = tree.root(replacing: slot, with: filler[slot])
                    return candidates(sheets).contains {
                        BoxCommitment(blind: $0, root: root, .two) == commitments[sheets]
                    }
                }
                guard let hit else { break }
                tree[hit] = filler[hit]
                rest.remove(hit)
                found.append(hit)
            }
            return found.reversed()
        }
    }

    /// The blinds of format version 1 followed from a key of the day: whoever has it has them all.
    func blindOfYesterday(_ sheets: Int, _ secret: SymmetricKey) -> [UInt8] {
        let number = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: sheets >> $0) }
        return Array(HMAC<SHA256>.authenticationCode(for: number, using: secret))
    }

    @Test func `with a picture of the disk and every long-term key nobody learns the order`() throws {
        let machine = try BoxMachine(slots: 64, pictures: 0)
        let store = try machine.opened(at: directory)
        let genesis = try #require(store.history.genesis)
        // The attacker has both long-term keys, and with them the day's secret.
        let copies = try #require(SecretCopies(parsing: try bytes("\(directory)/box/keys")))
        let keys = try copies.keys(by: machine.signer)
        #expect(try copies.keys(with: machine.key).slotFiller(0, byteCount: 64) == keys.slotFiller(0, byteCount: 64))
        var commitments = [genesis.box.commitment]
        func picture() throws -> Picture {
            try Picture(of: directory, slots: 64, keys: keys, commitments: commitments)
        }
        let yesterday = SymmetricKey(data: Array(repeating: UInt8(8), count: 32))
        var weak = [BoxCommitment(blind: blindOfYesterday(0, yesterday), root: try picture().tree.root, .two)]
        var order: [Int] = []
        for number in 1...40 {
            let before = try bytes("\(directory)/box/slots")
            let sheet = try store.seal(record: BoxMachine.record(number))
            order += changedSlots(before, try bytes("\(directory)/box/slots"))
            if number == 30 {
                // The moment between slot and leaf, which FORMAT.md names: the newest sheet shows, and no other.
                let moment = try picture()
                #expect(moment.order { _ in moment.blinds } == [order[29]])
            }
            _ = try store.complete(sheet)
            commitments.append(try #require(store.history.box))
            weak.append(BoxCommitment(blind: blindOfYesterday(number, yesterday), root: try picture().tree.root, .two))
            if number == 20 {
                // Both blinds are there now. Within a second the older one is gone, without anybody asking.
                #expect(Set(try picture().blinds).count == 2)
                Thread.sleep(forTimeInterval: 1)
                let noon = try picture()
                #expect(noon.taken.count == 20 && Set(noon.blinds).count == 1)
                #expect(BoxCommitment(blind: noon.blinds[0], root: noon.tree.root, .two) == commitments[20])
                #expect(noon.order { _ in noon.blinds } == [])
            }
        }
        try store.closePolls(at: Machine.time)
        let evening = try picture()
        #expect(evening.taken.sorted() == order.sorted() && Set(evening.blinds).count == 1)
        #expect(evening.order { _ in evening.blinds } == [])

        // Yesterday's blinds give it all, by the same attack.
        let weaker = try Picture(of: directory, slots: 64, keys: keys, commitments: weak)
        #expect(weaker.order { [blindOfYesterday($0, yesterday)] } == order)

        try machine.finish(store)
        try store.destroyKeys()
        let totals = try #require(store.history.totals)
        #expect(totals.boxRoot == evening.tree.root)
        #expect(BoxCommitment(blind: totals.boxBlind, root: totals.boxRoot, .two) == commitments.last)
        // After the release: the revealed blind, what the places still hold, and whatever keys are left on the disk.
        let final = try picture()
        #expect(final.order { _ in final.blinds + [totals.boxBlind] } == [])
        let left = try files(in: scratch.path).filter { name in
            SecretCopies(parsing: try bytes(scratch(name))) != nil
        }
        #expect(left == [])
    }

    @Test func `without keys a taken slot and an empty one look alike`() throws {
        let machine = try BoxMachine(slots: 512, pictures: 4096)
        let store = try machine.opened(at: directory)
        let emptySlots = try bytes("\(directory)/box/slots")
        let emptyRooms = try bytes("\(directory)/box/pictures")
        for number in 1...256 {
            _ = try store.complete(try store.seal(record: BoxMachine.record(number)))
        }
        let names = [("slots", emptySlots), ("pictures", emptyRooms)]
        for (name, empty) in names {
            let after = try bytes("\(directory)/box/\(name)")
            let taken = name == "slots" ? changedSlots(empty, after) : changedBlocks(empty, after)
            #expect(taken.count == 256)
            func blocks(_ bytes: [UInt8], _ places: [Int]) -> [[UInt8]] {
                places.map { Array(bytes[($0 * 4096)..<(($0 + 1) * 4096)]) }
            }
            let free = (0..<512).filter { !Set(taken).contains($0) }
            for kind in [blocks(after, taken), blocks(after, free)] {
                // 255 ± 22.6: six standard deviations.
                #expect(abs(Attack.chiSquare(kind.joined().map { $0 }) - 255) < 136, "\(name)")
                #expect(Attack.bitBias(kind, byteCount: 96) < 6, "\(name)")
            }
        }
        // Weaker: without the outer layer. The public half of an X25519 key never has its highest bit set.
        let seal = BoxSeal(try #require(store.history.genesis))
        let bare = try (1...256).map {
            try seal.seal(SheetRecord(votes: BoxMachine.record($0), pictures: .none))
        }
        #expect(Attack.bitBias(bare, byteCount: 96) > 10)
    }

    @Test func `nothing of a record is on any disk in the clear`() throws {
        let secret = Array("A very particular write-in".utf8)
        let store = try machine.opened(at: directory, copy: scratch("copy"))
        _ = try store.complete(try store.seal(record: secret, pictures: [secret]))
        func holders() throws -> [String] {
            try files(in: scratch.path).filter { name in
                try Data(contentsOf: URL(fileURLWithPath: scratch(name))).range(of: Data(secret)) != nil
            }
        }
        #expect(try holders() == [])
        try write(secret, to: scratch("leak"))
        #expect(try holders() == ["leak"])
        #expect(!"\(store.history)".contains("particular"))
    }

    @Test func `printing a sheet that is on its way shows neither slot nor commitment`() throws {
        let store = try machine.opened(at: directory)
        let sheet = try store.seal(record: [1])
        var text = "\(sheet)"
        dump(sheet, to: &text)
        _ = try store.complete(sheet)
        #expect(!text.contains(try #require(store.history.box).description) && !text.contains("slot"))
    }
}
