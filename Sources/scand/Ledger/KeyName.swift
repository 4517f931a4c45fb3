/// The name that a key signs under, such as `example.org/scand/box-7`; also the origin of the log it signs.
///
/// 1 to 256 bytes, no Unicode space, no `+` (C2SP signed-note, "Signatures"); and no control character, which a note may not
/// contain either. Compared byte by byte: two spellings that Unicode calls equivalent are two names.
public struct KeyName: Sendable {
    /// The name as it is written.
    public let rawValue: String

    /// Takes a name that may be used, or gives nil.
    public init?(_ name: String) {
        guard 1...256 ~= name.utf8.count else { return nil }
        for scalar in name.unicodeScalars {
            if scalar == "+" || scalar.value < 0x20 || scalar.value == 0x7F || scalar.properties.isWhitespace {
                return nil
            }
        }
        rawValue = name
    }
}

extension KeyName: Hashable {
    public static func == (a: Self, b: Self) -> Bool { a.rawValue.utf8.elementsEqual(b.rawValue.utf8) }
    public func hash(into hasher: inout Hasher) { for byte in rawValue.utf8 { hasher.combine(byte) } }
}

extension KeyName: CustomStringConvertible {
    public var description: String { rawValue }
}
