internal import ScannerDriver

/// The Custom A4's answer to `status`: 48 bytes that begin with `IDAT`.
package struct CustomA4Status: Hashable, Sendable {
    package static let count = 48
    private let bytes: [UInt8]

    /// `nil` when the bytes are no such answer.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == CustomA4Status.count, bytes.starts(with: Array("IDAT".utf8)) else { return nil }
        self.bytes = bytes
    }

    /// Asks a device.
    init(over transport: any CustomA4Transport) throws(ScannerFault) {
        try transport.write(CustomA4Request.status.bytes)
        let bytes = try transport.read(upTo: CustomA4Status.count)
        guard let status = CustomA4Status(bytes) else {
            throw ScannerFault(.ioError, "\(bytes.count) bytes that are no status")
        }
        self = status
    }

    /// Bytes of a side that wait to be fetched.
    package func available(_ side: CustomA4Request.Side) -> Int {
        let start = side == .sideA ? 8 : 12
        return (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }

    package func width(_ side: CustomA4Request.Side) -> Int { word(side == .sideA ? 16 : 18) }
    package func height(_ side: CustomA4Request.Side) -> Int { word(side == .sideA ? 20 : 22) }
    package func scanHasEnded(_ side: CustomA4Request.Side) -> Bool { has("S", at: side == .sideA ? 26 : 27) }

    package var isDoubleFeed: Bool { bytes[28] != 0 || bytes[35] >> 1 & 1 != 0 }
    package var isJammed: Bool { has("J", at: 29) }
    package var coverIsOpen: Bool { bytes[30] != 0 }
    package var isCancelled: Bool { has("C", at: 31) }
    package var motorIsRunning: Bool { has("S", at: 33) || has("M", at: 33) }
    /// The sheet was held back: its movement does not fit the motor's.
    package var isHeldBack: Bool { bytes[35] & 1 != 0 }
    /// Under one of the sensors before the scanning line: DL, DR, ILL, ICL, ICR, IRR.
    package var paperIsAtInput: Bool { bytes[35] & 0xFC != 0 }
    /// Under one of the sensors behind the scanning line: OLL, OCL, OCR, ORR. A sheet that is held lies there.
    package var paperIsInPath: Bool { bytes[36] & 0x0F != 0 }

    private func word(_ start: Int) -> Int { Int(bytes[start]) | Int(bytes[start + 1]) << 8 }

    private func has(_ letter: Unicode.Scalar, at place: Int) -> Bool { bytes[place] == UInt8(ascii: letter) }
}

extension CustomA4Status: CustomStringConvertible {
    /// For the technician: what is out of the ordinary, and where paper lies.
    package var description: String {
        let found = [
            (coverIsOpen, "cover open"), (isJammed, "jam"), (motorIsRunning, "motor running"),
            (paperIsAtInput, "paper at the input"), (paperIsInPath, "paper in escrow"),
        ].filter(\.0).map(\.1)
        return found.isEmpty ? "no paper" : found.joined(separator: ", ")
    }
}

/// The Custom A4's answer to everything that it does without data.
package enum CustomA4Acknowledgement: Hashable, Sendable {
    case done
    case badFormat
    case invalidCommand
    case invalidJob
    case failed(code: UInt8)

    /// `nil` when the bytes are no such answer.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 8, bytes.starts(with: Array("STA\0".utf8)) else { return nil }
        switch (bytes[4], bytes[7]) {
        case (UInt8(ascii: "A"), _): self = .done
        case (UInt8(ascii: "E"), 0x00): self = .badFormat
        case (UInt8(ascii: "E"), 0x80): self = .invalidCommand
        case (UInt8(ascii: "E"), 0x81): self = .invalidJob
        case (UInt8(ascii: "E"), let code): self = .failed(code: code)
        default: return nil
        }
    }
}
