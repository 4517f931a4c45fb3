/// All that is needed to show offline that an event is in the ledger: place, proof and signed checkpoint (C2SP
/// tlog-proof, file extension `.tlog-proof`).
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra <base64>           not by us: bytes of whoever handed it out, which no signature covers
/// index <decimal>
/// <base64 hash>            the leaf's sibling first, the root's child last
///
/// <the checkpoint with its signatures, byte for byte>
/// ```
public struct PortableProof: Hashable, Sendable {
    /// Most hashes of a proof: no tree has more levels.
    static let maximumHashCount = 64
    /// First line of every proof.
    static let header = "c2sp.org/tlog-proof@v1"

    /// Where the leaf stands, and its way to the root.
    public let inclusion: InclusionProof
    /// The signed checkpoint that has the root.
    public let note: SignedNote
    /// What stands in the extra line, if there is one. It proves nothing.
    public let extra: [UInt8]?

    /// Joins a proof and the checkpoint of the same size, or gives nil if they do not belong together.
    public init?(_ inclusion: InclusionProof, under note: SignedNote, extra: [UInt8]? = nil) {
        guard Checkpoint(parsing: note.text)?.size == inclusion.size else { return nil }
        (self.inclusion, self.note, self.extra) = (inclusion, note, extra)
    }

    /// The bytes of a `.tlog-proof` file.
    public var encoded: [UInt8] {
        let head = [Self.header] + (extra.map { ["extra \(Base64.encode($0))"] } ?? []) + ["index \(inclusion.index)"]
        let lines = (head + inclusion.hashes.map(\.description)).map { $0 + "\n" }
        return Array((lines.joined() + "\n").utf8) + note.encoded
    }

    /// Reads a `.tlog-proof` file; nil unless it is exactly what `encoded` gives.
    public init?(parsing bytes: [UInt8]) {
        let newline = UInt8(ascii: "\n")
        guard let split = bytes.indices.dropFirst().first(where: { bytes[$0] == newline && bytes[$0 - 1] == newline }),
            let note = try? SignedNote(parsing: Array(bytes[(split + 1)...])),
            let checkpoint = Checkpoint(parsing: note.text)
        else { return nil }
        var lines = bytes[..<(split - 1)].split(separator: newline, omittingEmptySubsequences: false)
        var extra: [UInt8]?
        let mark = Array("extra ".utf8)
        if lines.count >= 2, lines[1].starts(with: mark) {
            extra = Base64.decode(String(decoding: lines[1].dropFirst(mark.count), as: UTF8.self))
            guard extra != nil else { return nil }
            lines.remove(at: 1)
        }
        let index = Array("index ".utf8)
        guard 2...(2 + Self.maximumHashCount) ~= lines.count, lines[0].elementsEqual(Self.header.utf8),
            lines[1].starts(with: index),
            let place = Decimal.parse(lines[1].dropFirst(index.count))
        else { return nil }
        var hashes: [TreeHash] = []
        for line in lines.dropFirst(2) {
            guard let hash = Base64.decode(String(decoding: line, as: UTF8.self)).flatMap({ TreeHash($0) }) else {
                return nil
            }
            hashes.append(hash)
        }
        self.init(InclusionProof(index: place, size: checkpoint.size, hashes: hashes), under: note, extra: extra)
    }

    /// Requires that a key signed the checkpoint of its own log, and that it covers an entry.
    public func verify(_ entry: [UInt8], by key: VerifierKey) throws(NoteError) -> Bool {
        try note.verify(by: key)
        guard let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == key.name else { return false }
        return inclusion.leads(from: .leaf(entry), to: checkpoint.root)
    }
}
