import Foundation
import Ledger
import LedgerSupport
import Testing
import Witness
import WitnessHTTP

func signer(_ name: String) throws -> Ed25519Signer { Ed25519Signer(generating: try #require(KeyName(name))) }

/// A log, which may sign whatever it likes.
struct TestLog {
    let signer: Ed25519Signer
    /// What the log says it holds.
    let tree: MerkleTree
    /// A tree that agrees with the other in the first three leaves only.
    let forked: MerkleTree

    init(_ name: String = "example.org/box") throws {
        signer = try WitnessTests.signer(name)
        tree = MerkleTree(leaves: (0..<40).map { .leaf([UInt8($0)]) })
        forked = MerkleTree(leaves: (0..<40).map { .leaf([UInt8($0 < 3 ? $0 : $0 + 100)]) })
    }

    var origin: KeyName { signer.key.name }
    var policy: TrustPolicy { TrustPolicy(logs: [signer.key]) }

    func note(_ size: Int, of tree: MerkleTree? = nil, by other: Ed25519Signer? = nil) throws -> SignedNote {
        let checkpoint = Checkpoint(origin: origin, size: size, root: (tree ?? self.tree).root(atSize: size))
        return try SignedNote(signing: checkpoint.text, by: other ?? signer)
    }

    func request(_ old: Int, _ new: Int, of tree: MerkleTree? = nil) throws -> AddCheckpointRequest {
        let proof = (tree ?? self.tree).consistencyProof(from: old, to: new).hashes
        return try #require(AddCheckpointRequest(from: old, proof: proof, to: note(new, of: tree)))
    }

    /// The name of its file in a witness's memory.
    var fileName: String { FileDigest(of: Array(origin.rawValue.utf8)).hex }
}
