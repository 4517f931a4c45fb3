/// What a host can ask of a PageScan, decoded by the simulated firmware on its own.
///
/// Written from the protocol's description and not from the driver, so that a common misreading does not cancel out.
enum PageScanCommand: Hashable, Sendable {
    enum Resolution: Int, Hashable, Sendable {
        case half = 200
        case medium = 300
        case native = 400
    }
    enum Sides: Hashable, Sendable { case top, bottom, duplex }
    enum Side: Hashable, Sendable { case top, bottom }
    enum Ejection: Hashable, Sendable { case rear, front, hold, rescan }
    enum DoubleFeedKey: String, Hashable, Sendable {
        case oneSheet = "10"
        case twoSheets = "20"
        case lamp = "30"
        case sensors = "40"
        case threshold = "90"
    }

    case testString, firmwareVersion, firmwareBuild, status, settings
    case serialNumber
    case setSerialNumber([UInt8])
    case neededSensors
    case setNeededSensors(Int)
    case feeder(Bool)
    case noMomentaryReverse
    case resolution(Resolution)
    case sides(Sides)
    case pickOnCommand(Bool)
    case ejectPause(Bool)
    case lowBits(Bool)
    case runOut(Bool)
    case halfSpeed(Bool)
    case autoScanStart
    case checking
    case flowControl
    case nudgeThreshold(Side, Int)
    case threshold(Side, UInt8)
    case saveThresholds
    /// In 1/100 inch.
    case longestDocument(Int)
    /// In milliseconds.
    case feedDelay(Int)
    case lamps(Bool)
    case eject(Ejection)
    case release
    case doubleFeedDetection(Bool)
    case calibrateDoubleFeed(sheets: Int)
    /// In percent.
    case doubleFeedSensitivity(Int)
    /// In 1/100 inch.
    case doubleFeedLength(Int)
    case doubleFeedValue(DoubleFeedKey)
    case tables(isHalf: Bool)
    case calibrateSensors
    case register(UInt8)
    case setRegister(UInt8, UInt32)
    case saveRegisters
    case reboot
}

extension PageScanCommand {
    /// Nil for an unknown body.
    init?(_ body: [UInt8]) {
        guard let first = body.first else { return nil }
        let rest = body.dropFirst()
        switch first {
        case UInt8(ascii: "\u{1B}"):
            self.init(escape: Array(rest))
        case UInt8(ascii: "*") where rest.count == 8:
            self = .setSerialNumber(Array(rest))
        case UInt8(ascii: "n"):
            self.init(doubleFeed: String(decoding: rest, as: UTF8.self))
        case UInt8(ascii: "W"):
            guard rest.isEmpty || rest.elementsEqual("0".utf8) || rest.elementsEqual("1".utf8) else { return nil }
            self = .tables(isHalf: rest.elementsEqual("1".utf8))
        case UInt8(ascii: "<"):
            guard let index = Self.registerIndex(rest.prefix(3)), rest.count == 3 else { return nil }
            self = .register(index)
        case UInt8(ascii: ">"):
            guard let index = Self.registerIndex(rest.prefix(3)), let value = Self.hex(rest.dropFirst(3), digits: 8)
            else { return nil }
            self = .setRegister(index, UInt32(value))
        default:
            guard rest.isEmpty, let command = Self.simple[first] else { return nil }
            self = command
        }
    }

    private init?(escape body: [UInt8]) {
        guard let first = body.first else { return nil }
        switch (first, body.count) {
        case (UInt8(ascii: "s"), 2):
            guard (0x30...0x39).contains(body[1]) else { return nil }
            self = .setNeededSensors(Int(body[1]) - 0x30)
        case (UInt8(ascii: "%"), 3):
            guard body[2] <= 100 else { return nil }
            switch body[1] {
            case UInt8(ascii: "T"): self = .threshold(.top, body[2])
            case UInt8(ascii: "B"): self = .threshold(.bottom, body[2])
            default: return nil
            }
        case (UInt8(ascii: "D"), 2):
            guard body[1] >= 0x20 else { return nil }
            self = .longestDocument((Int(body[1]) - 0x20) * 10)
        case (UInt8(ascii: "D"), 3):
            guard body[1] >= 0x20, (0x30...0x39).contains(body[2]) else { return nil }
            self = .longestDocument((Int(body[1]) - 0x20) * ((Int(body[2]) - 0x30) * 5 + 10))
        case (UInt8(ascii: "j"), 2):
            guard (0x20...0xE8).contains(body[1]) else { return nil }
            self = .feedDelay((Int(body[1]) - 0x20) * 16)
        case (_, 1):
            guard let command = Self.simpleEscapes[first] else { return nil }
            self = command
        default:
            return nil
        }
    }

