extension PageCode: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case box, payload, payloadBase64, required }

    /// Reads `{"box": [x, y, width, height], "payload": "text", "required": true}`; binary payloads stand in
    /// `payloadBase64` instead.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        let text = try values.decodeIfPresent(String.self, forKey: .payload)
        let coded = try values.decodeIfPresent(String.self, forKey: .payloadBase64)
        guard text == nil || coded == nil else {
            throw DecodingError.dataCorruptedError(
                forKey: .payloadBase64, in: values, debugDescription: "stands beside payload: give one of the two")
        }
        var payload = text.map { [UInt8]($0.utf8) }
        if let coded {
            guard let bytes = [UInt8](base64: coded) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .payloadBase64, in: values,
                    debugDescription: "is not base64: expected characters in fours, padded with =")
            }
            payload = bytes
        }
        self.init(
            box: try values.decode(PixelBox.self, forKey: .box), payload: payload,
            isRequired: try values.decodeIfPresent(Bool.self, forKey: .required) ?? false)
    }
}

extension [UInt8] {
    /// The bytes of standard base64 with its padding (RFC 4648, section 4); nil for anything else.
    fileprivate init?(base64 text: String) {
        let characters = [UInt8](text.utf8)
        let digits = characters.prefix { $0 != UInt8(ascii: "=") }
        let padding = characters.count - digits.count
        guard characters.count % 4 == 0, padding <= 2,
            characters.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") })
        else { return nil }
        self.init()
        var (bits, held) = (UInt32(0), 0)
        for character in digits {
            guard let value = Self.base64Value(of: character) else { return nil }
            bits = bits << 6 | value
            held += 6
            if held >= 8 {
                held -= 8
                append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        guard bits & ((1 << UInt32(held)) - 1) == 0 else { return nil }
    }

    private static func base64Value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
