import Crypto
import Ledger

/// What is sealed into a slot: a sheet's record, and how to open its pictures.
///
/// ```
/// u8   2
/// u8   mode: 0 stationary, 1 portable
/// u8   sheet of the ballot, 0 not said
/// u8   pictures: 0 none, 1 kept, 2 left out because they did not fit
/// 32   key of the pictures          \
/// 32   SHA-256 of their bundle       > zeros unless they are kept
/// u32  length of their bundle       /
/// u32  length of the votes
///      the votes, then zeros up to the slot's room
/// ```
/// The votes' bytes are the caller's own business. Every sheet fills its slot to the last byte.
public struct SheetRecord: Sendable {
    public let votes: [UInt8]
    public let pictures: Pictures
    /// Which sheet of its ballot it is, from 1; 0 where that is not said.
    public let sheetOfBallot: Int
    public let mode: Mode

    /// The room that a sheet was fed in.
    public enum Mode: UInt8, Sendable {
        case stationary = 0
        case portable = 1
    }

    /// What became of a sheet's pictures.
    public enum Pictures: Sendable {
        case none
        case leftOut
        case kept(SealedPictures)
    }

    /// - Precondition: a ballot has at most 255 sheets.
    public init(votes: [UInt8], pictures: Pictures, sheetOfBallot: Int = 0, mode: Mode = .stationary) {
        precondition(0...255 ~= sheetOfBallot, "a ballot has at most 255 sheets")
        (self.votes, self.pictures) = (votes, pictures)
        (self.sheetOfBallot, self.mode) = (sheetOfBallot, mode)
    }

    private static let version: UInt8 = 2
    static let headerByteCount = 4 + 32 + 32 + 4 + 4

    /// Bytes of votes that a slot has room for.
    public static func room(slotByteCount: Int) -> Int {
        slotByteCount - DayKeys.outerByteCount - BoxPublicKey.sealingOverhead - headerByteCount
    }

    /// The padded bytes. To be wiped.
    func encoded(slotByteCount: Int) throws(BallotBoxError) -> [UInt8] {
        let room = Self.room(slotByteCount: slotByteCount)
        guard votes.count <= room else { throw .recordTooLong(votes.count, room: room) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerByteCount + room)
        bytes += [Self.version, mode.rawValue, UInt8(sheetOfBallot)]
        switch pictures {
        case .none: bytes += [0] + [UInt8](repeating: 0, count: 68)
        case .leftOut: bytes += [2] + [UInt8](repeating: 0, count: 68)
        case .kept(let sealed):
            bytes.append(1)
            unsafe sealed.key.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
            bytes += sealed.digest.bytes + BigEndian.bytes(UInt32(sealed.byteCount))
        }
        bytes += BigEndian.bytes(UInt32(votes.count)) + votes
        bytes.append(contentsOf: repeatElement(0, count: Self.headerByteCount + room - bytes.count))
        return bytes
    }

    init(decoding bytes: [UInt8]) throws(BallotBoxError) {
        var reader = ByteReader(bytes)
        guard reader.take(1)?.first == Self.version, let mode = reader.take(1)?.first.flatMap(Mode.init(rawValue:)),
            let sheet = reader.take(1)?.first, let kind = reader.take(1)?.first, let key = reader.take(32),
            let digest = reader.take(32),
            let byteCount = reader.number(), let count = reader.number(), let votes = reader.take(count),
            reader.isAtPadding
        else { throw .unreadable("not a sheet's record as this version writes it") }
        let isBlank = byteCount == 0 && key.allSatisfy { $0 == 0 } && digest.allSatisfy { $0 == 0 }
        switch kind {
        case 0 where isBlank: pictures = .none
        case 2 where isBlank: pictures = .leftOut
        case 1:
            guard let digest = FileDigest(hex: Hex.encode(digest)) else { preconditionFailure("32 bytes are a digest") }
            pictures = .kept(SealedPictures(key: SymmetricKey(data: key), digest: digest, byteCount: byteCount))
        default: throw .unreadable("not a sheet's record as this version writes it")
        }
        self.votes = Array(votes)
        (sheetOfBallot, self.mode) = (Int(sheet), mode)
    }
}
