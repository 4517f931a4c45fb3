import BallotBox
public import Ledger

/// What a new ledger with a sealed ballot box is made from.
public struct BallotPlan: Hashable, Sendable {
    /// The election, as its definition names it.
    public var election: String
    /// SHA-256 of the layout that the sheets are read by.
    public var layoutDigest: FileDigest
    /// The software that counts.
    public var software: String
    /// The key that the records are sealed to.
    public var boxKey: BoxPublicKey
    /// Sheets that the box can take: a power of two.
    public var slotCount: Int
    /// Bytes of a slot: a multiple of 4096.
    public var slotByteCount: Int
    /// Bytes for each sheet's pictures: a multiple of 4096, 0 to keep none.
    public var pictureByteCount: Int

    public init(
        election: String, layoutDigest: FileDigest, software: String, boxKey: BoxPublicKey, slotCount: Int = 4096,
        slotByteCount: Int = 4096, pictureByteCount: Int = 0
    ) {
        (self.election, self.layoutDigest, self.software) = (election, layoutDigest, software)
        (self.boxKey, self.slotCount) = (boxKey, slotCount)
        (self.slotByteCount, self.pictureByteCount) = (slotByteCount, pictureByteCount)
    }

    /// The genesis of this plan, with the commitment to the box that was made.
    func genesis(key: VerifierKey, commitment: BoxCommitment) throws(LedgerError) -> Genesis {
        let terms = BoxTerms(
            key: boxKey, slotCount: slotCount, slotByteCount: slotByteCount, pictureByteCount: pictureByteCount,
            commitment: commitment)
        guard let terms else {
            throw .refused(
                "a ballot box of \(slotCount) slots of \(slotByteCount) bytes with \(pictureByteCount) for pictures: slots "
                    + "are a power of two of at most \(BoxTerms.greatestSlotCount), bytes a multiple of 4096, at most "
                    + "\(BoxTerms.greatestSlotByteCount) a slot and \(BoxTerms.greatestPictureByteCount) for pictures")
        }
        guard terms.boxByteCount <= BoxTerms.greatestBoxByteCount else {
            throw .refused(
                "a ballot box of \(slotCount) slots of \(slotByteCount) bytes: the slots have \(terms.boxByteCount) bytes "
                    + "in all, more than the \(BoxTerms.greatestBoxByteCount) that verifiers read: take fewer slots")
        }
        return Genesis(election: election, layoutDigest: layoutDigest, key: key, software: software, box: terms)
    }

    /// The genesis as far as it is known before there is a box: enough to compare a ledger with, and to refuse a plan.
    func expected(key: VerifierKey) throws(LedgerError) -> Genesis {
        try genesis(
            key: key,
            commitment: BoxCommitment(blind: Array(repeating: 0, count: BoxCommitment.blindByteCount), root: .empty)
        )
    }

    /// Bytes of the smallest slot that takes a record.
    public static func slotByteCount(forRecordsOf byteCount: Int) -> Int {
        let overhead = 4096 - SheetRecord.room(slotByteCount: 4096)
        return (byteCount + overhead + 4095) / 4096 * 4096
    }

    /// Bytes of the box's files.
    var boxByteCount: Int { slotCount * (slotByteCount + pictureByteCount) }
}
