import Crypto
public import Ledger

/// The outer layer of a slot: it covers what looks like a public-key message, so that without the day's keys a slot with a
/// sheet, one without and one half-written all look alike.
///
/// ```
/// slot     nonce (12) ‖ ChaCha20-Poly1305(outer key, nonce, "scand/box/v1" ‖ be32(slot)) of the message ‖ tag (16)
/// message  encapsulated key (32) ‖ ciphertext (room + 16)
/// ```
/// A slot's number goes into the tag: a slot copied to another place is no sheet there.
extension DayKeys {
    /// Bytes of a slot that are not the message.
    static let outerByteCount = 12 + 16

    /// A slot's bytes, around a message of the size that fills it.
    public func slot(_ slot: Int, sealing message: [UInt8]) -> [UInt8] {
        guard let box = try? ChaChaPoly.seal(message, using: outer, authenticating: Self.associated(slot)) else {
            preconditionFailure("any message can be encrypted")
        }
        return Array(box.combined)
    }

    /// The message in a slot; nil where none is, or not all of it.
    public func message(in bytes: [UInt8], slot: Int) -> [UInt8]? {
        guard let box = try? ChaChaPoly.SealedBox(combined: bytes),
            let message = try? ChaChaPoly.open(box, using: outer, authenticating: Self.associated(slot))
        else { return nil }
        return Array(message)
    }

    private static func associated(_ slot: Int) -> [UInt8] {
        Array("scand/box/v1".utf8) + BigEndian.bytes(UInt32(slot))
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
