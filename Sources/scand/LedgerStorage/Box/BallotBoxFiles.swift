import BallotBox
import DurableFiles
import Glibc
import Ledger

/// The two files of the ballot box, open. Every write replaces one whole slot, one place of the day's record, or the room for
/// one sheet's pictures, in place: no file is appended to.
///
/// ```
/// box/slots    slot 0 | slot 1 | ... | slot n-1 | place 0 | place 1
/// ```
final class BallotBoxFiles: Sendable {
    let slots: Descriptor
    let pictures: Descriptor?
    private let terms: BoxTerms

    /// Bytes that are read or written at once when a whole file is.
    static let chunkByteCount = 1 << 20

    /// Bytes of the file of slots.
    static func slotsByteCount(_ slotCount: Int, _ slotByteCount: Int) -> Int {
        slotCount * slotByteCount + DayRecord.placeCount * DayRecord.byteCount
    }

    /// Opens the files of a box, which must have the sizes that the genesis fixed.
    init(in directory: String, terms: BoxTerms) throws(LedgerError) {
        self.terms = terms
        slots = try Self.open(
            BallotBoxNames.slots, in: directory, size: Self.slotsByteCount(terms.slotCount, terms.slotByteCount))
        pictures =
            terms.pictureByteCount == 0
            ? nil
            : try Self.open(BallotBoxNames.pictures, in: directory, size: terms.slotCount * terms.pictureByteCount)
    }

    private static func open(_ name: String, in directory: String, size: Int) throws(LedgerError) -> Descriptor {
        let (file, kind) = try LedgerError.naming(name) { () throws(SystemFailure) in
            let file = try Descriptor("\(directory)/\(name)", O_RDWR)
            return (file, FileSystem.kind(of: try file.status()))
        }
        guard kind == .file(size: size) else {
            throw .damaged(file: name, what: "not a file of \(size) bytes, as the genesis has it")
        }
        return file
    }

    /// Every slot in the order of their places.
    func forEachSlot(_ body: (Int, [UInt8]) throws(LedgerError) -> Void) throws(LedgerError) {
        let size = terms.slotByteCount
        let inChunk = max(1, Self.chunkByteCount / size)
        for first in stride(from: 0, to: terms.slotCount, by: inChunk) {
            let count = min(inChunk, terms.slotCount - first) * size
            let chunk = try read(slots, BallotBoxNames.slots, count, at: first * size)
            for place in stride(from: 0, to: count, by: size) {
                try body(first + place / size, Array(chunk[place..<(place + size)]))
            }
        }
    }

    /// The tree over the slots as they stand.
    var tree: SlotTree {
        get throws(LedgerError) {
            var leaves: [TreeHash] = []
            leaves.reserveCapacity(terms.slotCount)
            try forEachSlot { leaves.append(.slot($1)) }
            return SlotTree(leaves: leaves)
        }
    }

    func slot(_ slot: Int) throws(LedgerError) -> [UInt8] {
        try read(slots, BallotBoxNames.slots, terms.slotByteCount, at: slot * terms.slotByteCount)
    }

    /// A place of the day's record.
    func place(_ place: Int) throws(LedgerError) -> [UInt8] {
        try read(slots, BallotBoxNames.slots, DayRecord.byteCount, at: offset(ofPlace: place))
    }

    /// What both places of the day's record hold; nil where one cannot be read.
    func places(_ keys: DayKeys) throws(LedgerError) -> [DayRecord?] {
        var records: [DayRecord?] = []
        for place in 0..<DayRecord.placeCount {
            records.append(DayRecord(opening: try self.place(place), in: place, with: keys))
        }
        return records
    }

    private func offset(ofPlace place: Int) -> Int {
        terms.slotCount * terms.slotByteCount + place * DayRecord.byteCount
    }

    /// The bytes next to a slot; none where the box has no room for pictures.
    func pictures(_ slot: Int) throws(LedgerError) -> [UInt8] {
        guard let pictures else { return [] }
        return try read(pictures, BallotBoxNames.pictures, terms.pictureByteCount, at: slot * terms.pictureByteCount)
    }

    private func read(_ file: Descriptor, _ name: String, _ count: Int, at place: Int) throws(LedgerError) -> [UInt8] {
        let bytes = try LedgerError.naming(name) { () throws(SystemFailure) in try file.read(count, at: place) }
        guard bytes.count == count else { throw .damaged(file: name, what: "it ends at byte \(place + bytes.count)") }
        return bytes
    }

