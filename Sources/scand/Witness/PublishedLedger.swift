import DurableFiles
public import Ledger

/// A ledger's published tree, as an observer's copy of the directory has it: enough to prove that it only grew.
///
/// Not a verification of the ledger (LedgerVerifier is): what is read here must lead to a root that a known key signed.
public struct PublishedLedger: Sendable {
    /// The checkpoint with its signatures.
    public let note: SignedNote
    public let checkpoint: Checkpoint
    public let tree: MerkleTree
    /// The log's key, which signed the checkpoint.
    public let key: VerifierKey

    /// Most leaves that are read.
    private static let maximumSize = 1 << 24
    private static let maximumCheckpointByteCount = 1 << 16

    /// Reads checkpoint and entry bundles of a directory.
    ///
    /// - Parameter policy: has the log's key; its quorum is not asked for.
    public init(at directory: String, policy: TrustPolicy) throws(PublishedLedgerError) {
        let path = "\(directory)/checkpoint"
        let bytes = try Self.read(path, limit: Self.maximumCheckpointByteCount)
        do {
            note = try SignedNote(parsing: bytes)
            (checkpoint, key) = try policy.signed(note)
        } catch {
            throw PublishedLedgerError("\(path): \(error)")
        }
        guard checkpoint.size <= Self.maximumSize else {
            throw PublishedLedgerError("\(path): of \(checkpoint.size) events, more than are read")
        }
        var tree = MerkleTree()
        for bundle in TileLayout(size: checkpoint.size).bundles {
            let path = "\(directory)/\(bundle.path)"
            let bytes = try Self.read(path, limit: bundle.width * (2 + EntryBundle.maximumEntryByteCount))
            guard let entries = EntryBundle.decode(bytes), entries.count == bundle.width else {
                throw PublishedLedgerError("\(path): not \(bundle.width) entries: see 'scand ledger verify'")
            }
            for entry in entries { tree.append(.leaf(entry)) }
        }
        guard tree.root == checkpoint.root else {
            throw PublishedLedgerError(
                "\(directory): the entries are not those of the checkpoint: see 'scand ledger verify'")
        }
        self.tree = tree
    }

    /// What a witness that knows the log at a size must be asked to cosign a checkpoint of this ledger, the newest or an
    /// earlier one; nil where the ledger does not reach that far, or where its tree was another one.
    public func request(from oldSize: Int, to note: SignedNote) -> AddCheckpointRequest? {
        guard let target = Checkpoint(parsing: note.text), 0...target.size ~= oldSize, target.size <= tree.size,
            tree.root(atSize: target.size) == target.root
        else { return nil }
        return AddCheckpointRequest(
            from: oldSize, proof: tree.consistencyProof(from: oldSize, to: target.size).hashes, to: note)
    }

    private static func read(_ path: String, limit: Int) throws(PublishedLedgerError) -> [UInt8] {
        do throws(FileProblem) {
            return try FileSystem.read(path, limit: limit)
        } catch {
            throw PublishedLedgerError("\(path): \(error.message)")
        }
    }
}

/// Why a ledger's tree could not be read: one line that names the file.
public struct PublishedLedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
