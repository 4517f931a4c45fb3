import Crypto
public import Ledger

/// The file in which the day's secret is kept, sealed twice: either copy opens the box.
///
/// ```
/// scand-box-keys/v2
/// custodian <base64 of HPKE to the box key: encapsulated key (32) ‖ sealed secret (48)>
/// station <base64 of nonce (12) ‖ ChaCha20-Poly1305 of the secret ‖ tag (16)>
/// ```
/// The custodian opens it where the signing key is lost, and the station counts on where the custodian is not at hand.
///
/// The station's wrapping key is HKDF-SHA256 of a signature that the ledger's signer gives over a label. Ed25519 signatures
/// are a function of key and message (RFC 8032, section 5.1.6), so a key file and a token both give the same one again. The
/// label has zero bytes, which the text of a note cannot have: no signature that the ledger shows is ever this one.
public struct SecretCopies: Hashable, Sendable {
    private let custodian: [UInt8]
    private let station: [UInt8]

    private static let firstLine = "scand-box-keys/v2"
    private static let info = Array("scand/box/v2 secret".utf8)
    private static let custodianByteCount = BoxPublicKey.sealingOverhead + DayKeys.secretByteCount
    private static let stationByteCount = 12 + DayKeys.secretByteCount + 16
    /// Bytes of the file: every one has the same length.
    public static let byteCount = SecretCopies(
        custodian: Array(repeating: 0, count: custodianByteCount), station: Array(repeating: 0, count: stationByteCount)
    ).encoded.count

    private init(custodian: [UInt8], station: [UInt8]) { (self.custodian, self.station) = (custodian, station) }

    /// Seals the secret for both.
    ///
    /// Signs twice: a signer whose signatures differ could never open the file again, and is refused here.
    public init(of keys: DayKeys, boxKey: BoxPublicKey, signer: any Signer) throws(SigningError) {
        var secret = keys.secretBytes
        defer { wipe(&secret) }
        do throws(SealingError) {
            custodian = try boxKey.seal(secret, info: Self.info)
        } catch {
            throw SigningError(error.description)
        }
        let key = try Self.wrappingKey(signer)
        guard try Self.wrappingKey(signer) == key else {
            throw SigningError("the key signs the same bytes differently each time: not Ed25519 as RFC 8032 has it")
        }
        guard let box = try? ChaChaPoly.seal(secret, using: key, authenticating: Self.label(of: signer)) else {
            throw SigningError("the cryptographic library refused to wrap the day's secret")
        }
        station = Array(box.combined)
    }

    /// The file's bytes.
    public var encoded: [UInt8] {
        Array(
            "\(Self.firstLine)\ncustodian \(Base64.encode(custodian))\nstation \(Base64.encode(station))\n".utf8)
    }

    /// Reads the file; nil unless it is exactly what `encoded` gives.
    public init?(parsing file: [UInt8]) {
        let lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 4, let custodian = Self.field("custodian ", lines[1]),
            let station = Self.field("station ", lines[2]),
            custodian.count == Self.custodianByteCount, station.count == Self.stationByteCount
        else { return nil }
        (self.custodian, self.station) = (custodian, station)
        guard encoded == file else { return nil }
    }

    private static func field(_ name: String, _ line: ArraySlice<UInt8>) -> [UInt8]? {
        guard line.starts(with: name.utf8) else { return nil }
        return Base64.decode(Substring(decoding: line.dropFirst(name.utf8.count), as: UTF8.self))
    }

    /// Whether one copy is the same in another file, and the other is not.
    public func differsInOneCopy(from other: SecretCopies) -> Bool {
        (custodian == other.custodian) != (station == other.station)
    }

    /// Opens the station's copy.
    public func keys(by signer: any Signer) throws(DayKeysError) -> DayKeys {
        let key: SymmetricKey
        do throws(SigningError) {
            key = try Self.wrappingKey(signer)
        } catch {
            throw .notSigned(error)
        }
        guard let box = try? ChaChaPoly.SealedBox(combined: station),
            let opened = try? ChaChaPoly.open(box, using: key, authenticating: Self.label(of: signer))
        else { throw .notOpened }
        return try Self.keys(Array(opened))
    }

    /// Opens the custodian's copy: no signing key is needed.
    public func keys(with key: any BoxKey) throws(DayKeysError) -> DayKeys {
        let opened: [UInt8]
        do throws(OpeningError) {
            opened = try key.open(custodian, info: Self.info)
        } catch {
            throw .notOpened
        }
        return try Self.keys(opened)
    }

    private static func keys(_ opened: [UInt8]) throws(DayKeysError) -> DayKeys {
        var secret = opened
        defer { wipe(&secret) }
        guard secret.count == DayKeys.secretByteCount else { throw .notOpened }
        return DayKeys(secret: secret)
    }

    private static func label(of signer: any Signer) -> [UInt8] {
        Array("scand/box/v2\0keys\0\(signer.key.name)".utf8)
    }

    private static func wrappingKey(_ signer: any Signer) throws(SigningError) -> SymmetricKey {
        var signature = try signer.sign(label(of: signer))
        defer { wipe(&signature) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signature), info: label(of: signer), outputByteCount: 32)
    }
}

/// Why the day's secret could not be had.
public enum DayKeysError: Error, Hashable, CustomStringConvertible {
    /// Another key, or a changed file.
    case notOpened
    case notSigned(SigningError)

    public var description: String {
        switch self {
        case .notOpened: "the day's secret does not open: the file was changed, or belongs to another ledger"
        case .notSigned(let error): error.description
        }
    }
}
