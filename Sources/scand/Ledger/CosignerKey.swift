import Crypto

/// A witness's public key: type 0x04, timestamped Ed25519 (C2SP tlog-cosignature).
///
/// A type of its own: what a log says of itself and what a witness says of a log are never taken for one another.
public struct CosignerKey: Hashable, Sendable {
    /// The signature type byte of timestamped Ed25519 cosignatures.
    public static let cosignatureType: UInt8 = 0x04

    /// Whose key it is.
    public let name: KeyName
    /// The 32 bytes of the public key.
    public let publicKey: [UInt8]
    /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
    public let keyID: [UInt8]

    /// A key of 32 bytes that stand for a point of the curve, or nil.
    public init?(name: KeyName, publicKey: [UInt8]) {
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else { return nil }
        (self.name, self.publicKey) = (name, publicKey)
        keyID = VerifierKeyLine(name: name, type: Self.cosignatureType, publicKey: publicKey).keyID
    }

    /// The same key pair as a cosigner's: what a holder of a private key cosigns with.
    public init(of key: VerifierKey) {
        (name, publicKey) = (key.name, key.publicKey)
        keyID = VerifierKeyLine(name: key.name, type: Self.cosignatureType, publicKey: key.publicKey).keyID
    }

    /// Reads a `vkey` line (without its line end), checking the key ID.
    public init(parsing text: String) throws(VerifierKeyError) {
        let line = try VerifierKeyLine(parsing: text)
        guard line.type == Self.cosignatureType else { throw .unknownType(line.type) }
        guard let key = CosignerKey(name: line.name, publicKey: line.publicKey) else { throw .badKey }
        guard key.keyID == line.statedKeyID else { throw .keyIDMismatch }
        self = key
    }

    /// The `vkey` line, without a line end.
    public var text: String { VerifierKeyLine(name: name, type: Self.cosignatureType, publicKey: publicKey).text }

    /// Whether a cosignature of a note's text is this key's.
    public func isValid(_ cosignature: Cosignature, for text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(
            cosignature.signature, for: Cosignature.message(for: text, at: cosignature.timestamp))
    }
}

extension CosignerKey: CustomStringConvertible {
    public var description: String { text }
}
