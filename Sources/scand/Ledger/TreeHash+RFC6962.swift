import Crypto

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
