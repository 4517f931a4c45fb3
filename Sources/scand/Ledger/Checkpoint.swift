/// What a log commits to by signing: its size and root at one moment (C2SP tlog-checkpoint).
///
/// ```
/// <origin>\n<size, decimal>\n<root, base64>\n
/// ```
/// No extension lines: the specification advises against them, and an unread line would be signed unread.
public struct Checkpoint: Hashable, Sendable {
    /// Which log it is; the name of the key that signs it.
    public let origin: KeyName
    /// Leaves in the tree.
    public let size: Int
    /// The tree's root.
    public let root: TreeHash

    /// The head of a log of so many leaves.
    public init(origin: KeyName, size: Int, root: TreeHash) {
        (self.origin, self.size, self.root) = (origin, size, root)
    }

    /// The signed text, with its last line end.
    public var text: String { "\(origin)\n\(size)\n\(root)\n" }

    /// Reads a checkpoint's text; nil unless it is exactly what `text` gives.
    public init?(parsing text: String) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty, let origin = KeyName(String(Substring(lines[0]))),
            let size = Decimal.parse(lines[1]),
            let bytes = Base64.decode(Substring(lines[2])), let root = TreeHash(bytes)
        else { return nil }
        self.init(origin: origin, size: size, root: root)
    }
}
