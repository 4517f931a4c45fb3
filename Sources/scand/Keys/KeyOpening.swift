public import Ledger

/// Where the counting commands get their keys: one function for a signer, one for a box key, whatever holds them.
///
/// A TPM 2.0 has no Ed25519, but can keep a seed that it gives back only to an unchanged machine. Such a seed comes in here,
/// as a third kind of place (`tpm:…`): unsealed into `SecretBytes`, then a `FileSigner` like any other.
public enum KeyOpening {
    /// The key that signs a ledger.
    ///
    /// - Parameters:
    ///   - place: a private key file, or a token as a `pkcs11:` URI.
    ///   - passphrase: where the file's passphrase or the token's PIN comes from; not asked for where there is none.
    public static func signer(
        named place: String, passphrase: PassphraseSource
    ) throws(KeyFileError) -> any Signer {
        if TokenURI.isMeant(by: place) { return try TokenSigner(TokenURI(place), pin: passphrase) }
        let (half, seed) = try KeyFile.unlocked(place, .signer, passphrase)
        guard case .signer(let key) = half else { preconditionFailure("the kind was asked for") }
        return FileSigner(key, seed: seed)
    }

    /// The key that opens the sealed ballots: a private key file.
    public static func boxKey(
        named place: String, passphrase: PassphraseSource
    ) throws(KeyFileError) -> any BoxKey {
        guard !TokenURI.isMeant(by: place) else {
            throw KeyFileError(place, nil, "is a token: box keys come from files as yet")
        }
        let (half, seed) = try KeyFile.unlocked(place, .box, passphrase)
        guard case .box(let key) = half else { preconditionFailure("the kind was asked for") }
        return FileBoxKey(key, seed: seed)
    }

    /// Opens a key of either kind, has it do its work once, and gives its public half. A share of a box key is opened: alone
    /// it can do no more.
    public static func tried(
        _ place: String, passphrase: PassphraseSource
    ) throws(KeyFileError) -> PublicHalf {
        if let half = try KeyFile.triedShare(place, passphrase: passphrase) { return half }
        let isBox = TokenURI.isMeant(by: place) ? false : try KeyFile.publicHalf(of: place).kind == .box
        let trial = Array("scand key check\n".utf8)
        do {
            if isBox {
                let key = try boxKey(named: place, passphrase: passphrase)
                guard try key.open(key.publicKey.seal(trial, info: []), info: []) == trial else {
                    throw OpeningError("opens something else than was sealed")
                }
                return .box(key.publicKey)
            }
            let key = try signer(named: place, passphrase: passphrase)
            guard key.key.isValid(try key.sign(trial), for: trial) else {
                throw SigningError("its signature is not that of its public half")
            }
            return .signer(key.key)
        } catch let error as KeyFileError {
            throw error
        } catch {
            throw KeyFileError(place, nil, "does not work: \(error)")
        }
    }
}
