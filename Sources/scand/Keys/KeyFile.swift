import CLinux
import DurableFiles
import Glibc
public import Ledger

/// The file that holds a private key, and the one beside it that holds the public half.
///
/// ```
/// station.key          mode 0600      the private key (StoredKey has its lines)
/// station.key.vkey     mode 0644      example.org/box+<key ID>+<key>      of a signer (C2SP signed-note, "Verifier keys")
/// custodian.key.boxkey mode 0644      scand-box+<name>+<key ID>+<key>     of a box key
/// ```
/// Who has a signer's file and its passphrase can sign in the machine's name; who has a box key's can read the ballots. The
/// public ones are for everybody, before the polls open.
public enum KeyFile {
    /// Behind a signer's file name, for the public one.
    public static let verifierKeySuffix = ".vkey"
    /// Behind a box key's file name, for the public one.
    public static let boxKeySuffix = ".boxkey"
    static let maximumByteCount = 4096
    /// Longest name in bytes: it stands in every checkpoint and must fit its own key file.
    static let longestName = 255

    /// Makes a new key and writes both files, each whole or not at all and neither over one that is there. A power loss
    /// between the two leaves the private one, from which `writeMissingPublic` makes the other.
    ///
    /// - Parameter passphrase: where what the key is sealed with comes from; asked when all else is known to be right. Nil
    ///   makes a key that whoever has the file can use.
    public static func make(
        _ kind: KeyKind, name: String, at path: String, passphrase: PassphraseSource?
    ) throws(KeyFileError) -> PublicHalf {
        try make(kind, name: name, at: path, passphrase: passphrase, derivation: KeyDerivation())
    }

    package static func make(
        _ kind: KeyKind, name: String, at path: String, passphrase: PassphraseSource?, derivation: KeyDerivation
    ) throws(KeyFileError) -> PublicHalf {
        let name = try checkedName(name, at: path)
        try requireFree(path)
        try requireFree(path + (kind == .signer ? verifierKeySuffix : boxKeySuffix))
        let phrase: SecretBytes? =
            if let passphrase { try passphrase.newPassphrase(for: "the key \(name)") } else { nil }
        let seed = SecretBytes(randomCount: 32)
        guard let half = PublicHalf(kind, name: name, of: seed) else { preconditionFailure("32 bytes are a key") }
        if let phrase {
            try writeSealed(half, seed, with: phrase, derivation, to: path)
        } else {
            try write(StoredKey(half, .open(seed)).text, to: path, mode: 0o600)
        }
        do throws(KeyFileError) {
            try writePublic(half, at: path)
        } catch {
            try? FileSystem.remove(path)
            throw error
        }
        return half
    }

    /// Makes the public file beside a private one where a power loss kept it from being made.
    public static func writeMissingPublic(of path: String) throws(KeyFileError) {
        let half = try publicHalf(of: path)
        guard !FileSystem.isThere(path + half.suffix) else { return }
        try writePublic(half, at: path)
    }

    /// Reads a signer that has no passphrase.
    public static func read(_ path: String) throws(KeyFileError) -> Ed25519Signer {
        let key = try StoredKey(at: path)
        guard case .signer = key.publicHalf else { throw KeyFileError(path, "kind", "is box, not signer") }
        guard case .open(let seed) = key.secret else {
            throw KeyFileError(path, nil, "has a passphrase, which is not asked for here")
        }
        let signer = unsafe seed.withBytes { unsafe Ed25519Signer(name: key.publicHalf.name, seed: Array($0)) }
        guard let signer else { preconditionFailure("32 bytes are a key") }
        return signer
    }

    /// The public half of a private key file, for which no passphrase is needed. Only the passphrase proves that nobody
    /// changed the file.
    public static func publicHalf(of path: String) throws(KeyFileError) -> PublicHalf {
        try StoredKey(at: path).publicHalf
    }

    /// Takes the secret out of a private key file.
    static func unlocked(
        _ path: String, _ kind: KeyKind, _ passphrase: PassphraseSource
    ) throws(KeyFileError) -> (PublicHalf, SecretBytes) {
        let key = try StoredKey(at: path)
        if let share = key.share {
            throw KeyFileError(
                path, "kind", "is box-share: share \(share) of a box key; 'scand keys join' makes the key of two shares"
            )
        }
        guard key.publicHalf.kind == kind else {
            throw KeyFileError(path, "kind", "is \(key.publicHalf.kind.rawValue), not \(kind.rawValue)")
        }
        let seed = try opened(key, at: path, passphrase)
        guard PublicHalf(kind, name: key.publicHalf.name, of: seed) == key.publicHalf else {
            throw KeyFileError(path, "public", "is not the public half of the key that is sealed")
        }
        return (key.publicHalf, seed)
    }

    /// The secret bytes of a file, a key's or a share's.
    static func opened(
        _ key: StoredKey, at path: String, _ passphrase: PassphraseSource
    ) throws(KeyFileError) -> SecretBytes {
        switch key.secret {
        case .open(let seed): return seed
        case .sealed(let sealed):
            let share = key.share.map { "share \($0) of " } ?? ""
            let phrase = try passphrase.passphrase(for: "\(share)the key \(key.publicHalf.name)")
            switch sealed.open(with: phrase, boundTo: key.head(sealed.derivation)) {
            case .noMemory: throw KeyFileError(path, "kdf", "asks for more memory than there is")
            case .notThisPassphrase:
                throw KeyFileError(path, nil, "wrong passphrase, or the file was altered: nothing was changed")
            case .seed(let seed): return seed
            }
        }
    }

