/// The device's answer to `status`: three bytes of flags whose bit 7 is always set.
public struct PageScanStatus: Hashable, Sendable {
    public let bytes: [UInt8]

    /// `nil` unless there are three bytes with bit 7.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 3, bytes.allSatisfy({ $0 & 0x80 != 0 }) else { return nil }
        self.bytes = bytes
    }

    private func bit(_ byte: Int, _ bit: Int) -> Bool { bytes[byte] >> UInt8(bit) & 1 != 0 }

    public var rearLeftIsCovered: Bool { bit(0, 0) }
    public var rearRightIsCovered: Bool { bit(0, 1) }
    public var coverIsOpen: Bool { bit(0, 4) }
    public var feederIsEnabled: Bool { bit(0, 6) }
    public var frontLeftIsCovered: Bool { bit(1, 0) }
    /// The five sensors M1...M5 across the input.
    public var middleSensorsCovered: [Bool] { (1...5).map { bit(1, $0) } }
    public var isReady: Bool { bit(2, 0) }
    public var transmissionWasAborted: Bool { bit(2, 1) }
    public var isJammed: Bool { bit(2, 2) }
    public var arrayHasPixelError: Bool { bit(2, 3) }
    public var isInDiagnosticMode: Bool { bit(2, 4) }
    public var documentIsInScanner: Bool { bit(2, 5) }
    public var needsCalibration: Bool { bit(2, 6) }

    /// Paper behind the arrays, where the escrow is.
    public var paperIsAtRear: Bool { rearLeftIsCovered || rearRightIsCovered }
    /// Paper under the input's sensors.
    public var paperIsAtFront: Bool { frontLeftIsCovered || middleSensorsCovered.contains(true) }
}

extension PageScanStatus: CustomStringConvertible {
    public var description: String {
        "status " + bytes.map { String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }
}
