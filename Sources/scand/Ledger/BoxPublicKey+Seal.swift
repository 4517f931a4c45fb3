import Crypto

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
    public init(_ description: String) { self.description = description }
}
