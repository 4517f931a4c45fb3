import BallotBox
import DurableFiles
import Glibc
import Ledger

/// The two files of the ballot box, open. Every write replaces one whole slot, or the room for one sheet's pictures, in
/// place: no file is appended to.
final class BallotBoxFiles {
    private let directory: String
    private let slots: Descriptor
    private let pictures: Descriptor?
    private let slotByteCount: Int
    private let pictureByteCount: Int
    private let slotCount: Int

    /// Bytes that are read or written at once when a whole file is.
    static let chunkByteCount = 1 << 20

    /// Opens the files of a box, which must have the sizes that the genesis fixed.
    init(in directory: String, terms: BoxTerms) throws(LedgerError) {
        self.directory = directory
        (slotCount, slotByteCount, pictureByteCount) = (terms.slotCount, terms.slotByteCount, terms.pictureByteCount)
        slots = try Self.open(BallotBoxNames.slots, in: directory, size: slotCount * slotByteCount)
        pictures =
            pictureByteCount == 0
            ? nil : try Self.open(BallotBoxNames.pictures, in: directory, size: slotCount * pictureByteCount)
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
        let inChunk = max(1, Self.chunkByteCount / slotByteCount)
        for first in stride(from: 0, to: slotCount, by: inChunk) {
            let count = min(inChunk, slotCount - first) * slotByteCount
            let chunk = try read(slots, BallotBoxNames.slots, count, at: first * slotByteCount)
            for place in stride(from: 0, to: count, by: slotByteCount) {
                try body(first + place / slotByteCount, Array(chunk[place..<(place + slotByteCount)]))
            }
        }
    }

    func slot(_ slot: Int) throws(LedgerError) -> [UInt8] {
        try read(slots, BallotBoxNames.slots, slotByteCount, at: slot * slotByteCount)
    }

    /// The bytes next to a slot; none where the box has no room for pictures.
    func pictures(_ slot: Int) throws(LedgerError) -> [UInt8] {
        guard let pictures else { return [] }
        return try read(pictures, BallotBoxNames.pictures, pictureByteCount, at: slot * pictureByteCount)
    }

    private func read(_ file: Descriptor, _ name: String, _ count: Int, at place: Int) throws(LedgerError) -> [UInt8] {
        let bytes = try LedgerError.naming(name) { () throws(SystemFailure) in try file.read(count, at: place) }
        guard bytes.count == count else { throw .damaged(file: name, what: "it ends at byte \(place + bytes.count)") }
        return bytes
    }

    /// Replaces a slot; durable on return.
    func write(slot: Int, _ bytes: [UInt8]) throws(LedgerError) {
        precondition(bytes.count == slotByteCount, "a slot is replaced as a whole")
        try LedgerError.naming(BallotBoxNames.slots) { () throws(SystemFailure) in
            try slots.write(bytes, at: slot * slotByteCount)
            try slots.syncData()
        }
    }

    /// Replaces the room next to a slot; durable on return.
    func write(pictures bytes: [UInt8], slot: Int) throws(LedgerError) {
        guard let pictures else { return }
        precondition(bytes.count == pictureByteCount, "the room is replaced as a whole")
        try LedgerError.naming(BallotBoxNames.pictures) { () throws(SystemFailure) in
            try pictures.write(bytes, at: slot * pictureByteCount)
            try pictures.syncData()
        }
    }

    /// Whether the open files are still the ones at their paths: those of a stick that was pulled out are not.
    func requireStanding() throws(LedgerError) {
        for (file, name) in [(slots, BallotBoxNames.slots), (pictures, BallotBoxNames.pictures)] {
            guard let file else { continue }
            let path = "\(directory)/\(name)"
            let stands = try LedgerError.naming(path) { () throws(SystemFailure) in try file.stands(at: path) }
            guard stands else { throw .system(file: path, what: "it is no longer where it was") }
        }
    }
}
