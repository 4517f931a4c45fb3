import Crypto
import Ledger

/// What a machine keeps of the running day beside the slots: the blind of the newest commitment, and the sums that are told
/// only at the close.
///
/// It lies sealed in one of two places behind the slots, `byteCount` bytes each, whatever is in it:
/// ```
/// place    nonce (12) ‖ ChaCha20-Poly1305(day, nonce, "scand/box/v2 day" ‖ be32(place)) of 4068 bytes ‖ tag (16)
/// inside   u64 how often written ‖ u64 sheets in the box ‖ blind (32) ‖ u64 last number that was returned, 0 none
///          ‖ u64 out of hours ‖ u64 in the way ‖ u16 count ‖ (u8 1 reason, 2 fault ‖ u8 length ‖ id ‖ u32 count)...
///          ‖ u8 count ‖ (u16 length ‖ path of a directory)... ‖ zeros
/// ```
/// Each blind is random and in no other place: once it is overwritten, nobody can compute its commitment again.
public struct DayRecord: Hashable, Sendable {
    /// How often a place was written.
    public var writes: Int
    /// Sheets in the box that the blind is for.
    public var sheets: Int
    /// The blind of the commitment to that box.
    public var blind: [UInt8]
    /// The last number that a returned sheet bears; 0 where none was returned.
    public var lastReturned = 0
    /// Sheets that a person confirmed out of hours.
    public var outOfHours = 0
    /// Sheets that were counted and then lay in the way.
    public var inTheWay = 0
    /// How often each reason returned a sheet, and how often each fault came up.
    public private(set) var sums: [Sum: Int] = [:]

    /// Where the ledger and its second copies were written, as paths of this machine, the copy written last at the end: each has
    /// the day's keys. None where there never was a copy.
    public private(set) var directories: [String] = []

    /// What is summed.
    public struct Sum: Hashable, Sendable {
        public enum Kind: UInt8, Sendable {
            case returnReason = 1
            case fault = 2
        }
        public let kind: Kind
        public let id: String
    }

    /// Places, each of so many bytes.
    public static let placeCount = 2
    public static let byteCount = 4096
    private static let roomByteCount = byteCount - 12 - 16
    private static let headByteCount = 5 * 8 + 32 + 2
    /// Kept for the paths of directories.
    private static let pathsByteCount = 1536

    /// The record of a box with so many sheets.
    public init(sheets: Int, blind: [UInt8]) { (writes, self.sheets, self.blind) = (0, sheets, blind) }

