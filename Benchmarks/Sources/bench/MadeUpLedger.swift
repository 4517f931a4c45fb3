import Foundation
import Ledger
import LedgerStorage

/// A ledger's directory of many sheets, written from the description of its format without waiting for the disk.
///
/// Unless all are asked for only the newest checkpoint is signed: the older ones bear any signature, which takes as many bytes
/// and which nobody reads who asks for the newest.
struct MadeUpLedger {
    private var journal = Array("scand-journal/v1\n".utf8)
    private var tree = MerkleTree()
    private var leaves: [[UInt8]] = []
    private var note: [UInt8] = []
    private let isPublished: Bool

    init(_ bench: LedgerBench, sheets: Int, slots: Int, isPublished: Bool, signsAll: Bool = false) throws {
        self.isPublished = isPublished
        let signer = bench.signer
        var frontier = MerkleFrontier()
        let first: [LedgerEvent] = [.genesis(bench.genesis(slots: slots)), .pollsOpened(LedgerBench.time)]
        leaves = first.map { $0.encoded(as: .two) }
        leaves += (1...sheets).map { bench.sheet($0).encoded(as: .two) }
        let any = try SignedNote(signing: "any\n", by: signer).encoded.dropFirst(5)
        journal.reserveCapacity(leaves.count * 350)
        for leaf in leaves {
            tree.append(.leaf(leaf))
            frontier.append(.leaf(leaf))
            let checkpoint = Checkpoint(origin: signer.key.name, size: frontier.size, root: frontier.root)
            let isNewest = frontier.size == leaves.count
            note =
                isNewest || signsAll
                ? try SignedNote(signing: checkpoint.text, by: signer).encoded
                : Array(checkpoint.text.utf8) + [10] + any
            let start = journal.count
            journal += Array("SLJR".utf8) + Self.number(leaf.count) + Self.number(note.count) + leaf + note
            journal += Self.number(Int(Self.checksum(journal[start...])))
        }
    }

    func write(to directory: String) throws {
        try put(journal, at: "\(directory)/journal")
        try put([], at: "\(directory)/lock")
        guard isPublished else { return }
        try put(note, at: "\(directory)/checkpoint")
        let layout = TileLayout(size: tree.size)
        for tile in layout.tiles { try put(tree.contents(of: tile), at: "\(directory)/\(tile.path)") }
        for bundle in layout.bundles {
            try put(EntryBundle.encode(leaves[bundle.entries]), at: "\(directory)/\(bundle.path)")
        }
    }

    private func put(_ bytes: [UInt8], at path: String) throws {
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    private static func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        let table = table
        var state = UInt32.max
        for byte in bytes { state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ state >> 8 }
        return ~state
    }
}