    /// Replaces a slot, a place, or both with one sync; durable on return.
    func write(place: WrittenPlace? = nil, slot: (number: Int, bytes: [UInt8])? = nil) throws(LedgerError) {
        try LedgerError.naming(BallotBoxNames.slots) { () throws(SystemFailure) in
            if let place { try slots.write(place.bytes, at: offset(ofPlace: place.number)) }
            if let slot {
                precondition(slot.bytes.count == terms.slotByteCount, "a slot is replaced as a whole")
                try slots.write(slot.bytes, at: slot.number * terms.slotByteCount)
            }
            try slots.syncData()
        }
    }

    /// Replaces the room next to a slot; durable on return.
    func write(pictures bytes: [UInt8], slot: Int) throws(LedgerError) {
        guard let pictures else { return }
        precondition(bytes.count == terms.pictureByteCount, "the room is replaced as a whole")
        try LedgerError.naming(BallotBoxNames.pictures) { () throws(SystemFailure) in
            try pictures.write(bytes, at: slot * terms.pictureByteCount)
            try pictures.syncData()
        }
    }

    /// Has both files watched, which must stay where they are.
    func watch(by lock: LedgerLock) throws(LedgerError) {
        try lock.watch(slots, BallotBoxNames.slots)
        if let pictures { try lock.watch(pictures, BallotBoxNames.pictures) }
    }
}

extension BallotBoxFiles {
    /// Makes the files of an empty box, written to the last byte and durable: while polls are open no block has to be found
    /// for them, and none is.
    ///
    /// - Returns: the tree over its slots.
    static func create(
        in directory: String, plan: BallotPlan, keys: DayKeys, copies: SecretCopies, blind: [UInt8]
    ) throws(LedgerError) -> SlotTree {
        try LedgerError.naming(LedgerFiles.box) { () throws(SystemFailure) in
            try FileSystem.makeDirectory("\(directory)/\(LedgerFiles.box)")
        }
        var leaves: [TreeHash] = []
        leaves.reserveCapacity(plan.slotCount)
        let record = DayRecord(sheets: 0, blind: blind)
        let places = (0..<DayRecord.placeCount).flatMap { record.sealed(in: $0, with: keys) }
        try fill(
            BallotBoxNames.slots, in: directory, count: plan.slotCount, blockByteCount: plan.slotByteCount, end: places
        ) { slot in
            let filler = keys.slotFiller(slot, byteCount: plan.slotByteCount)
            leaves.append(.slot(filler))
            return filler
        }
        if plan.pictureByteCount > 0 {
            try fill(
                BallotBoxNames.pictures, in: directory, count: plan.slotCount, blockByteCount: plan.pictureByteCount
            ) { slot in keys.pictureFiller(slot, byteCount: plan.pictureByteCount) }
        }
        try BoxKeysFiles.create(copies.encoded, in: directory)
        return SlotTree(leaves: leaves)
    }

    private static func fill(
        _ name: String, in directory: String, count: Int, blockByteCount: Int, end: [UInt8] = [],
        _ block: (Int) -> [UInt8]
    ) throws(LedgerError) {
        try LedgerError.naming(name) { () throws(SystemFailure) in
            let file = try Descriptor("\(directory)/\(name)", O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            var chunk: [UInt8] = []
            chunk.reserveCapacity(max(chunkByteCount, blockByteCount) + blockByteCount + end.count)
            var written = 0
            for index in 0..<count {
                chunk += block(index)
                if index == count - 1 { chunk += end }
                guard chunk.count >= chunkByteCount || index == count - 1 else { continue }
                try file.write(chunk, at: written)
                written += chunk.count
                chunk.removeAll(keepingCapacity: true)
            }
            try file.sync()
        }
    }

    /// Refuses a disk that has no room for a box, before anything is written.
    static func requireRoom(_ plan: BallotPlan, at parent: String) throws(LedgerError) {
        let free = try LedgerError.naming(parent) { () throws(SystemFailure) in
            try FileSystem.freeByteCount(at: parent)
        }
        guard plan.boxByteCount < free else {
            throw .refused(
                "\(parent): the ballot box takes \(plan.boxByteCount) bytes, and \(free) are free: make room, or take fewer "
                    + "slots or smaller ones")
        }
    }
}
