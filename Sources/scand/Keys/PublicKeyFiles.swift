import DurableFiles
public import Ledger

/// The file that holds the public key by which a ledger is checked: one `vkey` line.
public enum VerifierKeyFile {
    /// Reads a public key.
    ///
    /// - Parameter ledger: the directory to be checked. A key file inside it is refused: whoever can change the ledger
    ///   could change that key too, and the check would prove nothing.
    public static func read(_ path: String, forLedgerAt ledger: String? = nil) throws(KeyFileError) -> VerifierKey {
        let text = try KeyFileError.text(of: path, limit: KeyFile.maximumByteCount, isSecret: false)
        if let ledger, let inside = FileSystem.resolved(ledger), let file = FileSystem.resolved(path),
            file.utf8.starts(with: "\(inside)/".utf8)
        {
            throw KeyFileError(path, nil, "lies in the ledger it should check; take the key from its holder")
        }
        if text.hasPrefix("scand-key/") {
            throw KeyFileError(path, nil, "is a private key; the public one ends in .vkey")
        }
        let newline = UInt8(ascii: "\n")
        let line = text.utf8.last == newline ? text.utf8.dropLast() : text.utf8[...]
        guard !line.contains(newline) else {
            throw KeyFileError(path, nil, "must have one line")
        }
        do throws(VerifierKeyError) {
            return try VerifierKey(parsing: String(Substring(line)))
        } catch {
            throw KeyFileError(path, "vkey", "is \(error)")
        }
    }
}

/// The file that holds the public key to which ballots are sealed: one `scand-box` line.
public enum BoxPublicKeyFile {
    public static func read(_ path: String) throws(KeyFileError) -> BoxPublicKey {
        let text = try KeyFileError.text(of: path, limit: KeyFile.maximumByteCount, isSecret: false)
        if text.hasPrefix("scand-key/") {
            throw KeyFileError(path, nil, "is a private key; the public one ends in \(KeyFile.boxKeySuffix)")
        }
        let line = text.utf8.dropLast()
        guard text.utf8.last == UInt8(ascii: "\n"), !line.contains(UInt8(ascii: "\n")) else {
            throw KeyFileError(path, nil, "must have one line")
        }
        guard let key = BoxPublicKey(parsing: String(Substring(line))) else {
            throw KeyFileError(path, "scand-box", "is not a box key's line, or its key ID does not belong to it")
        }
        return key
    }
}
