/// How long each kind of packet is. The first byte of the body tells the kind.
///
/// ```
/// W  2 bytes say how long      I  11 or 13 bytes      Q 4   * 9   V 10   s 3   < > 12   # 3
/// #L0 and every other kind: text up to the first ETX
/// ```
enum PacketForm {
    enum Reading {
        /// A packet, and the bytes that it takes with its frame.
        case packet(PageScanPacket, count: Int)
        /// It may become one.
        case incomplete
        /// No packet begins here.
        case none
    }

    /// Longest body that ends where its first ETX is.
    private static let longestText = 256

    /// Reads a packet that begins with the first of the bytes.
    static func read(_ bytes: ArraySlice<UInt8>) -> Reading {
        guard bytes.first == PageScanFrame.stx else { return .none }
        guard bytes.count > 1 else { return .incomplete }
        let body = bytes.dropFirst()
        switch bodyLength(body) {
        case .exactly(let count):
            guard body.count > count else {
                return hasRightStart(body) ? .incomplete : .none
            }
            guard body[body.startIndex + count] == PageScanFrame.etx,
                let packet = PageScanPacket(body: body.prefix(count))
            else { return .none }
            return .packet(packet, count: count + 2)
        case .unknownYet: return .incomplete
        case .impossible: return .none
        }
    }

    private enum Length {
        case exactly(Int)
        case unknownYet
        case impossible
    }

    private static func bodyLength(_ body: ArraySlice<UInt8>) -> Length {
        switch body[body.startIndex] {
        case UInt8(ascii: "W"): lengthOfTable(body)
        case UInt8(ascii: "I"): lengthOfSettings(body)
        case UInt8(ascii: "Q"): .exactly(4)
        case UInt8(ascii: "*"): .exactly(9)
        case UInt8(ascii: "V"): .exactly(10)
        case UInt8(ascii: "s"): .exactly(3)
        case UInt8(ascii: "<"), UInt8(ascii: ">"): .exactly(12)
        case UInt8(ascii: "#"): lengthOfEvent(body)
        default: lengthOfText(body, allowing: PageScanPacket.isPrintable)
        }
    }

    private static func lengthOfTable(_ body: ArraySlice<UInt8>) -> Length {
        guard body.count >= 3 else { return .unknownYet }
        let columns = Int(body[body.startIndex + 1]) | Int(body[body.startIndex + 2]) << 8
        guard (1...PageScanTable.mostColumns).contains(columns) else { return .impossible }
        return .exactly(PageScanTable.bodyCount(columns: columns))
    }

    /// Five words or six. An ETX behind the fifth ends the packet, unless a sixth word of 3 and its own ETX follow.
    private static func lengthOfSettings(_ body: ArraySlice<UInt8>) -> Length {
        let behind = Array(body.dropFirst(11).prefix(3))
        guard let first = behind.first else { return .unknownYet }
        if first != PageScanFrame.etx || behind == [PageScanFrame.etx, 0, PageScanFrame.etx] { return .exactly(13) }
        return .exactly(11)
    }

    private static func lengthOfEvent(_ body: ArraySlice<UInt8>) -> Length {
        guard body.count >= 3 else { return .unknownYet }
        return body.starts(with: Array("#L0".utf8)) ? lengthOfText(body) { $0 != PageScanFrame.stx } : .exactly(3)
    }

    private static func lengthOfText(_ body: ArraySlice<UInt8>, allowing isAllowed: (UInt8) -> Bool) -> Length {
        for (count, byte) in body.prefix(longestText + 1).enumerated() {
            if byte == PageScanFrame.etx { return count > 0 ? .exactly(count) : .impossible }
            if !isAllowed(byte) { return .impossible }
        }
        return body.count > longestText ? .impossible : .unknownYet
    }

    /// Whether the beginning of a body of known length can still become a packet: so that a damaged answer does not hold up
    /// the events behind it. Tables and settings may hold anything.
    private static func hasRightStart(_ body: ArraySlice<UInt8>) -> Bool {
        switch body[body.startIndex] {
        case UInt8(ascii: "W"), UInt8(ascii: "I"): true
        case UInt8(ascii: "Q"): body.dropFirst().allSatisfy { $0 & 0x80 != 0 }
        default: body.dropFirst().allSatisfy(PageScanPacket.isPrintable)
        }
    }
}
