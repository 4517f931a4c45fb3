import CPKCS11
import Glibc

/// The library that speaks to a kind of token, loaded once and kept for the life of the process: modules do not bear to be
/// taken out again.
@safe struct TokenModule: @unchecked Sendable {
    // Unchecked: a table of functions that nobody writes to. The module was told to lock by itself.
    private let functions: UnsafeMutablePointer<CK_FUNCTION_LIST>

    /// Loads and starts a module.
    init(at path: String, for uri: TokenURI) throws(KeyFileError) {
        func refusal(_ what: String) -> KeyFileError { KeyFileError(uri.text, "module-path", what) }
        guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw refusal("is not a library that can be loaded")
        }
        guard let symbol = unsafe dlsym(library, "C_GetFunctionList") else { throw refusal("is not a PKCS #11 module") }
        let get = unsafe unsafeBitCast(symbol, to: CK_C_GetFunctionList.self)
        var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
        guard unsafe get(&list) == CKR_OK, let functions = unsafe list, unsafe functions.pointee.version.major >= 2
        else {
            throw refusal("gives no functions of PKCS #11 version 2 or 3")
        }
        unsafe self.functions = functions
        var arguments = unsafe CK_C_INITIALIZE_ARGS()
        unsafe arguments.flags = CKF_OS_LOCKING_OK
        let answer = unsafe functions.pointee.C_Initialize(&arguments)
        guard answer == CKR_OK || answer == CKR_CRYPTOKI_ALREADY_INITIALIZED else {
            throw refusal("does not start: \(TokenFailure(operation: "C_Initialize", value: answer))")
        }
    }

    private static func check(_ operation: String, _ value: CK_RV) throws(TokenFailure) {
        guard value == CKR_OK else { throw TokenFailure(operation: operation, value: value) }
    }

    /// Slots in which a token with this label is.
    func slots(withToken label: String) throws(TokenFailure) -> [CK_SLOT_ID] {
        var count: CK_ULONG = 0
        try unsafe Self.check("C_GetSlotList", functions.pointee.C_GetSlotList(1, nil, &count))
        guard count > 0 else { return [] }
        // A token may come in between the two calls: room for some more.
        count += 8
        var slots = [CK_SLOT_ID](repeating: 0, count: Int(count))
        try unsafe Self.check("C_GetSlotList", functions.pointee.C_GetSlotList(1, &slots, &count))
        return slots.prefix(Int(count)).filter { slot in
            var info = CK_TOKEN_INFO()
            guard unsafe functions.pointee.C_GetTokenInfo(slot, &info) == CKR_OK else { return false }
            let found = unsafe withUnsafeBytes(of: &info.label) { unsafe Array($0) }
            return found == Self.padded(label)
        }
    }

    /// A label as tokens have it: 32 bytes, with spaces behind.
    private static func padded(_ label: String) -> [UInt8] {
        let bytes = Array(label.utf8)
        return bytes + Array(repeating: 0x20, count: max(0, 32 - bytes.count))
    }

    func openSession(_ slot: CK_SLOT_ID, isWriting: Bool) throws(TokenFailure) -> CK_SESSION_HANDLE {
        var session: CK_SESSION_HANDLE = 0
        let flags = CKF_SERIAL_SESSION | (isWriting ? CKF_RW_SESSION : 0)
        try unsafe Self.check("C_OpenSession", functions.pointee.C_OpenSession(slot, flags, nil, nil, &session))
        return session
    }

    func closeSession(_ session: CK_SESSION_HANDLE) { _ = unsafe functions.pointee.C_CloseSession(session) }

    /// Ends all sessions with a token, as taking it out does.
    func closeAllSessions(_ slot: CK_SLOT_ID) { _ = unsafe functions.pointee.C_CloseAllSessions(slot) }

    func logIn(_ session: CK_SESSION_HANDLE, pin: SecretBytes) throws(TokenFailure) {
        let answer = unsafe pin.withBytes {
            unsafe functions.pointee.C_Login(session, CKU_USER, $0.baseAddress, CK_ULONG($0.count))
        }
        // The process, not the session, is logged in: another session of ours may have done so.
        guard answer != CKR_USER_ALREADY_LOGGED_IN else { return }
        try Self.check("C_Login", answer)
    }

    /// Objects that have all these attributes; more than a few are not looked for.
    func objects(_ session: CK_SESSION_HANDLE, with wanted: [TokenAttribute]) throws(TokenFailure) -> [CK_OBJECT_HANDLE]
    {
        let begun = unsafe TokenAttribute.lend(wanted) {
            unsafe functions.pointee.C_FindObjectsInit(session, $0, $1)
        }
        try Self.check("C_FindObjectsInit", begun)
        defer { _ = unsafe functions.pointee.C_FindObjectsFinal(session) }
        var found = [CK_OBJECT_HANDLE](repeating: 0, count: 16)
        var count: CK_ULONG = 0
        try unsafe Self.check("C_FindObjects", functions.pointee.C_FindObjects(session, &found, 16, &count))
        return Array(found.prefix(Int(count)))
    }

    /// One attribute of an object; nil where it has none or does not show it.
    func attribute(_ type: CK_ULONG, of object: CK_OBJECT_HANDLE, _ session: CK_SESSION_HANDLE) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: 1024)
        let count: CK_ULONG? = unsafe value.withUnsafeMutableBytes { room in
            var wanted = unsafe CK_ATTRIBUTE(type: type, pValue: room.baseAddress, ulValueLen: CK_ULONG(room.count))
            guard unsafe functions.pointee.C_GetAttributeValue(session, object, &wanted, 1) == CKR_OK else {
                return nil
            }
            let count = unsafe wanted.ulValueLen
            return count <= CK_ULONG(room.count) ? count : nil
        }
        return count.map { Array(value.prefix(Int($0))) }
    }

    /// An Ed25519 signature over a message.
    func sign(_ message: [UInt8], by key: CK_OBJECT_HANDLE, _ session: CK_SESSION_HANDLE) throws(TokenFailure)
        -> [UInt8]
    {
        var mechanism = unsafe CK_MECHANISM(mechanism: CKM_EDDSA, pParameter: nil, ulParameterLen: 0)
        try unsafe Self.check("C_SignInit", functions.pointee.C_SignInit(session, &mechanism, key))
        var signature = [UInt8](repeating: 0, count: 64)
        var count: CK_ULONG = 64
        try unsafe Self.check(
            "C_Sign", functions.pointee.C_Sign(session, message, CK_ULONG(message.count), &signature, &count))
        return Array(signature.prefix(Int(min(count, 64))))
    }

    /// Has the token make a key that it will never give away.
    func makeKeyPair(
        _ session: CK_SESSION_HANDLE, publicHalf: [TokenAttribute], privateHalf: [TokenAttribute]
    ) throws(TokenFailure) {
        var mechanism = unsafe CK_MECHANISM(mechanism: CKM_EC_EDWARDS_KEY_PAIR_GEN, pParameter: nil, ulParameterLen: 0)
        var handles: (CK_OBJECT_HANDLE, CK_OBJECT_HANDLE) = (0, 0)
        let answer = unsafe TokenAttribute.lend(publicHalf) { publicStart, publicCount in
            unsafe TokenAttribute.lend(privateHalf) { privateStart, privateCount in
                unsafe functions.pointee.C_GenerateKeyPair(
                    session, &mechanism, publicStart, publicCount, privateStart, privateCount, &handles.0, &handles.1)
            }
        }
        try Self.check("C_GenerateKeyPair", answer)
    }
}

