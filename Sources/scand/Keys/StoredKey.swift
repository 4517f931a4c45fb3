import Ledger

/// A private key file as it stands on the disk.
///
/// ```
/// scand-key/v2                        scand-key/v1
/// kind signer                         kind box              (only there where it is a box key)
/// name example.org/box                name example.org/box
/// public <base64 of 32 bytes>         seed <base64 of 32 bytes>
/// kdf scrypt 17 8 1 <salt>
/// sealed <base64 of 60 bytes>
/// ```
/// A share of a split box key is a version 2 of the kind `box-share`, with two lines more above `kdf`; its `public` is that
/// of the whole key.
/// ```
/// share 1                             1, 2 or 3
/// threshold 2
/// ```
/// Version 1 has no passphrase: for tests and demonstrations.
struct StoredKey {
    enum Secret {
        case open(SecretBytes)
        case sealed(SealedSeed)
    }
    let publicHalf: PublicHalf
    let secret: Secret
    /// The number of the share, where the secret is one and not the key itself.
    let share: UInt8?

    static let plainHeader = "scand-key/v1"
    static let sealedHeader = "scand-key/v2"
    static let shareKind = "box-share"

    /// The file's text.
    var text: String {
        switch secret {
        case .open(let seed):
            let kind = publicHalf.kind == .signer ? "" : "kind \(publicHalf.kind.rawValue)\n"
            let encoded = unsafe seed.withBytes { unsafe Base64.encode(Array($0)) }
            return "\(Self.plainHeader)\n\(kind)name \(publicHalf.name)\nseed \(encoded)\n"
        case .sealed(let sealed):
            return head(sealed.derivation) + "sealed \(Base64.encode(sealed.box))\n"
        }
    }

    /// The lines that the seal is bound to: all above it.
    static func head(_ half: PublicHalf, share: UInt8?, _ derivation: KeyDerivation) -> String {
        let kind = share == nil ? half.kind.rawValue : shareKind
        let lines = share.map { "share \($0)\nthreshold \(SecretSharing.threshold)\n" } ?? ""
        return "\(sealedHeader)\nkind \(kind)\nname \(half.name)\npublic \(Base64.encode(half.bytes))\n\(lines)"
            + "kdf \(derivation.text)\n"
    }

    func head(_ derivation: KeyDerivation) -> String { Self.head(publicHalf, share: share, derivation) }

    init(_ publicHalf: PublicHalf, _ secret: Secret, share: UInt8? = nil) {
        (self.publicHalf, self.secret, self.share) = (publicHalf, secret, share)
    }

    /// Reads a key file that nobody but its owner could read.
    init(at path: String) throws(KeyFileError) {
        let text = try KeyFileError.text(of: path, limit: KeyFile.maximumByteCount, isSecret: true)
        try self.init(parsing: text, of: path)
    }

    /// Reads a text, strictly: what is accepted is exactly what `text` gives back.
    init(parsing text: String, of path: String) throws(KeyFileError) {
        var lines = KeyFileLines(text, path)
        switch lines.header {
        case Self.plainHeader: self = try Self.plain(&lines)
        case Self.sealedHeader: self = try Self.sealed(&lines)
        default:
            throw KeyFileError(path, "line 1", "is not \(Self.plainHeader) or v2: not a private key of scand")
        }
        guard self.text.utf8.elementsEqual(text.utf8) else {
            throw KeyFileError(path, nil, "is not spelled as scand writes it")
        }
    }

    private static func plain(_ lines: inout KeyFileLines) throws(KeyFileError) -> StoredKey {
        let hasKind = lines.nextHolds("kind")
        guard lines.count == (hasKind ? 3 : 2) else {
            throw lines.error(nil, "must have three lines, or four where one says the kind")
        }
        let kind = hasKind ? try lines.kind() : .signer
        let name = try lines.name()
        guard var seed = Base64.decode(try lines.value("seed")) else { throw lines.error("seed", "is not base64") }
        let secret = SecretBytes(seed)
        SecretBytes.wipe(&seed)
        guard let half = PublicHalf(kind, name: name, of: secret) else {
            throw lines.error("seed", "has \(secret.count) bytes, not 32")
        }
        return StoredKey(half, .open(secret))
    }

    private static func sealed(_ lines: inout KeyFileLines) throws(KeyFileError) -> StoredKey {
        let isShare = lines.isShare
        guard lines.count == (isShare ? 7 : 5) else {
            throw lines.error(nil, isShare ? "must have eight lines" : "must have six lines")
        }
        let kind = isShare ? KeyKind.box : try lines.kind()
        if isShare { _ = try lines.value("kind") }
        let name = try lines.name()
        guard let bytes = Base64.decode(try lines.value("public")),
            let half = PublicHalf(kind, name: name, bytes: bytes)
        else { throw lines.error("public", "is not base64 of a public key of 32 bytes") }
        let share = isShare ? try lines.share() : nil
        let derivation: KeyDerivation
        switch KeyDerivation.parse(try lines.value("kdf")) {
        case .success(let parsed): derivation = parsed
        case .failure(let refusal): throw lines.error("kdf", refusal.what)
        }
        guard let box = Base64.decode(try lines.value("sealed")), box.count == SealedSeed.byteCount else {
            throw lines.error("sealed", "is not base64 of \(SealedSeed.byteCount) bytes")
        }
        return StoredKey(half, .sealed(SealedSeed(derivation: derivation, box: box)), share: share)
    }
}

/// The lines of a key file, read one after the other.
struct KeyFileLines {
    private let lines: [Substring]
    private let path: String
    private var next = 1

    init(_ text: String, _ path: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        self.path = path
    }

    var header: String { String(lines.first ?? "") }
    /// Lines behind the header; nil where the last one does not end.
    var count: Int? { lines.last?.isEmpty == true ? lines.count - 2 : nil }

    func error(_ field: String?, _ what: String) -> KeyFileError { KeyFileError(path, field, what) }

    /// Whether the next line is a field's.
    func nextHolds(_ field: String) -> Bool { next < lines.count && lines[next].utf8.starts(with: "\(field) ".utf8) }

    /// What stands behind a field's name on the next line.
    mutating func value(_ field: String) throws(KeyFileError) -> Substring {
        guard nextHolds(field) else {
            throw error(field, "is missing on line \(next + 1)")
        }
        defer { next += 1 }
        return Substring(lines[next].utf8.dropFirst(field.utf8.count + 1))
    }

    /// Whether the file is a share of a key.
    var isShare: Bool { lines.count > 1 && lines[1].utf8.elementsEqual("kind \(StoredKey.shareKind)".utf8) }

    /// The share's number.
    mutating func share() throws(KeyFileError) -> UInt8 {
        guard let number = UInt8(try value("share")), SecretSharing.numbers ~= number else {
            throw error("share", "is not 1, 2 or 3")
        }
        guard try value("threshold") == "\(SecretSharing.threshold)" else {
            throw error("threshold", "is not \(SecretSharing.threshold), as every split of scand has it")
        }
        return number
    }

    mutating func kind() throws(KeyFileError) -> KeyKind {
        guard let kind = KeyKind(rawValue: String(try value("kind"))) else {
            throw error("kind", "is neither signer, box nor \(StoredKey.shareKind)")
        }
        return kind
    }

    mutating func name() throws(KeyFileError) -> KeyName {
        guard let name = KeyName(String(try value("name"))) else { throw error("name", "cannot be the name of a key") }
        return name
    }
}
