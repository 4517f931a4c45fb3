import Crypto

/// Signs with a private key held in this process's memory.
public struct Ed25519Signer: Signer {
    public let key: VerifierKey
    private let privateKey: Curve25519.Signing.PrivateKey

    /// Makes a new key from the system's random generator.
    public init(generating name: KeyName) {
        self.init(name: name, privateKey: Curve25519.Signing.PrivateKey())
    }

    /// Takes the 32-byte seed of RFC 8032, or gives nil for another length.
    public init?(name: KeyName, seed: [UInt8]) {
        guard let privateKey = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.init(name: name, privateKey: privateKey)
    }

    private init(name: KeyName, privateKey: Curve25519.Signing.PrivateKey) {
        guard let key = VerifierKey(name: name, publicKey: Array(privateKey.publicKey.rawRepresentation)) else {
            preconditionFailure("the public half of a key is a key")
        }
        self.key = key
        self.privateKey = privateKey
    }

    /// The 32 secret bytes, for the one place that writes a key file. Show them to nobody.
    public var seed: [UInt8] { Array(privateKey.rawRepresentation) }

    public func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        do {
            return Array(try privateKey.signature(for: message))
        } catch {
            throw SigningError("the cryptographic library refused to sign")
        }
    }
}

/// Printing or dumping a signer shows its public key, never the private one.
extension Ed25519Signer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "signer of \(key.text)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["key": key.text]) }
}
