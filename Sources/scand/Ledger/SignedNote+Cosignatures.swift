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
