import Crypto

/// A node of the tree: 32 bytes of SHA-256, kept as four words so that a level of the tree is one flat array.
public struct TreeHash: Hashable, Sendable {
    /// Bytes in a hash; C2SP tlog-tiles allows SHA-256 only.
    public static let byteCount = 32

    private let words: Words
    private struct Words: Hashable, Sendable {
        var a: UInt64 = 0
        var b: UInt64 = 0
        var c: UInt64 = 0
        var d: UInt64 = 0
    }

    /// Takes exactly 32 bytes; nil for any other number.
    public init?(_ bytes: some Sequence<UInt8>) {
        var words = Words()
        var count = 0
        for byte in bytes {
            switch count >> 3 {
            case 0: words.a = words.a << 8 | UInt64(byte)
            case 1: words.b = words.b << 8 | UInt64(byte)
            case 2: words.c = words.c << 8 | UInt64(byte)
            case 3: words.d = words.d << 8 | UInt64(byte)
            default: return nil
            }
            count += 1
        }
        guard count == Self.byteCount else { return nil }
        self.words = words
    }

    /// Takes the 32 bytes that a memory begins with.
    init(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count >= Self.byteCount, "a hash has \(Self.byteCount) bytes")
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        words = Words(a: word(0), b: word(1), c: word(2), d: word(3))
    }

    /// Puts the 32 bytes into memory, from an offset on.
    func store(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        precondition(bytes.count >= offset + Self.byteCount, "a hash needs \(Self.byteCount) bytes")
        unsafe bytes.storeBytes(of: words.a.bigEndian, toByteOffset: offset, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.b.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.c.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
        unsafe bytes.storeBytes(of: words.d.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
    }

    /// The 32 bytes, in the order in which SHA-256 gives them.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Adds the 32 bytes to a buffer: tiles are made of many hashes.
    public func append(to bytes: inout [UInt8]) {
        for word in [words.a, words.b, words.c, words.d] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }
}

extension TreeHash: CustomStringConvertible {
    /// Base64, as in checkpoints.
    public var description: String { Base64.encode(bytes) }
}

extension TreeHash {
    /// The root of a tree without leaves: SHA-256 of nothing (RFC 6962, section 2.1).
    public static let empty = unsafe hash(ofCount: 0) { _ in }

    /// The hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 6962, section 2.1).
    ///
    /// The first byte keeps leaves and nodes apart, so that no leaf can be passed off as an inner node.
    public static func leaf(_ entry: [UInt8]) -> TreeHash { leaf(entry[...]) }

    /// The hash of a leaf that stands in a longer text.
    public static func leaf(_ entry: ArraySlice<UInt8>) -> TreeHash {
        unsafe hash(ofCount: 1 + entry.count) { input in
            unsafe input[0] = 0
            unsafe entry.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(rebasing: input[1...]).copyMemory(from: bytes)
            }
        }
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962, section 2.1).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        unsafe hash(ofCount: 1 + 2 * byteCount) { input in
            unsafe input[0] = 1
            unsafe left.store(into: input, at: 1)
            unsafe right.store(into: input, at: 1 + byteCount)
        }
    }

    /// SHA-256 of some bytes that are put together on the stack: a tree of a million leaves asks for two million hashes, and
    /// an array for each took half of the time.
    private static func hash(ofCount count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) -> TreeHash {
        unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { input in
            unsafe fill(input)
            var hasher = SHA256()
            unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(input))
            return unsafe hasher.finalize().withUnsafeBytes { unsafe TreeHash($0) }
        }
    }
}
