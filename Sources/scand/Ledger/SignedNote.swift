/// A text and the signatures under it (C2SP signed-note).
///
/// ```
/// text, ending in a line end
///                                    <- the last empty line
/// — <key name> <base64(key ID ‖ signature)>
/// ```
public struct SignedNote: Hashable, Sendable {
    /// Most signatures read under one note: the specification asks for at least 16.
    public static let maximumSignatureCount = 64
    /// Longest note that is read.
    public static let maximumByteCount = 65_536

    /// One signature line.
    public struct Signature: Hashable, Sendable {
        /// Who says to have signed.
        public let name: KeyName
        /// Which of that name's keys: 4 bytes.
        public let keyID: [UInt8]
        /// The signature itself; its length belongs to the key's type.
        public let bytes: [UInt8]

        /// A signature line of these parts; nothing is checked here.
        public init(name: KeyName, keyID: [UInt8], bytes: [UInt8]) {
            (self.name, self.keyID, self.bytes) = (name, keyID, bytes)
        }

        /// The line, with its line end.
        public var encoded: [UInt8] {
            SignedNote.dash + Array("\(name) \(Base64.encode(keyID + bytes))\n".utf8)
        }
    }

    /// The signed text, with its last line end.
    public let text: String
    /// The lines under it, in their order; at least one.
    public let signatures: [Signature]

    /// Has a text signed.
    ///
    /// - Precondition: the text ends in a line end, as the text of a checkpoint does.
    public init(signing text: String, by signer: any Signer) throws(SigningError) {
        precondition(text.utf8.last == UInt8(ascii: "\n"), "a note's text ends in a line end")
        let bytes = try signer.sign(Array(text.utf8))
        self.text = text
        signatures = [Signature(name: signer.key.name, keyID: signer.key.keyID, bytes: bytes)]
    }

    /// The whole note.
    public var encoded: [UInt8] {
        var bytes = Array(text.utf8)
        bytes.append(UInt8(ascii: "\n"))
        for signature in signatures { bytes.append(contentsOf: signature.encoded) }
        return bytes
    }

    /// An em dash (U+2014) and a space.
    private static let dash: [UInt8] = [0xE2, 0x80, 0x94, 0x20]

    /// Reads a note, strictly: what is accepted is exactly what `encoded` gives back.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        let newline = UInt8(ascii: "\n")
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == newline }) else { throw .controlCharacter }
        guard bytes.last == newline else { throw .noSignature }
        guard let split = bytes.indices.dropFirst().last(where: { bytes[$0] == newline && bytes[$0 - 1] == newline })
        else { throw .noSignature }
        text = String(decoding: bytes[..<split], as: UTF8.self)
        var signatures: [Signature] = []
        for line in bytes[(split + 1)...].dropLast().split(separator: newline, omittingEmptySubsequences: false) {
            guard signatures.count < Self.maximumSignatureCount else { throw .tooManySignatures }
            signatures.append(try Self.signature(of: line))
        }
        self.signatures = signatures
    }

    private static func signature(of line: ArraySlice<UInt8>) throws(NoteError) -> Signature {
        guard line.starts(with: dash) else { throw line.isEmpty ? .noSignature : .badSignatureLine }
        let parts = line.dropFirst(dash.count).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let name = KeyName(String(decoding: parts[0], as: UTF8.self)),
            let blob = Base64.decode(String(decoding: parts[1], as: UTF8.self)), blob.count > 4
        else { throw .badSignatureLine }
        return Signature(name: name, keyID: Array(blob.prefix(4)), bytes: Array(blob.dropFirst(4)))
    }

    /// Requires that a key signed this text. Other keys' lines are passed over, as the specification demands.
    public func verify(by key: VerifierKey) throws(NoteError) {
        let own = signatures.filter { $0.name == key.name && $0.keyID == key.keyID }
        guard !own.isEmpty else { throw .notSignedBy(key.name) }
        let message = Array(text.utf8)
        guard own.allSatisfy({ key.isValid($0.bytes, for: message) }) else { throw .badSignature(key.name) }
    }
}

/// Why bytes are not a note, or not one that a key signed.
public enum NoteError: Error, Hashable, CustomStringConvertible {
    /// Of the note as a whole, or of one of its lines.
    case tooLong, notUTF8, controlCharacter, noSignature, badSignatureLine, tooManySignatures
    /// No signature is of this key.
    case notSignedBy(KeyName)
    /// A signature under this key's name and id is wrong.
    case badSignature(KeyName)

    public var description: String {
        switch self {
        case .tooLong: "more than \(SignedNote.maximumByteCount) bytes"
        case .notUTF8: "not UTF-8"
        case .controlCharacter: "a control character in a note"
        case .noSignature: "no signature under the text"
        case .badSignatureLine: "a signature line that cannot be read"
        case .tooManySignatures: "more than \(SignedNote.maximumSignatureCount) signatures"
        case .notSignedBy(let name): "not signed by the key given for \(name)"
        case .badSignature(let name): "the signature of \(name) is wrong"
        }
    }
}

extension SignedNote {
    /// Makes a witness's signature line for this note's text. It is not under the note yet.
    public func cosignature(by signer: any Signer, at timestamp: Int) throws(SigningError) -> Signature {
        let key = CosignerKey(of: signer.key)
        let cosignature = try Cosignature(of: text, by: signer, at: timestamp)
        return Signature(name: key.name, keyID: key.keyID, bytes: cosignature.encoded)
    }

    /// The newest cosignature of a key. As with the log's own key, a line of it that is wrong spoils the note; other keys'
    /// lines are passed over.
    public func cosignature(of key: CosignerKey) throws(NoteError) -> Cosignature {
        guard let newest = try cosignatures(of: key).max(by: { $0.timestamp < $1.timestamp }) else {
            throw .notSignedBy(key.name)
        }
        return newest
    }

    /// All cosignatures of a key, in the order of their lines; none where it did not cosign.
    func cosignatures(of key: CosignerKey) throws(NoteError) -> [Cosignature] {
        var found: [Cosignature] = []
        for line in signatures where line.name == key.name && line.keyID == key.keyID {
            guard let cosignature = Cosignature(parsing: line.bytes), key.isValid(cosignature, for: text) else {
                throw .badSignature(key.name)
            }
            found.append(cosignature)
        }
        return found
    }

    /// The note with only some of its lines, in their order; nil if none is left.
    public func keeping(_ isKept: (Signature) -> Bool) -> SignedNote? {
        let kept = signatures.filter(isKept)
        return kept.isEmpty ? nil : SignedNote(text: text, signatures: kept)
    }

    /// The note with a line more. It takes the place of what the same key said before.
    public func adding(_ signature: Signature) throws(NoteError) -> SignedNote {
        let others = signatures.filter { $0.name != signature.name || $0.keyID != signature.keyID }
        guard others.count < Self.maximumSignatureCount else { throw .tooManySignatures }
        return SignedNote(text: text, signatures: others + [signature])
    }

    /// Reads signature lines that a witness answered with for this note's text. They prove nothing until they are verified.
    public func signatures(parsing lines: [UInt8]) throws(NoteError) -> [Signature] {
        let note = try SignedNote(parsing: Array(text.utf8) + [UInt8(ascii: "\n")] + lines)
        // Lines with an empty one among them would end the text elsewhere.
        guard note.text.utf8.elementsEqual(text.utf8) else { throw .badSignatureLine }
        return note.signatures
    }

    private init(text: String, signatures: [Signature]) {
        (self.text, self.signatures) = (text, signatures)
    }
}
