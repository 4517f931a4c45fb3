/// A register of the device's own memory.
public struct PageScanRegister: Hashable, Sendable {
    public let index: UInt8

    public init(_ index: UInt8) { self.index = index }

    /// Which way the device ejects paper when it starts up.
    public static let bootEject = PageScanRegister(9)
    /// ``bootEject``: paper stays where it is.
    public static let noBootEject: UInt32 = 0x0000_0200

    /// How commands and replies spell it: '0' and two hexadecimal digits.
    var digits: [UInt8] { [UInt8(ascii: "0")] + Hexadecimal.digits(UInt32(index), count: 2) }
}

/// Numbers as the device spells them.
enum Hexadecimal {
    static func digits(_ value: UInt32, count: Int) -> [UInt8] {
        (0..<count).map { place in
            let digit = UInt8(value >> UInt32(4 * (count - 1 - place)) & 0xF)
            return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
        }
    }

    /// The value of up to eight digits; `nil` if one is none.
    static func value(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard digits.count <= 8 else { return nil }
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
