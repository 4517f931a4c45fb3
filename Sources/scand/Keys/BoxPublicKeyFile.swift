public import Ledger

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
            throw KeyFileError(path, "scand-box", "is no box key's line, or its key ID does not belong to it")
        }
        return key
    }
}
