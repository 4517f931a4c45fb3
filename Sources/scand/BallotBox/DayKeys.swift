import Crypto
public import Ledger

/// The day's secret of one ledger, and the keys that follow from it: one covers the ballot box's slots, one the day's
/// record, two fill what is free.
///
/// The secret is 32 random bytes that hang on no other key. It is made with the box and is gone after the totals. Whoever
/// does not have it sees slots that all look alike.
public struct DayKeys: Sendable {
    /// Bytes of the secret.
    static let secretByteCount = 32

    private let secret: SymmetricKey
    let outer: SymmetricKey
    let day: SymmetricKey
    private let slotFilling: SymmetricKey
    private let pictureFilling: SymmetricKey

    /// A new secret from the system's random generator.
    public init() { self.init(secret: SymmetricKey(size: .bits256)) }

    /// The keys of a secret that is known.
    ///
    /// - Precondition: it has 32 bytes.
    package init(secret bytes: [UInt8]) {
        precondition(bytes.count == Self.secretByteCount, "the day's secret has 32 bytes")
        self.init(secret: SymmetricKey(data: bytes))
    }

    private init(secret: SymmetricKey) {
        self.secret = secret
        outer = Self.derived(from: secret, for: "outer")
        day = Self.derived(from: secret, for: "day")
        slotFilling = Self.derived(from: secret, for: "slot filler")
        pictureFilling = Self.derived(from: secret, for: "picture filler")
    }

    private static func derived(from secret: SymmetricKey, for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, info: Array("scand/box/v2 \(purpose)".utf8), outputByteCount: 32)
    }

    /// The secret, for the one place that seals its copies. To be wiped.
    var secretBytes: [UInt8] { unsafe secret.withUnsafeBytes { unsafe Array($0) } }

    /// What a slot without a sheet holds: bytes that look random and are the same whenever they are asked for.
    public func slotFiller(_ slot: Int, byteCount: Int) -> [UInt8] { Self.filler(slotFilling, slot, byteCount) }

    /// What the room for a sheet's pictures holds while its slot is free.
    public func pictureFiller(_ slot: Int, byteCount: Int) -> [UInt8] { Self.filler(pictureFilling, slot, byteCount) }

    /// The key stream of ChaCha20 (RFC 8439) with the place as nonce: a block of zeros encrypted, the tag left out.
    private static func filler(_ key: SymmetricKey, _ place: Int, _ count: Int) -> [UInt8] {
        let nonce = [0, 0, 0, 0] + BigEndian.bytes(UInt64(place))
        guard let nonce = try? ChaChaPoly.Nonce(data: nonce),
            let box = try? ChaChaPoly.seal([UInt8](repeating: 0, count: count), using: key, nonce: nonce)
        else { preconditionFailure("any block can be encrypted with a nonce of 12 bytes") }
        return Array(box.ciphertext)
    }
}

/// Printing or dumping the keys shows nothing of them.
extension DayKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "the day's keys" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The outer layer of a slot: it covers what looks like a public-key message, so that without the day's secret a slot with a
/// sheet, one without and one half-written all look alike.
///
/// ```
/// slot     nonce (12) ‖ ChaCha20-Poly1305(outer key, nonce, "scand/box/v2" ‖ be32(slot)) of what is inside ‖ tag (16)
/// inside   u32 batch, 0 none ‖ message
/// message  encapsulated key (32) ‖ ciphertext (room + 16)
/// ```
/// A slot's number goes into the tag: a slot copied to another place is not a sheet there. The batch stands outside of the
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
