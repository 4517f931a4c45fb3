import DurableFiles
public import Ledger

extension KeyFile {
    /// Splits a box key into three share files, PREFIX-1 to PREFIX-3, of which any two open what the key opens. The key's
    /// own file stays as it is.
    ///
    /// - Parameters:
    ///   - passphrase: the key's own, where it has one.
    ///   - sharePassphrases: where those of the three shares come from, each another.
    public static func split(
        _ path: String, to prefix: String, passphrase: PassphraseSource, sharePassphrases: [PassphraseSource]
    ) throws(KeyFileError) -> BoxPublicKey {
        try split(path, to: prefix, passphrase, sharePassphrases) { KeyDerivation() }
    }

    package static func split(
        _ path: String, to prefix: String, _ passphrase: PassphraseSource, _ sharePassphrases: [PassphraseSource],
        derivation: () -> KeyDerivation
    ) throws(KeyFileError) -> BoxPublicKey {
        precondition(sharePassphrases.count == SecretSharing.count, "a passphrase for each share")
        for number in SecretSharing.numbers { try requireFree("\(prefix)-\(number)") }
        let (half, secret) = try unlocked(path, .box, passphrase)
        guard case .box(let key) = half else { preconditionFailure("the kind was asked for") }
        let slope = SecretBytes(randomCount: secret.count)
        var phrases: [SecretBytes] = []
        for (number, source) in zip(SecretSharing.numbers, sharePassphrases) {
            let phrase = try source.newPassphrase(for: "share \(number) of the key \(key.name)")
            guard !phrases.contains(where: { $0.isEqual(to: phrase) }) else {
                throw KeyFileError(
                    "\(prefix)-\(number)", nil,
                    "has the passphrase of another share: each holder needs one of their own; nothing was made")
            }
            phrases.append(phrase)
        }
        var made: [String] = []
        do throws(KeyFileError) {
            for (number, phrase) in zip(SecretSharing.numbers, phrases) {
                let share = SecretSharing.share(number, of: secret, slope: slope)
                let path = "\(prefix)-\(number)"
                try writeSealed(half, share, with: phrase, derivation(), share: number, to: path)
                made.append(path)
            }
        } catch {
            for path in made { try? FileSystem.remove(path) }
            throw error
        }
        return key
    }

    /// Makes the box key of two share files anew, in a file under a passphrase of its own with the public one beside it.
    ///
    /// - Parameters:
    ///   - shares: the two files.
    ///   - sharePassphrases: where their passphrases come from, in the same order.
    ///   - passphrase: where that of the new file comes from.
    public static func join(
        _ shares: [String], to path: String, sharePassphrases: [PassphraseSource], passphrase: PassphraseSource
    ) throws(KeyFileError) -> BoxPublicKey {
        try join(shares, to: path, sharePassphrases, passphrase, derivation: KeyDerivation())
    }

    package static func join(
        _ shares: [String], to path: String, _ sharePassphrases: [PassphraseSource], _ passphrase: PassphraseSource,
        derivation: KeyDerivation
    ) throws(KeyFileError) -> BoxPublicKey {
        try requireFree(path)
        let (key, secret) = try joined(shares, sharePassphrases)
        // The public half stays where the whole key was made, split and destroyed.
        let publicPath = path + boxKeySuffix
        let hasPublic = FileSystem.isThere(publicPath)
        if hasPublic, try BoxPublicKeyFile.read(publicPath) != key {
            throw KeyFileError(publicPath, nil, "is the public half of another key: give another name with --out")
        }
        let phrase = try passphrase.newPassphrase(for: "the key \(key.name)")
        try writeSealed(.box(key), secret, with: phrase, derivation, to: path)
        do throws(KeyFileError) {
            if !hasPublic { try writePublic(.box(key), at: path) }
        } catch {
            try? FileSystem.remove(path)
            throw error
        }
        return key
    }

    /// The box key of two shares. What can be seen of them without a passphrase is said before any is asked for.
    static func joined(
        _ paths: [String], _ passphrases: [PassphraseSource]
    ) throws(KeyFileError) -> (BoxPublicKey, SecretBytes) {
        guard paths.count == SecretSharing.threshold, passphrases.count == paths.count else {
            throw KeyFileError(
                paths.joined(separator: ", "), nil,
                "\(paths.count) given: two shares of a box key are needed, no more and no fewer")
        }
        let first = try shareFile(paths[0])
        let second = try shareFile(paths[1])
        guard first.key.publicHalf == second.key.publicHalf else {
            throw KeyFileError(
                paths[1], "public",
                "is of the key \(second.key.publicHalf), but \(paths[0]) is a share of \(first.key.publicHalf)")
        }
        guard first.number != second.number else {
            throw KeyFileError(
                paths[1], "share", "is \(second.number), as in \(paths[0]): two different shares are needed")
        }
        let one = try opened(first.key, at: paths[0], passphrases[0])
        let other = try opened(second.key, at: paths[1], passphrases[1])
        let secret = SecretSharing.secret(of: one, first.number, and: other, second.number)
        guard case .box(let key) = first.key.publicHalf,
            PublicHalf(.box, name: key.name, of: secret) == first.key.publicHalf
        else {
            throw KeyFileError(
                paths[1], nil,
                "does not give the key \(first.key.publicHalf) together with \(paths[0]): the two are of different splits "
                    + "of it; take two that were made at one time")
        }
        return (key, secret)
    }

    private static func shareFile(_ path: String) throws(KeyFileError) -> (key: StoredKey, number: UInt8) {
        let key = try StoredKey(at: path)
        guard let number = key.share else {
            throw KeyFileError(path, "kind", "is \(key.publicHalf.kind.rawValue): expected \(StoredKey.shareKind)")
        }
        return (key, number)
    }
}

extension KeyFile {
    /// The number of a share's file; nil for the file of a whole key.
    public static func shareNumber(of path: String) throws(KeyFileError) -> Int? {
        try StoredKey(at: path).share.map { Int($0) }
    }

    /// Opens a share, and gives the public half of its whole key; nil for a file that is not a share.
    static func triedShare(_ place: String, passphrase: PassphraseSource) throws(KeyFileError) -> PublicHalf? {
        guard !TokenURI.isMeant(by: place) else { return nil }
        let key = try StoredKey(at: place)
        guard key.share != nil else { return nil }
        _ = try opened(key, at: place, passphrase)
        return key.publicHalf
    }
}
