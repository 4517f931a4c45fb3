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