/// An attribute of an object on a token: a number, a truth or bytes.
struct TokenAttribute {
    let type: CK_ULONG
    let value: [UInt8]

    init(_ type: CK_ULONG, _ value: [UInt8]) { (self.type, self.value) = (type, value) }
    init(_ type: CK_ULONG, _ value: Bool) { self.init(type, [value ? 1 : 0]) }
    init(_ type: CK_ULONG, _ value: CK_ULONG) {
        self.init(type, (0..<UInt(MemoryLayout<CK_ULONG>.size)).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }

    /// Lends attributes as the module wants them.
    static func lend(
        _ attributes: [TokenAttribute], to body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) -> CK_RV
    ) -> CK_RV {
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, attributes.reduce(0) { $0 + $1.value.count }), alignment: 8)
        defer { unsafe room.deallocate() }
        var offset = 0
        var list: [CK_ATTRIBUTE] = unsafe []
        for attribute in attributes {
            let place = unsafe UnsafeMutableRawBufferPointer(rebasing: room[offset..<(offset + attribute.value.count)])
            unsafe place.copyBytes(from: attribute.value)
            unsafe list.append(
                CK_ATTRIBUTE(type: attribute.type, pValue: place.baseAddress, ulValueLen: CK_ULONG(place.count)))
            offset += attribute.value.count
        }
        return unsafe list.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress, CK_ULONG($0.count)) }
    }
}

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
