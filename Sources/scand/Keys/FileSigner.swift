import Crypto
public import Ledger

/// Signs with a key from a file. The seed lies in locked memory, and the library's key exists only while it signs.
public struct FileSigner: Signer {
    public let key: VerifierKey
    private let seed: SecretBytes

    init(_ key: VerifierKey, seed: SecretBytes) { (self.key, self.seed) = (key, seed) }

    public func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        let signature = unsafe seed.withBytes { seed in
            unsafe try? Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: message)
        }
        guard let signature else { throw SigningError("the cryptographic library refused to sign") }
        return Array(signature)
    }
}

/// Printing or dumping a signer shows its public key, never the private one.
extension FileSigner: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "signer of \(key.text)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["key": key.text]) }
}
