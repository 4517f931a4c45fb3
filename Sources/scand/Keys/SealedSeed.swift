import Crypto
import FoundationEssentials

/// The 32 secret bytes of a key under a passphrase: ChaCha20-Poly1305 (RFC 8439) bound to all lines of the file above it, so
/// that no name, kind or public key can be changed without the passphrase.
///
/// ```
/// sealed <base64 of nonce, 12 ‖ ciphertext, 32 ‖ tag, 16>
/// ```
struct SealedSeed: Hashable, Sendable {
    static let byteCount = 60
    let derivation: KeyDerivation
    let box: [UInt8]

    /// Seals; nil where there is no memory for scrypt.
    static func sealing(
        _ seed: SecretBytes, with passphrase: SecretBytes, _ derivation: KeyDerivation, boundTo head: String
    ) -> SealedSeed? {
        guard let key = derivation.key(from: passphrase) else { return nil }
        let box = unsafe seed.withBytes { seed in
            unsafe try? ChaChaPoly.seal(seed, using: key, authenticating: Array(head.utf8)).combined
        }
        return box.map { SealedSeed(derivation: derivation, box: Array($0)) }
    }

    /// What came of opening.
    enum Opened {
        case seed(SecretBytes)
        /// Another passphrase, or a byte of the file is not as it was: these two cannot be told apart.
        case notThisPassphrase
        case noMemory
    }

    func open(with passphrase: SecretBytes, boundTo head: String) -> Opened {
        guard let key = derivation.key(from: passphrase) else { return .noMemory }
        guard let sealed = try? ChaChaPoly.SealedBox(combined: box),
            var plain = try? ChaChaPoly.open(sealed, using: key, authenticating: Array(head.utf8))
        else { return .notThisPassphrase }
        let seed = SecretBytes(plain)
        plain.resetBytes(in: plain.startIndex..<plain.endIndex)
        return .seed(seed)
    }
}
