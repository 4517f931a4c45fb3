import Ledger

/// Which key on which token: the part of RFC 7512 that is needed.
///
/// ```
/// pkcs11:token=Station%2012;object=example.org%2Fbox-12?module-path=/usr/lib/softhsm/libsofthsm2.so
/// pkcs11:token=…;id=%01%02?module-path=…
/// ```
/// A PIN has no place in it: arguments are seen by every user of the machine.
package struct TokenURI: Hashable, Sendable {
    /// As it was given.
    let text: String
    /// Absolute path of the library that speaks to the token.
    let module: String
    /// The token's label.
    let token: String
    /// The key's label, if it is given.
    let object: String?
    /// The key's identifier, if it is given.
    let id: [UInt8]?

    static let longest = 2048

    /// Whether a place is to be a token and not a file.
    package static func isMeant(by place: String) -> Bool { place.hasPrefix("pkcs11:") }

    package init(_ text: String) throws(KeyFileError) {
        func refusal(_ field: String?, _ what: String) -> KeyFileError { KeyFileError(text, field, what) }
        guard Self.isMeant(by: text), text.utf8.count <= Self.longest else {
            throw refusal(nil, "is not a pkcs11: URI of at most \(Self.longest) bytes")
        }
        var values: [String: [UInt8]] = [:]
        let parts = text.dropFirst("pkcs11:".count).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let attributes: [(Substring, names: Set<String>)] =
            parts[0].split(separator: ";", omittingEmptySubsequences: false).map { ($0, ["token", "object", "id"]) }
            + parts.dropFirst().flatMap { $0.split(separator: "&", omittingEmptySubsequences: false) }
            .map { ($0, ["module-path"]) }
        for (attribute, names) in attributes {
            let pair = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(pair[0])
            if name.hasPrefix("pin-") {
                // Nothing of it is repeated: it may be the PIN.
                throw KeyFileError(
                    "pkcs11: URI", name, "has no place in an argument: a PIN is typed, or comes from --passphrase-file")
            }
            guard names.contains(name) else {
                throw refusal(nil, "has '\(name)': expected token=…;object=… or id=…, then ?module-path=…")
            }
            guard pair.count == 2, let value = Self.decoded(pair[1]), !value.isEmpty else {
                throw refusal(name, "is empty or not percent-encoded as RFC 7512 asks")
            }
            guard values.updateValue(value, forKey: name) == nil else { throw refusal(name, "is given twice") }
        }
        func string(_ name: String) throws(KeyFileError) -> String? {
            guard let bytes = values[name] else { return nil }
            guard let string = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
                throw refusal(name, "is not text")
            }
            return string
        }
        self.text = text
        guard let module = try string("module-path"), module.hasPrefix("/") else {
            throw refusal("module-path", "is missing or not absolute: expected ?module-path=/…")
        }
        guard let token = try string("token") else { throw refusal("token", "is missing: expected the token's label") }
        (self.module, self.token, object, id) = (module, token, try string("object"), values["id"])
    }

    /// Bytes with their percent signs taken out; nil where two digits are missing behind one.
    private static func decoded(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard byte > 0x20, byte < 0x7F else { return nil }
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
            guard let value = Hex.decode(digits), value.count == 1 else { return nil }
            bytes.append(value[0])
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
