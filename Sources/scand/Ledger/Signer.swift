import Crypto

/// Signs a log's checkpoints: the only thing that the ledger asks of whoever holds the private key.
///
/// Sources are a key in memory, a hardware token or another process; the key never passes through here.
public protocol Signer: Sendable {
    /// The public half, with the name it signs under. The name is the log's origin.
    var key: VerifierKey { get }
    /// The 64 bytes of an Ed25519 signature (RFC 8032) over a message.
    func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8]
}

/// The key's holder would not or could not sign.
public struct SigningError: Error, Hashable, CustomStringConvertible {
    /// What went wrong, for the operator; never anything secret.
    public let description: String
    /// An error in these words.
    public init(_ description: String) { self.description = description }
}

/// Signs with a private key held in this process's memory.
public struct Ed25519Signer: Signer {
    /// The public half.
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

    /// Signs with Ed25519 (RFC 8032).
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
    /// Shows the public half alone.
    public var customMirror: Mirror { Mirror(self, children: ["key": key.text]) }
}
