import Crypto

/// The SHA-256 of a file that stands outside the tree and is named in a leaf: the election's layout, the released records.
public struct FileDigest: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Hashes bytes that are all at hand.
    public init(of bytes: [UInt8]) {
        self.bytes = Array(SHA256.hash(data: bytes))
    }

    /// Reads 64 lower-case hexadecimal digits, the form `sha256sum` prints.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    private init(finished bytes: [UInt8]) { self.bytes = bytes }

    /// Hashes a file that comes in pieces.
    public struct Builder {
        private var hasher = SHA256()
        /// Begins with no bytes.
        public init() {}
        /// Takes the next piece.
        public mutating func add(_ piece: [UInt8]) { hasher.update(data: piece) }
        /// The digest of everything taken so far.
        public func finish() -> FileDigest { FileDigest(finished: Array(hasher.finalize())) }
    }
}

extension FileDigest: CustomStringConvertible {
    public var description: String { hex }
}
