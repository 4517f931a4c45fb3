import Crypto
public import Ledger

/// What a private key is for.
public enum KeyKind: String, Hashable, Sendable, CaseIterable {
    /// Signs a ledger's checkpoints: Ed25519, on the machine while polls are open.
    case signer
    /// Opens the sealed ballot box: X25519, with its custodian until polls are closed.
    case box
}

/// The half of a key that everybody may have, before the polls open.
public enum PublicHalf: Hashable, Sendable {
    case signer(VerifierKey)
    case box(BoxPublicKey)

    public var kind: KeyKind {
        switch self {
        case .signer: .signer
        case .box: .box
        }
    }

    /// Whose it is.
    public var name: KeyName {
        switch self {
        case .signer(let key): key.name
        case .box(let key): key.name
        }
    }

    /// The key's line, without a line end: a `vkey`, or a `scand-box` line.
    public var text: String {
        switch self {
        case .signer(let key): key.text
        case .box(let key): key.text
        }
    }

    /// What stands behind the private file's name in the public file's.
    public var suffix: String {
        switch self {
        case .signer: KeyFile.verifierKeySuffix
        case .box: KeyFile.boxKeySuffix
        }
    }

    /// The 32 bytes.
    var bytes: [UInt8] {
        switch self {
        case .signer(let key): key.publicKey
        case .box(let key): key.publicKey
        }
    }

    /// Takes the 32 bytes, or gives nil where they are not a key of the kind.
    init?(_ kind: KeyKind, name: KeyName, bytes: [UInt8]) {
        switch kind {
        case .signer:
            guard let key = VerifierKey(name: name, publicKey: bytes) else { return nil }
            self = .signer(key)
        case .box:
            guard let key = BoxPublicKey(name: name, publicKey: bytes) else { return nil }
            self = .box(key)
        }
    }

    /// The half that belongs to 32 secret bytes (RFC 8032, RFC 7748); nil for another length.
    init?(_ kind: KeyKind, name: KeyName, of seed: SecretBytes) {
        let bytes: [UInt8]? = unsafe seed.withBytes { seed in
            switch kind {
            case .signer:
                unsafe (try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)).map {
                    Array($0.publicKey.rawRepresentation)
                }
            case .box:
                unsafe (try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed)).map {
                    Array($0.publicKey.rawRepresentation)
                }
            }
        }
        guard let bytes else { return nil }
        self.init(kind, name: name, bytes: bytes)
    }
}

extension PublicHalf {
    /// Reads it from a private key file, a `.vkey` or a `.boxkey`, whichever it is.
    public init(at path: String) throws(KeyFileError) {
        let text = try KeyFileError.text(of: path, limit: KeyFile.maximumByteCount, isSecret: false)
        if text.hasPrefix("scand-key/") {
            self = try KeyFile.publicHalf(of: path)
        } else if text.hasPrefix("scand-box+") {
            self = .box(try BoxPublicKeyFile.read(path))
        } else {
            self = .signer(try VerifierKeyFile.read(path))
        }
    }
}

extension PublicHalf: CustomStringConvertible {
    public var description: String { text }
}
