import CPKCS11
public import Ledger

/// Makes keys on tokens.
public enum TokenKey {
    /// The curve as tokens know it: the printable string "edwards25519" in DER (PKCS #11 3.0, EC curves by name).
    private static let curve: [UInt8] = [0x13, 0x0C] + Array("edwards25519".utf8)

    /// Has a token make an Ed25519 key under a name. It never leaves the token.
    ///
    /// - Parameters:
    ///   - place: the token as a `pkcs11:` URI; its object must be the name or left out.
    ///   - path: where the public half is written, with `.vkey` behind; nothing is there yet.
    public static func make(
        name: String, on place: String, publicHalfAt path: String, pin: PassphraseSource
    ) throws(KeyFileError) -> VerifierKey {
        let name = try KeyFile.checkedName(name, at: place)
        let uri = try TokenURI(place)
        guard uri.object.map({ $0.utf8.elementsEqual(name.rawValue.utf8) }) ?? true else {
            throw KeyFileError(place, "object", "is not the name of the key: leave it out")
        }
        try KeyFile.requireFree(path + KeyFile.verifierKeySuffix)
        let label = Array(name.rawValue.utf8)
        let session = try TokenSession(uri, pin: pin, isWriting: true)
        let same = session.attributes(CKO_PRIVATE_KEY, label: label, id: nil)
        let taken = try session.attempt { () throws(TokenFailure) in
            try session.module.objects(session.handle, with: same)
        }
        guard taken.isEmpty else {
            throw KeyFileError(place, nil, "has a key of this name already; a key is never overwritten")
        }
        let id = TokenAttribute(CKA_ID, uri.id ?? Array(FileDigest(of: label).bytes.prefix(8)))
        let both = [TokenAttribute(CKA_TOKEN, true), TokenAttribute(CKA_LABEL, label), id]
        try session.attempt { () throws(TokenFailure) in
            try session.module.makeKeyPair(
                session.handle,
                publicHalf: both + [TokenAttribute(CKA_EC_PARAMS, curve), TokenAttribute(CKA_VERIFY, true)],
                privateHalf: both + [
                    TokenAttribute(CKA_PRIVATE, true), TokenAttribute(CKA_SENSITIVE, true),
                    TokenAttribute(CKA_EXTRACTABLE, false), TokenAttribute(CKA_SIGN, true),
                ])
        }
        let signer = try TokenSigner(session, label: label)
        do throws(SigningError) { _ = try signer.sign(Array("scand\n".utf8)) } catch {
            throw KeyFileError(place, nil, "made a key that does not sign: \(error)")
        }
        try KeyFile.writePublic(.signer(signer.key), at: path)
        return signer.key
    }
}