    private init?(doubleFeed text: String) {
        switch text {
        case "": self = .doubleFeedDetection(true)
        case "11": self = .calibrateDoubleFeed(sheets: 1)
        case "12": self = .calibrateDoubleFeed(sheets: 2)
        default:
            let value = String(text.dropFirst(2))
            if text.hasPrefix("3A"), let percent = Self.decimal(value), percent <= 100 {
                self = .doubleFeedSensitivity(percent)
            } else if text.hasPrefix("3B"), let length = Self.decimal(value), (10...250).contains(length) {
                self = .doubleFeedLength(length)
            } else if text.hasPrefix("3a"), let key = DoubleFeedKey(rawValue: value) {
                self = .doubleFeedValue(key)
            } else {
                return nil
            }
        }
    }

    /// '0' and two hexadecimal digits.
    private static func registerIndex(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.count == 3, bytes.first == UInt8(ascii: "0"), let value = hex(bytes.dropFirst(), digits: 2) else {
            return nil
        }
        return UInt8(value)
    }

    private static func hex(_ bytes: ArraySlice<UInt8>, digits: Int) -> UInt64? {
        guard bytes.count == digits, bytes.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
        return UInt64(String(decoding: bytes, as: UTF8.self), radix: 16)
    }

    private static func decimal(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    private static let simple: [UInt8: PageScanCommand] = [
        UInt8(ascii: "D"): .testString, UInt8(ascii: "V"): .firmwareVersion, UInt8(ascii: "Q"): .status,
        UInt8(ascii: "*"): .serialNumber, UInt8(ascii: "I"): .settings,
        UInt8(ascii: "8"): .feeder(true), UInt8(ascii: "9"): .feeder(false),
        UInt8(ascii: "A"): .resolution(.half), UInt8(ascii: "@"): .resolution(.medium),
        UInt8(ascii: "B"): .resolution(.native),
        UInt8(ascii: "G"): .sides(.top), UInt8(ascii: "H"): .sides(.bottom), UInt8(ascii: "J"): .sides(.duplex),
        UInt8(ascii: "M"): .ejectPause(true), UInt8(ascii: "N"): .ejectPause(false),
        UInt8(ascii: "y"): .lowBits(false), UInt8(ascii: "z"): .lowBits(true),
        UInt8(ascii: "j"): .halfSpeed(true), UInt8(ascii: "k"): .halfSpeed(false),
        UInt8(ascii: "g"): .autoScanStart,
        UInt8(ascii: "5"): .lamps(true), UInt8(ascii: "6"): .lamps(false),
        UInt8(ascii: "3"): .eject(.rear), UInt8(ascii: "4"): .eject(.front), UInt8(ascii: "1"): .eject(.hold),
        UInt8(ascii: "["): .eject(.rescan), UInt8(ascii: "7"): .release,
        UInt8(ascii: "o"): .doubleFeedDetection(false),
        UInt8(ascii: "C"): .calibrateSensors, UInt8(ascii: "}"): .saveRegisters, UInt8(ascii: "0"): .reboot,
    ]

    private static let simpleEscapes: [UInt8: PageScanCommand] = [
        UInt8(ascii: "V"): .firmwareBuild, UInt8(ascii: "s"): .neededSensors, UInt8(ascii: "O"): .noMomentaryReverse,
        UInt8(ascii: "X"): .pickOnCommand(true), UInt8(ascii: "Y"): .pickOnCommand(false),
        UInt8(ascii: "e"): .runOut(true), UInt8(ascii: "d"): .runOut(false),
        UInt8(ascii: "K"): .checking, UInt8(ascii: "U"): .flowControl,
        UInt8(ascii: "+"): .nudgeThreshold(.top, 1), UInt8(ascii: "-"): .nudgeThreshold(.top, -1),
        UInt8(ascii: ">"): .nudgeThreshold(.bottom, 1), UInt8(ascii: "<"): .nudgeThreshold(.bottom, -1),
        UInt8(ascii: "$"): .saveThresholds,
    ]
}
