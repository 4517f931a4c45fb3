import CPKCS11
public import Ledger
import Synchronization

/// Signs with an Ed25519 key that never leaves its token: a smart card, a USB key, a hardware security module.
///
/// The key's label on the token is the name it signs under. A token that is taken out ends signing with an error; the session
/// is not taken up again by itself, because the PIN is not kept.
public final class TokenSigner: Signer {
    public let key: VerifierKey
    private let session: TokenSession
    private let privateKey: CK_OBJECT_HANDLE
    /// A session does one thing at a time.
    private let turn = Mutex(())

    /// Finds the one key that the URI names.
    package convenience init(_ uri: TokenURI, pin: PassphraseSource) throws(KeyFileError) {
        try self.init(TokenSession(uri, pin: pin, isWriting: false), label: uri.object.map { Array($0.utf8) })
    }

    /// Finds the one key of a label, and of the identifier that the session's URI may name.
    init(_ session: TokenSession, label: [UInt8]?) throws(KeyFileError) {
        let uri = session.uri
        let wanted = session.attributes(CKO_PRIVATE_KEY, label: label, id: uri.id)
        let found = try session.attempt { () throws(TokenFailure) in
            try session.module.objects(session.handle, with: wanted)
        }
        guard found.count == 1 else {
            throw KeyFileError(
                uri.text, "object",
                found.isEmpty
                    ? "is not an Ed25519 key on this token"
                    : "stands for \(found.count) keys: name one by object=… and id=…")
        }
        privateKey = found[0]
        key = try Self.verifierKey(of: found[0], session)
        self.session = session
    }

    /// The public half, which stands beside the private one under the same identifier and label.
    private static func verifierKey(
        of privateKey: CK_OBJECT_HANDLE, _ session: TokenSession
    ) throws(KeyFileError) -> VerifierKey {
        let (module, uri) = (session.module, session.uri)
        let label = module.attribute(CKA_LABEL, of: privateKey, session.handle) ?? []
        guard let text = String(validating: label, as: UTF8.self), let name = KeyName(text) else {
            throw KeyFileError(
                uri.text, "object", "has a label that cannot be the name of a key (no spaces, no '+'): give it one")
        }
        let id = module.attribute(CKA_ID, of: privateKey, session.handle)
        let wanted = session.attributes(CKO_PUBLIC_KEY, label: label, id: id?.isEmpty == true ? nil : id)
        let found = try session.attempt { () throws(TokenFailure) in try module.objects(session.handle, with: wanted) }
        guard found.count == 1, var point = module.attribute(CKA_EC_POINT, of: found[0], session.handle) else {
            throw KeyFileError(uri.text, "object", "has no public half of the same label and id on the token")
        }
        // A DER octet string (PKCS #11 2.40), or the point itself (some modules of version 3.0).
        if point.count == 34, point.starts(with: [0x04, 0x20]) { point.removeFirst(2) }
        guard point.count == 32, let key = VerifierKey(name: name, publicKey: point) else {
            throw KeyFileError(uri.text, "object", "is not an Ed25519 key: its public half has \(point.count) bytes")
        }
        return key
    }

    public func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        let signed = turn.withLock { _ in
            Result { () throws(TokenFailure) in
                try session.module.sign(message, by: privateKey, session.handle)
            }
        }
        switch signed {
        case .failure(let failure): throw SigningError("token \(session.uri.token): \(failure)")
        case .success(let signature):
            // Nothing goes into a ledger on a token's word alone.
            guard key.isValid(signature, for: message) else {
                throw SigningError("token \(session.uri.token): its signature is not that of the key \(key.name)")
            }
            return signature
        }
    }

    /// Ends the session behind the signer's back, as taking the token out does; for tests.
    package func loseToken() { session.module.closeAllSessions(session.slot) }
}
