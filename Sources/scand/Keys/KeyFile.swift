import DurableFiles
import Glibc
public import Ledger

/// The file that holds a private key, and the one beside it that holds the public half.
///
/// ```
/// box.key          mode 0600      scand-key/v1
///                                 name example.org/box
///                                 seed <base64 of 32 bytes>
/// box.key.vkey     mode 0644      example.org/box+<key ID>+<key>      (C2SP signed-note, "Verifier keys")
/// ```
/// Who has the first file can sign in the machine's name. The second one is for everybody, before the polls open.
public enum KeyFile {
    static let header = "scand-key/v1"
    /// Behind the private file's name, for the public one.
    public static let verifierKeySuffix = ".vkey"
    static let maximumByteCount = 4096

    /// Makes a new key and writes both files, neither over one that is there. The public file comes first, so that no
    /// private key is ever without it.
    public static func generate(name: String, at path: String) throws(KeyFileError) -> VerifierKey {
        guard let name = KeyName(name) else {
            throw KeyFileError(path, "name", "must not be empty, nor contain spaces, control characters or '+'")
        }
        let signer = Ed25519Signer(generating: name)
        guard !FileSystem.isThere(path) else {
            throw KeyFileError(path, nil, "is there already; a key is never overwritten")
        }
        try write("\(signer.key)\n", to: path + verifierKeySuffix, mode: 0o644)
        do throws(KeyFileError) {
            try write("\(header)\nname \(name)\nseed \(Base64.encode(signer.seed))\n", to: path, mode: 0o600)
        } catch {
            try? FileSystem.remove(path + verifierKeySuffix)
            throw error
        }
        return signer.key
    }

    /// Reads a private key that nobody but its owner could read.
    public static func read(_ path: String) throws(KeyFileError) -> Ed25519Signer {
        let text = try KeyFileError.text(of: path, limit: maximumByteCount, isSecret: true)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first.map({ $0 == header }) == true else {
            throw KeyFileError(path, "line 1", "is not \(header): not a private key of scand")
        }
        guard lines.count == 4, lines[3].isEmpty else { throw KeyFileError(path, nil, "must have three lines") }
        guard lines[1].hasPrefix("name "), let name = KeyName(String(lines[1].dropFirst(5))) else {
            throw KeyFileError(path, "name", "is missing or no name of a key")
        }
        guard lines[2].hasPrefix("seed "), let seed = Base64.decode(lines[2].dropFirst(5)) else {
            throw KeyFileError(path, "seed", "is missing or not base64")
        }
        guard seed.count == 32, let signer = Ed25519Signer(name: name, seed: seed) else {
            throw KeyFileError(path, "seed", "has \(seed.count) bytes, not 32")
        }
        return signer
    }

    private static func write(_ text: String, to path: String, mode: mode_t) throws(KeyFileError) {
        do throws(SystemFailure) {
            let file = try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try file.write(Array(text.utf8), at: 0)
            try file.sync()
            try FileSystem.syncDirectory(FileSystem.parent(of: path))
        } catch {
            if error.number == EEXIST { throw KeyFileError(path, nil, "is there already; a key is never overwritten") }
            throw KeyFileError(path, nil, "cannot be written: \(error.message)")
        }
    }
}
