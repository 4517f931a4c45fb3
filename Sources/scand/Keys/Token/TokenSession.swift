import CPKCS11

/// A session with the one token that a URI names, closed when nobody holds it any more.
final class TokenSession: Sendable {
    let module: TokenModule
    let handle: CK_SESSION_HANDLE
    let slot: CK_SLOT_ID
    let uri: TokenURI

    /// Opens it and logs in.
    init(_ uri: TokenURI, pin: PassphraseSource, isWriting: Bool) throws(KeyFileError) {
        self.uri = uri
        module = try TokenModule(at: uri.module, for: uri)
        let slots: [CK_SLOT_ID]
        do throws(TokenFailure) { slots = try module.slots(withToken: uri.token) } catch {
            throw KeyFileError(uri.text, nil, error.description)
        }
        guard slots.count == 1 else {
            throw KeyFileError(
                uri.text, "token",
                slots.isEmpty ? "is not there: put it in" : "stands for \(slots.count) tokens: leave one in")
        }
        slot = slots[0]
        do throws(TokenFailure) { handle = try module.openSession(slot, isWriting: isWriting) } catch {
            throw KeyFileError(uri.text, nil, error.description)
        }
        let pin = try pin.passphrase(for: "the token \(uri.token)")
        try attempt { () throws(TokenFailure) in try module.logIn(handle, pin: pin) }
    }

    deinit { module.closeSession(handle) }

    /// Names the token in what went wrong.
    func attempt<Result>(_ body: () throws(TokenFailure) -> Result) throws(KeyFileError) -> Result {
        do throws(TokenFailure) { return try body() } catch { throw KeyFileError(uri.text, nil, error.description) }
    }

    /// What a key on it is looked for by.
    func attributes(_ kind: CK_ULONG, label: [UInt8]?, id: [UInt8]?) -> [TokenAttribute] {
        [TokenAttribute(CKA_CLASS, kind), TokenAttribute(CKA_KEY_TYPE, CKK_EC_EDWARDS)]
            + (label.map { [TokenAttribute(CKA_LABEL, $0)] } ?? []) + (id.map { [TokenAttribute(CKA_ID, $0)] } ?? [])
    }
}
