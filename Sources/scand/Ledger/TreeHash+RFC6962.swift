import Crypto

extension TreeHash {
    /// The root of a tree without leaves: SHA-256 of nothing (RFC 6962, section 2.1).
    public static let empty = TreeHash(digest: SHA256.hash(data: [UInt8]()))

    /// The hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 6962, section 2.1).
    ///
    /// The first byte keeps leaves and nodes apart, so that no leaf can be passed off as an inner node.
    public static func leaf(_ entry: some Collection<UInt8>) -> TreeHash {
        var input: [UInt8] = [0]
        input.append(contentsOf: entry)
        return TreeHash(digest: SHA256.hash(data: input))
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962, section 2.1).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var input: [UInt8] = []
        input.reserveCapacity(1 + 2 * byteCount)
        input.append(1)
        left.append(to: &input)
        right.append(to: &input)
        return TreeHash(digest: SHA256.hash(data: input))
    }

    private init(digest: SHA256Digest) {
        guard let hash = TreeHash(digest) else { preconditionFailure("SHA-256 gives 32 bytes") }
        self = hash
    }
}
