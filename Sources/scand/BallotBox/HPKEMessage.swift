import Crypto
package import Ledger

// The one type in which the cryptographic library takes what a message is bound to.
import struct FoundationEssentials.Data

/// The inner layer of a slot: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305.
///
/// ```
/// encapsulated key (32) ‖ ciphertext ‖ tag (16)
/// ```
package enum HPKEMessage {
    /// Bytes that a message is longer than what it seals.
    static let overhead = 32 + 16

    /// Seals bytes to the box key.
    package static func seal(_ bytes: [UInt8], to key: BoxPublicKey, info: [UInt8]) -> [UInt8] {
        do {
            let recipient = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: key.publicKey)
            var sender = try HPKE.Sender(
                recipientKey: recipient, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(info))
            return Array(sender.encapsulatedKey) + Array(try sender.seal(bytes))
        } catch {
            preconditionFailure("any message can be sealed to a key that was read: \(error)")
        }
    }
}