    /// 32 bytes from the system's random generator.
    public static func freshBlind() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).flatMap { _ in BigEndian.bytes(generator.next() as UInt64) }
    }

    /// Counts one more; under `other` where the name does not have 1 to 64 bytes, or the record is full.
    public mutating func add(_ kind: Sum.Kind, _ id: String) {
        var sum = Sum(kind: kind, id: id)
        // Two entries are left for `other`.
        let reserved = 2 * (6 + PollsClose.other.utf8.count)
        let used = sums.keys.reduce(Self.headByteCount + Self.pathsByteCount + reserved) { $0 + 6 + $1.id.utf8.count }
        let fits = 1...64 ~= id.utf8.count && used + 6 + id.utf8.count <= Self.roomByteCount
        if sums[sum] == nil && !fits { sum = Sum(kind: kind, id: PollsClose.other) }
        sums[sum, default: 0] += 1
    }

    /// The most places that are remembered.
    public static let mostDirectories = 8

    /// Notes where the ledger and its second copy are written now.
    ///
    /// - Returns: false where there is no room for them beside the earlier ones, of which none may be forgotten: then nothing is
    ///   noted.
    public mutating func note(ledgerAt ledger: String, copyAt copy: String) -> Bool {
        let noted = directories.filter { $0 != ledger && $0 != copy } + [ledger, copy]
        guard noted.count <= Self.mostDirectories,
            noted.reduce(1, { $0 + 2 + $1.utf8.count }) <= Self.pathsByteCount
        else { return false }
        directories = noted
        return true
    }

    /// The sums of a kind by name, those below `least` under `other`.
    public func sums(_ kind: Sum.Kind, atLeast least: Int) -> [String: Int] {
        var folded: [String: Int] = [:]
        for (sum, count) in sums where sum.kind == kind {
            folded[count < least ? PollsClose.other : sum.id, default: 0] += count
        }
        return folded
    }

    /// The bytes of a place.
    public func sealed(in place: Int, with keys: DayKeys) -> [UInt8] {
        var bytes = encoded
        defer { wipe(&bytes) }
        guard let box = try? ChaChaPoly.seal(bytes, using: keys.day, authenticating: Self.associated(place)) else {
            preconditionFailure("any record can be encrypted")
        }
        return Array(box.combined)
    }

    /// The record in a place; nil where the bytes are not all that was written there.
    public init?(opening bytes: [UInt8], in place: Int, with keys: DayKeys) {
        guard bytes.count == Self.byteCount, let box = try? ChaChaPoly.SealedBox(combined: bytes),
            let opened = try? ChaChaPoly.open(box, using: keys.day, authenticating: Self.associated(place))
        else { return nil }
        var inside = Array(opened)
        defer { wipe(&inside) }
        self.init(decoding: inside)
    }

    private static func associated(_ place: Int) -> [UInt8] {
        Array("scand/box/v2 day".utf8) + BigEndian.bytes(UInt32(place))
    }

    private var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.roomByteCount)
        bytes += BigEndian.bytes(UInt64(writes)) + BigEndian.bytes(UInt64(sheets)) + blind
        for number in [lastReturned, outOfHours, inTheWay] { bytes += BigEndian.bytes(UInt64(number)) }
        bytes += BigEndian.bytes(UInt16(sums.count))
        for (sum, count) in sums.sorted(by: { $0.key < $1.key }) {
            bytes += [sum.kind.rawValue, UInt8(sum.id.utf8.count)] + Array(sum.id.utf8)
            bytes += BigEndian.bytes(UInt32(clamping: count))
        }
        bytes.append(UInt8(directories.count))
        for path in directories { bytes += BigEndian.bytes(UInt16(path.utf8.count)) + Array(path.utf8) }
        precondition(bytes.count <= Self.roomByteCount, "names without room are summed under another")
        return bytes + [UInt8](repeating: 0, count: Self.roomByteCount - bytes.count)
    }

    private init?(decoding bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let writes = reader.long(), let sheets = reader.long(), let blind = reader.take(32),
            let lastReturned = reader.long(), let outOfHours = reader.long(), let inTheWay = reader.long(),
            let count = reader.take(2).map({ BigEndian.number($0) })
        else { return nil }
        self.init(sheets: sheets, blind: Array(blind))
        (self.writes, self.lastReturned) = (writes, lastReturned)
        (self.outOfHours, self.inTheWay) = (outOfHours, inTheWay)
        for _ in 0..<count {
            guard let kind = reader.take(1)?.first.flatMap(Sum.Kind.init(rawValue:)),
                let length = reader.take(1)?.first, let id = reader.take(Int(length)),
                let text = String(validating: id, as: UTF8.self), let number = reader.number()
            else { return nil }
            sums[Sum(kind: kind, id: text)] = number
        }
        // Zero in records that were written before there were any.
        guard let places = reader.take(1)?.first else { return nil }
        for _ in 0..<places {
            guard let length = reader.take(2).map({ BigEndian.number($0) }), let path = reader.take(length),
                let text = String(validating: path, as: UTF8.self)
            else { return nil }
            directories.append(text)
        }
        guard reader.isAtPadding else { return nil }
    }
}

extension DayRecord.Sum: Comparable {
    public static func < (one: DayRecord.Sum, other: DayRecord.Sum) -> Bool {
        (one.kind.rawValue, one.id) < (other.kind.rawValue, other.id)
    }
}

/// Printing or dumping the record shows nothing of it.
extension DayRecord: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "the day's record" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
