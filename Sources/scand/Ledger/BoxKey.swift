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

extension BoxPublicKey {
    /// Bytes of the encapsulated key before a sealed message (DHKEM(X25519, HKDF-SHA256): RFC 9180, 7.1).
    public static let encapsulatedKeyByteCount = 32
    /// Bytes that a sealed message has more than the message: encapsulated key and tag.
    public static let sealingOverhead = encapsulatedKeyByteCount + 16

    /// Seals one message to this key: HPKE, RFC 9180, base mode, in the suite that `BoxKey` names.
    ///
    /// - Parameter info: what both sides bind the message to.
    /// - Returns: the encapsulated key, then the ciphertext with its tag. A message sealed twice gives other bytes.
    public func seal(_ message: [UInt8], info: [UInt8]) throws(SealingError) -> [UInt8] {
        do {
            var sender = try HPKE.Sender(
                recipientKey: try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey),
                ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Self.bytes(info))
            return Array(sender.encapsulatedKey) + Array(try sender.seal(message))
        } catch {
            // No key that could be made fails here; the library leaves the possibility open.
            throw SealingError("nothing can be sealed to the box key \(name)")
        }
    }

    /// The library's own kind of bytes, which pure code has no name for.
    private static func bytes<Bytes: RangeReplaceableCollection<UInt8>>(_ bytes: [UInt8]) -> Bytes { Bytes(bytes) }
}

/// A message that could not be sealed.
public struct SealingError: Error, Hashable, CustomStringConvertible {
    /// What went wrong, for the operator; never anything secret.
    public let description: String
    /// An error in these words.
    public init(_ description: String) { self.description = description }
}

/// Opens what was sealed to a box key: the only thing that the count asks of whoever holds its private half.
///
/// Sources are a key file that a custodian brings when polls are closed, or a token.
public protocol BoxKey: Sendable {
    /// The public half.
    var publicKey: BoxPublicKey { get }
    /// Opens one message (HPKE, RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305).
    ///
    /// - Parameters:
    ///   - sealed: the encapsulated key, 32 bytes, then the ciphertext with its tag.
    ///   - info: what both sides bind the message to.
    func open(_ sealed: [UInt8], info: [UInt8]) throws(OpeningError) -> [UInt8]
    /// What the key and the encapsulated key of one message agree on (X25519): it opens this message and no other.
    func agreement(with encapsulated: [UInt8]) throws(OpeningError) -> [UInt8]
}

/// The key's holder would not or could not open a message.
public struct OpeningError: Error, Hashable, CustomStringConvertible {
    /// What went wrong, for the operator; never anything secret.
    public let description: String
    /// An error in these words.
    public init(_ description: String) { self.description = description }
}
