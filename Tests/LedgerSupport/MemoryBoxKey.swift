import Crypto
import Foundation
public import Ledger
import Testing

/// The private half of a box key, in memory.
public struct MemoryBoxKey: BoxKey {
    public let publicKey: BoxPublicKey
    private let privateKey: Curve25519.KeyAgreement.PrivateKey

    public init(_ name: String = "example.org/custodian", seed: UInt8 = 5) throws {
        privateKey = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: [UInt8](repeating: seed, count: 32))
        let bytes = Array(privateKey.publicKey.rawRepresentation)
        let name = try #require(KeyName(name))
        publicKey = try #require(BoxPublicKey(name: name, publicKey: bytes))
    }

    public func open(_ sealed: [UInt8], info: [UInt8]) throws(OpeningError) -> [UInt8] {
        do {
            var recipient = try HPKE.Recipient(
                privateKey: privateKey, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(info),
                encapsulatedKey: Data(sealed.prefix(32)))
            return Array(try recipient.open(Data(sealed.dropFirst(32))))
        } catch {
            throw OpeningError("the message does not open with this key")
        }
    }

    public func agreement(with encapsulated: [UInt8]) throws(OpeningError) -> [UInt8] {
        do {
            let agreed = try privateKey.sharedSecretFromKeyAgreement(
                with: Curve25519.KeyAgreement.PublicKey(rawRepresentation: encapsulated))
            return unsafe agreed.withUnsafeBytes { unsafe Array($0) }
        } catch {
            throw OpeningError("the message does not open with this key")
        }
    }
}
