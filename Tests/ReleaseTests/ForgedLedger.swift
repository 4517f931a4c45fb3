import Foundation
import Ledger
import LedgerSupport
import Testing

/// A ledger with valid signatures over any leaves: what a dishonest machine could write. Made from the format page, not by
/// the writer's code.
struct ForgedLedger {
    private var journal = Array("scand-journal/v1\n".utf8)
    private var tree = MerkleTree()
    private var note: [UInt8] = []
    private let leaves: [[UInt8]]

    init(_ leaves: [[UInt8]], by signer: Ed25519Signer) throws {
        self.leaves = leaves
        for leaf in leaves {
            tree.append(.leaf(leaf))
            let checkpoint = Checkpoint(origin: signer.key.name, size: tree.size, root: tree.root)
            note = try SignedNote(signing: checkpoint.text, by: signer).encoded
            journal += Self.record(leaf, note)
        }
    }

    func write(to directory: String) throws {
        for tile in TileLayout(size: tree.size).tiles { try put(tree.contents(of: tile), directory, tile.path) }
        for bundle in TileLayout(size: tree.size).bundles {
            try put(EntryBundle.encode(leaves[bundle.entries]), directory, bundle.path)
        }
        for (name, contents) in [("journal", journal), ("checkpoint", note), ("lock", [])] {
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
