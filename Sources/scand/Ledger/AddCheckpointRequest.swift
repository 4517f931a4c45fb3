/// What a witness is asked: to cosign a checkpoint, with the proof that nothing before it changed (C2SP tlog-witness,
/// `add-checkpoint`).
///
/// ```
/// old <size of the checkpoint that the witness knows>
/// <base64 hash>                      the consistency proof, at most 63 lines
///
/// <the checkpoint with its signatures, byte for byte>
/// ```
public struct AddCheckpointRequest: Hashable, Sendable {
    /// Longest request that is read: 63 hashes, a checkpoint, and 16 of the longest signatures that anybody makes.
    public static let maximumByteCount = 1 << 17
    /// Most lines of proof: a tree has fewer than 2^63 leaves.
    public static let maximumProofCount = 63

    /// Leaves in the tree that the proof starts from.
    public let oldSize: Int
    /// From the seam of the two trees up to the root's child.
    public let proof: [TreeHash]
    /// The signed checkpoint.
    public let note: SignedNote
    /// What it says.
    public let checkpoint: Checkpoint

    /// Joins a proof with the checkpoint that it leads to; nil if the note is not a checkpoint or the proof is too long.
    public init?(from oldSize: Int, proof: [TreeHash], to note: SignedNote) {
        guard oldSize >= 0, proof.count <= Self.maximumProofCount, let checkpoint = Checkpoint(parsing: note.text)
        else { return nil }
        (self.oldSize, self.proof, self.note, self.checkpoint) = (oldSize, proof, note, checkpoint)
    }

    /// The body to send.
    public var encoded: [UInt8] {
        let lines = (["old \(oldSize)"] + proof.map(\.description)).map { $0 + "\n" }
        return Array((lines.joined() + "\n").utf8) + note.encoded
    }

    /// Reads a body, strictly: what is accepted is exactly what `encoded` gives.
    public init(parsing bytes: [UInt8]) throws(AddCheckpointError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong }
        let newline = UInt8(ascii: "\n")
        guard let split = bytes.indices.dropFirst().first(where: { bytes[$0] == newline && bytes[$0 - 1] == newline })
        else { throw .noEmptyLine }
        let lines = bytes[..<(split - 1)].split(separator: newline, omittingEmptySubsequences: false)
        let old = Array("old ".utf8)
        guard let first = lines.first, first.starts(with: old), let size = Decimal.parse(first.dropFirst(old.count))
        else { throw .badOldSize }
        guard lines.count - 1 <= Self.maximumProofCount else { throw .tooManyHashes }
        var hashes: [TreeHash] = []
        for line in lines.dropFirst() {
            guard let hash = Base64.decode(String(decoding: line, as: UTF8.self)).flatMap({ TreeHash($0) }) else {
                throw .badHash(line: hashes.count + 2)
            }
            hashes.append(hash)
        }
        let note: SignedNote
        do throws(NoteError) {
            note = try SignedNote(parsing: Array(bytes[(split + 1)...]))
        } catch {
            throw .badNote(error)
        }
        guard let request = AddCheckpointRequest(from: size, proof: hashes, to: note) else { throw .notACheckpoint }
        self = request
    }
}

/// Why bytes are not such a request.
public enum AddCheckpointError: Error, Hashable, CustomStringConvertible {
    /// Of the request as a whole, or of its first line.
    case tooLong, noEmptyLine, badOldSize, tooManyHashes, notACheckpoint
    /// A line of the proof that is no hash, counted from 1.
    case badHash(line: Int)
    /// What follows the proof is no signed note.
    case badNote(NoteError)

    public var description: String {
        switch self {
        case .tooLong: "more than \(AddCheckpointRequest.maximumByteCount) bytes"
        case .noEmptyLine: "no empty line between proof and checkpoint"
        case .badOldSize: "line 1: expected 'old <size>'"
        case .tooManyHashes: "more than \(AddCheckpointRequest.maximumProofCount) lines of proof"
        case .notACheckpoint: "the signed text is not the three lines of a checkpoint"
        case .badHash(let line): "line \(line): expected 32 bytes in base64"
        case .badNote(let error): "the checkpoint: \(error)"
        }
    }
}
