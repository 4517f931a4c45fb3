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
    ///
    /// A point of small order is no key: whatever is agreed on with it is zeros, which everybody knows (RFC 7748, 6.1; RFC
    /// 9180, 7.1.4). Every private key is a multiple of 8, so any one of them shows such a point.
    public init?(name: KeyName, publicKey: [UInt8]) {
        guard let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey),
            let trial = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: Array(repeating: 1, count: 32)),
            let agreed = try? trial.sharedSecretFromKeyAgreement(with: key),
            unsafe agreed.withUnsafeBytes({ unsafe $0.contains { $0 != 0 } })
        else { return nil }
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
