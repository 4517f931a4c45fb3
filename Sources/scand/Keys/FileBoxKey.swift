import Crypto
import FoundationEssentials
public import Ledger

/// Opens sealed ballots with a key from a file. The secret lies in locked memory, and the library's key exists only while it
/// opens.
public struct FileBoxKey: BoxKey {
    public let publicKey: BoxPublicKey
    private let seed: SecretBytes

    init(_ publicKey: BoxPublicKey, seed: SecretBytes) { (self.publicKey, self.seed) = (publicKey, seed) }

    public func open(_ sealed: [UInt8], info: [UInt8]) throws(OpeningError) -> [UInt8] {
        guard sealed.count >= BoxPublicKey.sealingOverhead else {
            throw OpeningError("a sealed message has \(sealed.count) bytes, fewer than an empty one")
        }
        do {
            let key = try unsafe seed.withBytes { try unsafe Curve25519.KeyAgreement.PrivateKey(rawRepresentation: $0) }
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(info),
                encapsulatedKey: Data(sealed.prefix(BoxPublicKey.encapsulatedKeyByteCount)))
            return Array(try recipient.open(sealed.dropFirst(BoxPublicKey.encapsulatedKeyByteCount)))
        } catch {
            throw OpeningError("a message was not sealed to the box key \(publicKey.name), or was altered")
        }
    }

    public func agreement(with encapsulated: [UInt8]) throws(OpeningError) -> [UInt8] {
        do {
            let key = try unsafe seed.withBytes { try unsafe Curve25519.KeyAgreement.PrivateKey(rawRepresentation: $0) }
            let agreed = try key.sharedSecretFromKeyAgreement(
                with: Curve25519.KeyAgreement.PublicKey(rawRepresentation: encapsulated))
            return unsafe agreed.withUnsafeBytes { unsafe Array($0) }
        } catch {
            throw OpeningError("a message was not sealed to the box key \(publicKey.name), or was altered")
        }
    }
}

/// Printing or dumping a box key shows its public half, never the private one.
extension FileBoxKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "box key of \(publicKey.text)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.text]) }
}
