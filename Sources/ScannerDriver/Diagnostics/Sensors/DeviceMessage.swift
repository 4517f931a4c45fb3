public import ScannerDriver

/// What a PageScan says about its light and its sensors while it is calibrated: two characters, decoded for people.
///
/// The codes are those of the device's events as its public driver lists them. Codes 51 and 53 are the *back* array's; that
/// driver takes them for the front. Front is the array on top, which delivers side A.
public struct DeviceMessage: Hashable, Sendable {
    /// The code, such as "71".
    public let code: String
    /// What it means, in one sentence.
    public let sentence: String
    /// What to do.
    public let action: String
    /// The side it speaks of; `nil` for the whole device.
    public let side: SheetSide?

    /// - Parameter code: two characters, such as "71" or "1A".
    /// - Returns: `nil` for a code that is none of light, sensors or calibration.
    public init?(code: String) {
        guard let found = Self.meanings.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    /// Finds the code in a fault's detail, where drivers write it behind a number sign: "event #71".
    public init?(in fault: ScannerFault) {
        let detail = Array(fault.detail.utf8)
        for (index, byte) in detail.enumerated() where byte == UInt8(ascii: "#") && index + 2 < detail.count {
            let end = index + 3
            // "#713" is a number of something else.
            if end < detail.count, Self.isLetterOrDigit(detail[end]) { continue }
            if let found = DeviceMessage(code: String(decoding: detail[index + 1..<end], as: UTF8.self)) {
                self = found
                return
            }
        }
        return nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private init(_ code: String, _ side: SheetSide?, _ sentence: String, _ action: String) {
        self.code = code
        self.side = side
        self.sentence = sentence
        self.action = action
    }

    private static let clean =
        "Wipe the glass and the white backing of that side, and calibrate again with a clean white sheet."
    private static let worn = clean + " If it stays, the lamp is worn or wrongly set: take another scanner."
    private static let sheet = "Calibrate again with a clean white sheet of full length, and let go of it."
    private static let service = "Switch the device off and on and calibrate again; if it stays, call its maker."

    static let meanings: [DeviceMessage] =
        side(.a, pixels: ("13", "19"), light: "7") + side(.b, pixels: ("51", "53"), light: "8") + [
            DeviceMessage("02", nil, "The device asks for a calibration of its image sensors.", sheet),
            DeviceMessage("07", nil, "The device asks for a calibration of its double-feed sensor.", Self.doubleFeed),
            DeviceMessage("08", nil, "The double-feed sensor is missing, or its program is too old.", service),
            DeviceMessage("11", .a, "The calibration sheet was too short on side A.", sheet),
            DeviceMessage("12", nil, "The calibration sheet was taken away too early.", sheet),
            DeviceMessage("1A", nil, "No calibration sheet came in time.", sheet),
            DeviceMessage("1B", nil, "The speed of the feed was out of its range during calibration.", service),
            DeviceMessage("1C", nil, "The speed box was not recognised during calibration.", service),
            DeviceMessage("54", .b, "The calibration sheet was too short on side B.", sheet),
            DeviceMessage("9A", nil, "The double-feed calibration ran out of time: no sheet passed.", Self.doubleFeed),
        ]

    private static let doubleFeed =
        "Calibrate double-feed detection again, with blank sheets of the election's paper."

    private static func side(_ side: SheetSide, pixels: (black: String, white: String), light: String)
        -> [DeviceMessage]
    {
        let name = "side \(side.rawValue)"
        var messages = [
            DeviceMessage(pixels.black, side, "Columns of \(name) stay light where black was expected.", clean),
            DeviceMessage(pixels.white, side, "Columns of \(name) stay dark where white was expected.", clean),
            DeviceMessage(light + "7", side, "Columns of \(name) answer too strongly to light.", worn),
            DeviceMessage(light + "8", side, "Columns of \(name) answer too weakly to light.", worn),
        ]
        for (number, colour) in [(1, "red"), (3, "blue"), (5, "green")] {
            messages.append(
                DeviceMessage("\(light)\(number)", side, "There is not enough \(colour) light on \(name).", worn))
            messages.append(
                DeviceMessage("\(light)\(number + 1)", side, "There is too much \(colour) light on \(name).", worn))
        }
        return messages
    }
}

extension CheckResult {
    /// What a fault during a calibration says: a failed check where it is the device's own word on its light, its sensors or
    /// the calibration; `nil` for everything else, such as a jam, which ends the check.
    package init?(_ id: CheckID, calibrationFault fault: ScannerFault) {
        if let message = DeviceMessage(in: fault) {
            self.init(
                id, .failed, "\(message.sentence) (The device's code is #\(message.code).)", action: message.action)
            return
        }
        switch fault.code {
        case .calibrationFailed, .calibrationNeeded, .sensorFailedOnSideA, .sensorFailedOnSideB, .dirtOnSideA,
            .dirtOnSideB,
            .doubleFeedSensorFailed:
            let detail = fault.detail.isEmpty ? "" : " (\(fault.detail))"
            self.init(id, .failed, fault.code.sentence + detail, action: fault.code.remedy)
        default:
            return nil
        }
    }
}
