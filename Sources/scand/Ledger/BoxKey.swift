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
    public init(_ description: String) { self.description = description }
}
