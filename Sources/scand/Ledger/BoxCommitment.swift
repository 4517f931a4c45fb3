import Crypto

/// What a leaf says of the sealed ballot box after a sheet: SHA-256(tag ‖ blind ‖ root), where
/// the tag is `scand/box/v1` or `scand/box/v2`.
///
/// The root is that of the box's slots. Without the blind it shows nothing: whoever has the released records could else take
/// them out one by one and see which root had been signed before (trial removal), and so learn the order of casting. The
/// totals reveal the last blind alone.
public struct BoxCommitment: Hashable, Sendable {
    /// Bytes of a blind.
    public static let blindByteCount = 32

    static let byteCount = 32

    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Commits to a box's root.
    ///
    /// - Precondition: the blind has 32 bytes.
    public init(blind: [UInt8], root: TreeHash, _ format: LedgerFormat) {
        precondition(blind.count == Self.blindByteCount, "a blind has \(Self.blindByteCount) bytes")
        bytes = Array(SHA256.hash(data: Array(format.boxTag.utf8) + blind + root.bytes))
    }

    /// Reads 64 lower-case hexadecimal digits.
    public init?(hex: String) { self.init(digits: Array(hex.utf8)[...]) }

    /// Reads 64 lower-case hexadecimal digits in a longer text.
    init?(digits: ArraySlice<UInt8>) {
        guard digits.count == 2 * Self.byteCount, let bytes = Hex.decode(digits) else { return nil }
        self.bytes = bytes
    }
}

extension BoxCommitment: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public var description: String { Hex.encode(bytes) }
}
