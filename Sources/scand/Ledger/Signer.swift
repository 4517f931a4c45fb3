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
    public init(_ description: String) { self.description = description }
}
