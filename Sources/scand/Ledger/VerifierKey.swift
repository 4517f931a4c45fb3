import Crypto

/// A public key as observers hold it: a `vkey` line (C2SP signed-note, "Verifier keys").
///
/// ```
/// <name>+<key ID, 8 hex digits>+<base64(type ‖ public key)>
/// ```
/// Only type 0x01, Ed25519 over the note's text: the one type that every verifier knows.
public struct VerifierKey: Hashable, Sendable {
    /// The signature type byte of Ed25519.
    public static let ed25519Type: UInt8 = 0x01

    /// Whose key it is.
    public let name: KeyName
    /// The 32 bytes of the public key.
    public let publicKey: [UInt8]
    /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key): tells at a glance which key made a signature.
    public let keyID: [UInt8]

    /// A key of 32 bytes that stand for a point of the curve, or nil.
    public init?(name: KeyName, publicKey: [UInt8]) {
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else { return nil }
        self.name = name
        self.publicKey = publicKey
        keyID = VerifierKeyLine(name: name, type: Self.ed25519Type, publicKey: publicKey).keyID
    }

    /// Reads a `vkey` line (without its line end), checking the key ID.
    public init(parsing text: String) throws(VerifierKeyError) {
        let line = try VerifierKeyLine(parsing: text)
        guard line.type == Self.ed25519Type else { throw .unknownType(line.type) }
        guard let key = VerifierKey(name: line.name, publicKey: line.publicKey) else { throw .badKey }
        guard key.keyID == line.statedKeyID else { throw .keyIDMismatch }
        self = key
    }

    /// The `vkey` line, without a line end.
    public var text: String { VerifierKeyLine(name: name, type: Self.ed25519Type, publicKey: publicKey).text }

    /// Whether a signature over a message is this key's.
    public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}

extension VerifierKey: CustomStringConvertible {
    public var description: String { text }
}

/// Why a text is not a verifier key.
public enum VerifierKeyError: Error, Hashable, CustomStringConvertible {
    /// Of the text `name+id+key`, or of one of its parts.
    case notThreeParts, badName, badKeyID, badKey, keyIDMismatch
    /// An algorithm that is not Ed25519, by its first byte.
    case unknownType(UInt8)

    public var description: String {
        switch self {
        case .notThreeParts: "not of the form name+id+key"
        case .badName: "the name is empty or has a space or control character"
        case .badKeyID: "the key ID is not 8 lower-case hexadecimal digits"
        case .badKey: "the key is not base64 of a type and an Ed25519 public key"
        case .unknownType(let type): "of signature type \(type): a log has 1 (Ed25519), a witness 4 (timestamped)"
        case .keyIDMismatch: "the key ID does not belong to this name and key"
        }
    }
}

/// The parts of a `vkey` line, whatever the key's type (C2SP signed-note, "Verifier keys").
struct VerifierKeyLine {
    let name: KeyName
    /// Which kind of signature the key makes.
    let type: UInt8
    let publicKey: [UInt8]
    /// The key ID that the line gave, or else the computed one.
    let statedKeyID: [UInt8]

    init(name: KeyName, type: UInt8, publicKey: [UInt8]) {
        (self.name, self.type, self.publicKey) = (name, type, publicKey)
        statedKeyID = Self.keyID(name, type, publicKey)
    }

    /// Takes a line apart; whether the key fits its type and ID is for the types of keys to say.
    init(parsing text: String) throws(VerifierKeyError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notThreeParts }
        guard let name = KeyName(String(Substring(parts[0]))) else { throw .badName }
        guard let id = Hex.decode(Substring(parts[1])), id.count == 4 else { throw .badKeyID }
        guard let blob = Base64.decode(Substring(parts[2])), let type = blob.first else { throw .badKey }
        (self.name, self.type, publicKey, statedKeyID) = (name, type, Array(blob.dropFirst()), id)
    }

    /// The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
    var keyID: [UInt8] { Self.keyID(name, type, publicKey) }

    /// The line, without a line end.
    var text: String { "\(name)+\(Hex.encode(keyID))+\(Base64.encode([type] + publicKey))" }

    private static func keyID(_ name: KeyName, _ type: UInt8, _ publicKey: [UInt8]) -> [UInt8] {
        Array(FileDigest(of: Array(name.rawValue.utf8) + [0x0A, type] + publicKey).bytes.prefix(4))
    }
}
