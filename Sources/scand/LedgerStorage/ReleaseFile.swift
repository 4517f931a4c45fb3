import DurableFiles
public import Ledger

/// A file that is given to the public with the totals.
public struct ReleaseFile: Hashable, Sendable {
    /// Its path in the release, such as `cvr.json`: names of letters, digits, `-`, `_` and `.`, parted by `/`.
    public let path: String
    public let bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) { (self.path, self.bytes) = (path, bytes) }
}

/// The list of a release's files with their SHA-256, in the form that `sha256sum -c` takes, sorted by path.
///
/// ```
/// <64 hex digits>  cvr.json
/// <64 hex digits>  pictures/000001-a.png
/// ```
public struct ReleaseManifest: Hashable, Sendable {
    /// One file.
    public struct Entry: Hashable, Sendable {
        public let path: String
        public let digest: FileDigest
    }

    public let entries: [Entry]

    /// Most files of a release: two pictures a sheet, and a few more.
    public static let maximumCount = 2 * BoxTerms.greatestSlotCount + 16

    /// The manifest of files with names that a release may have, no two alike.
    public init(_ files: [(path: String, digest: FileDigest)]) {
        let sorted = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        precondition(sorted.allSatisfy { Self.isName($0.path) }, "a release's files have plain names")
        precondition(zip(sorted, sorted.dropFirst()).allSatisfy { $0.path != $1.path }, "each file has its own name")
        entries = sorted.map { Entry(path: $0.path, digest: $0.digest) }
    }

    /// The file's bytes.
    public var encoded: [UInt8] { entries.flatMap { Array("\($0.digest)  \($0.path)\n".utf8) } }

    /// Reads a manifest; nil unless it is exactly what `encoded` gives.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.isEmpty || bytes.last == UInt8(ascii: "\n") else { return nil }
        let lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumCount else { return nil }
        var entries: [Entry] = []
        for line in lines where !bytes.isEmpty {
            guard line.count > 66, let digest = FileDigest(hex: String(decoding: line.prefix(64), as: UTF8.self)),
                line.dropFirst(64).prefix(2).elementsEqual("  ".utf8)
            else { return nil }
            let path = String(decoding: line.dropFirst(66), as: UTF8.self)
            guard Self.isName(path) else { return nil }
            if let last = entries.last, !last.path.utf8.lexicographicallyPrecedes(path.utf8) { return nil }
            entries.append(Entry(path: path, digest: digest))
        }
        self.entries = entries
    }

    /// Whether a path is one that a release may have: it leads nowhere else and has nothing to be escaped.
    static func isName(_ path: String) -> Bool {
        let names = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return names.count <= 4 && path.utf8.count <= 200
            && names.allSatisfy { name in
                !name.isEmpty && name.first != UInt8(ascii: ".")
                    && name.allSatisfy { byte in
                        let character = Character(UnicodeScalar(byte))
                        return character.isASCII
                            && (character.isLetter || character.isNumber || "-_.".contains(character))
                    }
            }
    }
}

extension ReleaseManifest {
    /// What the checker of a release reads, of a directory that has these files.
    func release(
        in directory: String, genesis: Genesis, history: LedgerHistory, totals: Totals
    ) -> PublishedRelease {
        PublishedRelease(
            genesis: genesis, counts: history.counts, rooms: history.countsByRoom, totals: totals, close: history.close,
            adjudication: history.adjudication,
            files: Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $0.digest) }),
            contents: { path in contents(of: path, in: "\(directory)/\(LedgerFiles.release)") })
    }

    /// The bytes of one of its files in a directory, where they are the ones that it names.
    private func contents(of path: String, in directory: String) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.path == path }),
            let bytes = try? FileSystem.read("\(directory)/\(path)", limit: LedgerFiles.maximumReleaseFileByteCount),
            FileDigest(of: bytes) == entry.digest
        else { return nil }
        return bytes
    }
}
