import Crypto

/// The key to which ballots are sealed: an X25519 public key under a name. Its private half is not on the machine while
/// polls are open.
///
/// ```
/// scand-box+<name>+<key ID, 8 hex digits>+<base64 of 32 bytes>
/// ```
public struct BoxPublicKey: Hashable, Sendable {
    /// Whose key it is: the custodian, or the election.
    public let name: KeyName
    /// The 32 bytes of the public key (RFC 7748).
    public let publicKey: [UInt8]

    /// A key of 32 bytes, or nil.
    public init?(name: KeyName, publicKey: [UInt8]) {
        guard (try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey)) != nil else { return nil }
        (self.name, self.publicKey) = (name, publicKey)
    }

    /// The first 4 bytes of SHA-256("scand-box" ‖ 0x0A ‖ name ‖ 0x0A ‖ public key).
    public var keyID: [UInt8] {
        let text = Array("scand-box\n\(name)\n".utf8)
        return Array(FileDigest(of: text + publicKey).bytes.prefix(4))
    }

    /// The key's line, without a line end.
    public var text: String { "scand-box+\(name)+\(Hex.encode(keyID))+\(Base64.encode(publicKey))" }

    /// Reads a key's line, checking the key ID; nil unless it is exactly what `text` gives.
    public init?(parsing line: String) {
        let parts = line.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let name = KeyName(String(Substring(parts[1]))),
            let bytes = Base64.decode(Substring(parts[3])), let key = BoxPublicKey(name: name, publicKey: bytes),
            key.text.utf8.elementsEqual(line.utf8)
        else { return nil }
        self = key
    }
}

extension BoxPublicKey: CustomStringConvertible {
    public var description: String { text }
}
