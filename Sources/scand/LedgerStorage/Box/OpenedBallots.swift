import BallotBox
import Ledger

/// The records of a closed box, in the order of their bytes: neither slots nor the order of casting shows.
public struct OpenedBallots {
    /// One sheet.
    public struct Ballot {
        public let record: [UInt8]
        /// Whether pictures of it were kept.
        public var hasPictures: Bool { if case .kept = pictures { true } else { false } }
        let pictures: SheetRecord.Pictures
        let slot: Int
    }

    public let ballots: [Ballot]
    /// Sheets whose pictures did not fit: said in this sum alone, never of one sheet.
    public let withoutRoomForPictures: Int
    let files: BallotBoxFiles

    /// A sheet's pictures, read when they are asked for; none where none were kept.
    public func pictures(of ballot: Ballot) throws(LedgerError) -> [[UInt8]] {
        guard case .kept(let sealed) = ballot.pictures else { return [] }
        let bytes = try files.pictures(ballot.slot)
        do throws(BallotBoxError) {
            return try sealed.open(bytes, slot: ballot.slot)
        } catch {
            throw .damaged(file: BallotBoxNames.pictures, what: "next to slot \(ballot.slot): \(error)")
        }
    }
}
