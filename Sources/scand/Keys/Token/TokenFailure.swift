import CPKCS11

/// What a token's module answered instead of doing what was asked, in words.
struct TokenFailure: Error, Hashable, CustomStringConvertible {
    let operation: String
    let value: CK_RV

    var description: String {
        switch value {
        case CKR_PIN_INCORRECT, CKR_PIN_LEN_RANGE: "wrong PIN: the token counts wrong ones, and locks itself"
        case CKR_PIN_LOCKED: "the PIN is locked: unlock it with the token's own tools"
        case CKR_PIN_EXPIRED, CKR_USER_PIN_NOT_INITIALIZED:
            "the PIN was never set or has expired: set it with the token's own tools"
        case CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SESSION_CLOSED, CKR_SESSION_HANDLE_INVALID,
            CKR_KEY_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN:
            "the token was taken out or reset: put it in and start again"
        case CKR_DEVICE_ERROR: "the token reports a fault of its own"
        case CKR_MECHANISM_INVALID: "the token does not know Ed25519"
        case CKR_TOKEN_WRITE_PROTECTED: "the token cannot be written to"
        default: "the token refused (\(operation): 0x\(String(value, radix: 16)))"
        }
    }
}
