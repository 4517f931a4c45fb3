import Crypto
public import Ledger

/// The file in which the day's keys are kept: only whoever can sign for the ledger can read it.
///
/// ```
/// scand-box-keys/v1
/// <base64 of nonce (12) ‖ ChaCha20-Poly1305 of both keys (64) ‖ tag (16)>
/// ```
/// The wrapping key is HKDF-SHA256 of a signature that the ledger's signer gives over a label. Ed25519 signatures are a
/// function of key and message (RFC 8032, section 5.1.6), so a key file and a token both give the same one again. The label
/// has zero bytes, which the text of a note cannot have: no signature that the ledger shows is ever this one.
extension DayKeys {
    private static let firstLine = Array("scand-box-keys/v1\n".utf8)
    /// Bytes of the file.
    public static let wrappedByteCount = firstLine.count + 124 + 1

    /// The file's bytes.
    ///
    /// Signs twice: a signer whose signatures differ could never open the file again, and is refused here.
    public func wrapped(for signer: any Signer) throws(SigningError) -> [UInt8] {
        let key = try Self.wrappingKey(signer)
        guard try Self.wrappingKey(signer) == key else {
            throw SigningError("the key signs the same bytes differently each time: not Ed25519 as RFC 8032 has it")
        }
        var bytes = self.bytes
        defer { wipe(&bytes) }
        guard let box = try? ChaChaPoly.seal(bytes, using: key, authenticating: Self.label(of: signer)) else {
            throw SigningError("the cryptographic library refused to wrap the day's keys")
        }
        return Self.firstLine + Array(Base64.encode(Array(box.combined)).utf8) + [UInt8(ascii: "\n")]
    }

    /// Reads the file, strictly.
    public init(unwrapping file: [UInt8], by signer: any Signer) throws(DayKeysError) {
        guard file.count == Self.wrappedByteCount, file.starts(with: Self.firstLine),
            file.last == UInt8(ascii: "\n"),
            let combined = Base64.decode(
                Substring(decoding: file[Self.firstLine.count..<(file.count - 1)], as: UTF8.self)),
            let box = try? ChaChaPoly.SealedBox(combined: combined)
        else { throw .damaged }
        let key: SymmetricKey
        do throws(SigningError) {
            key = try Self.wrappingKey(signer)
        } catch {
            throw .notSigned(error)
        }
        guard let opened = try? ChaChaPoly.open(box, using: key, authenticating: Self.label(of: signer)) else {
            throw .notOpened
        }
        var bytes = Array(opened)
        defer { wipe(&bytes) }
        guard bytes.count == Self.byteCount else { throw .damaged }
        self.init(bytes: bytes)
    }

    private static func label(of signer: any Signer) -> [UInt8] {
        Array("scand/box/v1\0keys\0\(signer.key.name)".utf8)
    }

    private static func wrappingKey(_ signer: any Signer) throws(SigningError) -> SymmetricKey {
        var signature = try signer.sign(label(of: signer))
        defer { wipe(&signature) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signature), info: label(of: signer), outputByteCount: 32)
    }
}

/// Why the day's keys could not be had.
public enum DayKeysError: Error, Hashable, CustomStringConvertible {
    /// Not a file of this version.
    case damaged
    /// Another signer, or a changed file.
    case notOpened
    case notSigned(SigningError)

    public var description: String {
        switch self {
        case .damaged: "not a file of the day's keys as this version writes it"
        case .notOpened: "the day's keys do not open: the file was changed, or belongs to another ledger"
        case .notSigned(let error): error.description
        }
    }
}
