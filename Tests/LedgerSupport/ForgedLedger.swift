import Foundation
public import Ledger

/// A ledger with valid signatures over any leaves: what a dishonest machine could write. Made from the format page, not by
/// the writer's code.
public struct ForgedLedger {
    public private(set) var journal = Array("scand-journal/v1\n".utf8)
    public private(set) var tree = MerkleTree()
    /// The checkpoint after each leaf, as it was signed.
    public private(set) var notes: [[UInt8]] = []
    private let leaves: [[UInt8]]

    /// - Parameter change: what the journal has in place of the note of a size.
    public init(
        _ leaves: [[UInt8]], by signer: Ed25519Signer, note change: (_ size: Int, [UInt8]) throws -> [UInt8] = { $1 }
    ) throws {
        self.leaves = leaves
        for leaf in leaves {
            tree.append(.leaf(leaf))
            let checkpoint = Checkpoint(origin: signer.key.name, size: tree.size, root: tree.root)
            let note = try SignedNote(signing: checkpoint.text, by: signer).encoded
            notes.append(note)
            journal += Self.record(leaf, try change(tree.size, note))
        }
    }

    public func write(to directory: String) throws {
        for tile in TileLayout(size: tree.size).tiles { try put(tree.contents(of: tile), directory, tile.path) }
        for bundle in TileLayout(size: tree.size).bundles {
            try put(EntryBundle.encode(leaves[bundle.entries]), directory, bundle.path)
        }
        for (name, contents) in [("journal", journal), ("checkpoint", notes.last ?? []), ("lock", [])] {
            try put(contents, directory, name)
        }
    }

    private func put(_ contents: [UInt8], _ directory: String, _ path: String) throws {
        let file = URL(fileURLWithPath: "\(directory)/\(path)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents).write(to: file)
    }

    private static func record(_ leaf: [UInt8], _ note: [UInt8]) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
        let bytes = Array("SLJR".utf8) + number(UInt32(leaf.count)) + number(UInt32(note.count)) + leaf + note
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
        }
        return bytes + number(~crc)
    }
}
