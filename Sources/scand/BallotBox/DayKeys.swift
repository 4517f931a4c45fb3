import Crypto
public import Ledger

/// The keys of one ledger's day: one that covers the ballot box's slots, one that blinds the commitments to it.
///
/// Both are made at random with the box and are gone after the totals. Whoever has none of them sees slots that all look
/// alike, and commitments that cannot be compared with anything.
public struct DayKeys: Sendable {
    /// Bytes of both keys together.
    static let byteCount = 64

    let outer: SymmetricKey
    private let blinding: SymmetricKey
    private let slotFilling: SymmetricKey
    private let pictureFilling: SymmetricKey

    /// New keys from the system's random generator.
    public init() {
        self.init(outer: SymmetricKey(size: .bits256), blinding: SymmetricKey(size: .bits256))
    }

    /// The keys in 64 bytes: the outer one, then the blinding one.
    ///
    /// - Precondition: there are 64.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "two keys of 32 bytes")
        self.init(outer: SymmetricKey(data: bytes[..<32]), blinding: SymmetricKey(data: bytes[32...]))
    }

    private init(outer: SymmetricKey, blinding: SymmetricKey) {
        (self.outer, self.blinding) = (outer, blinding)
        slotFilling = Self.derived(from: outer, for: "scand/box/v1 slot filler")
        pictureFilling = Self.derived(from: outer, for: "scand/box/v1 picture filler")
    }

    private static func derived(from key: SymmetricKey, for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array(purpose.utf8), outputByteCount: 32)
    }

    /// Both keys, for the one place that wraps them. To be wiped.
    var bytes: [UInt8] {
        unsafe outer.withUnsafeBytes { unsafe Array($0) } + blinding.withUnsafeBytes { unsafe Array($0) }
    }

    /// The blind of the commitment to a box with so many sheets: HMAC-SHA256(blinding key, be64(sheets)).
    public func blind(sheets: Int) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: BigEndian.bytes(UInt64(sheets)), using: blinding))
    }

    /// The commitment to a box with so many sheets and this root.
    public func commitment(sheets: Int, root: TreeHash) -> BoxCommitment {
        BoxCommitment(blind: blind(sheets: sheets), root: root, .one)
    }

    /// What a slot without a sheet holds: bytes that look random and are the same whenever they are asked for.
    public func slotFiller(_ slot: Int, byteCount: Int) -> [UInt8] {
        Self.filler(slotFilling, slot, byteCount)
    }

    /// What the room for a sheet's pictures holds while its slot is free.
    public func pictureFiller(_ slot: Int, byteCount: Int) -> [UInt8] {
        Self.filler(pictureFilling, slot, byteCount)
    }

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