    /// Writes a secret under a passphrase: a key, or the share of a number.
    static func writeSealed(
        _ half: PublicHalf, _ seed: SecretBytes, with phrase: SecretBytes, _ derivation: KeyDerivation,
        share: UInt8? = nil, to path: String
    ) throws(KeyFileError) {
        let head = StoredKey.head(half, share: share, derivation)
        guard let sealed = SealedSeed.sealing(seed, with: phrase, derivation, boundTo: head) else {
            throw KeyFileError(path, nil, "cannot be sealed: too little memory for scrypt")
        }
        try write(StoredKey(half, .sealed(sealed), share: share).text, to: path, mode: 0o600)
    }

    static func checkedName(_ name: String, at path: String) throws(KeyFileError) -> KeyName {
        guard name.utf8.count <= longestName else {
            throw KeyFileError(path, "name", "has \(name.utf8.count) bytes: expected at most \(longestName)")
        }
        guard let name = KeyName(name) else {
            throw KeyFileError(path, "name", "must not be empty, nor contain spaces, control characters or '+'")
        }
        return name
    }

    static func requireFree(_ path: String) throws(KeyFileError) {
        guard !FileSystem.isThere(path) else {
            throw KeyFileError(path, nil, "is there already; a key is never overwritten")
        }
    }

    static func writePublic(_ half: PublicHalf, at path: String) throws(KeyFileError) {
        try write("\(half)\n", to: path + half.suffix, mode: 0o644)
    }

    static func write(_ text: String, to path: String, mode: mode_t) throws(KeyFileError) {
        // What an interrupted attempt left under this name is not a key yet.
        let draft = path + ".new"
        var isNamed = false
        do throws(SystemFailure) {
            try FileSystem.remove(draft)
            let file = try Descriptor(draft, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            do throws(SystemFailure) {
                try file.write(Array(text.utf8), at: 0)
                try file.sync()
                guard unsafe scand_rename_to_new(draft, path) == 0 else { throw SystemFailure.last("rename") }
                isNamed = true
                try FileSystem.syncDirectory(FileSystem.parent(of: path))
            } catch {
                // A disk that is full leaves no half key behind.
                try? FileSystem.remove(isNamed ? path : draft)
                throw error
            }
        } catch {
            if error.number == EEXIST { throw KeyFileError(path, nil, "is there already; a key is never overwritten") }
            throw KeyFileError(path, nil, "cannot be written: \(error.message)")
        }
    }
}

extension KeyFile {
    /// Copies a sealed key to another place, syncs it and reads it back. The copy is under the same passphrase.
    ///
    /// A key without a passphrase is refused: its copy would be one more thing that anybody can sign or read ballots with.
    public static func backUp(_ path: String, to copy: String) throws(KeyFileError) -> PublicHalf {
        let key = try StoredKey(at: path)
        guard case .sealed = key.secret else {
            throw KeyFileError(path, nil, "has no passphrase, so its copy would have none: make a key that has one")
        }
        let text = key.text
        try write(text, to: copy, mode: 0o600)
        do throws(KeyFileError) {
            try dropCache(of: copy)
            guard try KeyFileError.text(of: copy, limit: maximumByteCount, isSecret: true) == text else {
                throw KeyFileError(copy, nil, "does not read as it was written: use another disk")
            }
        } catch {
            try? FileSystem.remove(copy)
            throw error
        }
        return key.publicHalf
    }

    /// Has the next reading come from the disk and not from memory, as far as the system heeds it.
    private static func dropCache(of path: String) throws(KeyFileError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            throw KeyFileError(path, nil, "cannot be read back: \(SystemFailure.last("open").message)")
        }
        _ = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        _ = close(file)
    }
}

extension KeyFile {
    /// Overwrites a private key file with random bytes, syncs it, and removes it. The public file stays: observers need it.
    ///
    /// A flash disk may keep what was overwritten, and copies are copies: what protects then is the passphrase alone.
    public static func destroy(_ path: String) throws(KeyFileError) {
        // A file that is not a key of ours must not be destroyed by mistake.
        _ = try StoredKey(at: path)
        // The file itself and not what a link leads to, so that both end.
        guard case .file(let size)? = try? FileSystem.kind(of: path) else {
            throw KeyFileError(path, nil, "is a link: name the file itself")
        }
        do throws(SystemFailure) {
            let file = try Descriptor(path, O_WRONLY)
            var generator = SystemRandomNumberGenerator()
            try file.write((0..<size).map { _ in generator.next() }, at: 0)
            try file.sync()
            try FileSystem.remove(path)
            try FileSystem.syncDirectory(FileSystem.parent(of: path))
        } catch {
            throw KeyFileError(path, nil, "cannot be destroyed: \(error.message): destroy the disk it lies on")
        }
    }
}
