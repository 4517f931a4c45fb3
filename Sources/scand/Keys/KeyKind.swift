/// What a private key is for.
public enum KeyKind: String, Hashable, Sendable, CaseIterable {
    /// Signs a ledger's checkpoints: Ed25519, on the machine while polls are open.
    case signer
    /// Opens the sealed ballot box: X25519, with its custodian until polls are closed.
    case box
}
