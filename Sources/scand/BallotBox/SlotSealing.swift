import Crypto
public import Ledger

/// The outer layer of a slot: it covers what looks like a public-key message, so that without the day's secret a slot with a
/// sheet, one without and one half-written all look alike.
///
/// ```
/// slot     nonce (12) ‖ ChaCha20-Poly1305(outer key, nonce, "scand/box/v2" ‖ be32(slot)) of what is inside ‖ tag (16)
/// inside   u32 batch, 0 none ‖ message
/// message  encapsulated key (32) ‖ ciphertext (room + 16)
/// ```
/// A slot's number goes into the tag: a slot copied to another place is no sheet there. The batch stands outside of the
/// record, where the machine itself can read it: a batch is taken out of the box as a whole.
extension DayKeys {
    /// Bytes of a slot that are not the message.
    static let outerByteCount = 12 + 4 + 16

    /// A slot's bytes, around a message of the size that fills it.
    ///
    /// - Parameter batch: the batch that the sheet is of; 0 where none is open.
    public func slot(_ slot: Int, sealing message: [UInt8], batch: Int) -> [UInt8] {
        let inside = BigEndian.bytes(UInt32(batch)) + message
        guard let box = try? ChaChaPoly.seal(inside, using: outer, authenticating: Self.associated(slot)) else {
            preconditionFailure("any message can be encrypted")
        }
        return Array(box.combined)
    }

    /// The message in a slot, and its sheet's batch; nil where none is, or not all of it.
    public func message(in bytes: [UInt8], slot: Int) -> (message: [UInt8], batch: Int)? {
        guard let box = try? ChaChaPoly.SealedBox(combined: bytes),
            let inside = try? ChaChaPoly.open(box, using: outer, authenticating: Self.associated(slot)),
            inside.count > 4
        else { return nil }
        return (Array(inside.dropFirst(4)), BigEndian.number(inside.prefix(4)))
    }

    private static func associated(_ slot: Int) -> [UInt8] {
        Array("scand/box/v2".utf8) + BigEndian.bytes(UInt32(slot))
    }
}

extension TreeHash {
    /// A slot's leaf: SHA-256(0x00 ‖ the slot's bytes).
    public static func slot(_ bytes: [UInt8]) -> TreeHash {
        var hasher = SHA256()
        hasher.update(data: [0] as [UInt8])
        hasher.update(data: bytes)
        guard let hash = TreeHash(hasher.finalize()) else { preconditionFailure("SHA-256 gives 32 bytes") }
        return hash
    }
}
