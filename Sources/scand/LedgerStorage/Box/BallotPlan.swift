import BallotBox
public import Ledger

/// What a new ledger with a sealed ballot box is made from.
public struct BallotPlan: Hashable, Sendable {
    /// The election, as its definition names it.
    public var election: String
    /// SHA-256 of the definition that the sheets are read by.
    public var definitionDigest: FileDigest
    /// The software that counts.
    public var software: String
    /// SHA-256 of the program's file.
    public var softwareDigest: FileDigest
    /// When the ledger is made, as the machine's clock says it.
    public var created: LedgerTime
    /// What the count is for.
    public var purpose: Genesis.Terms.Purpose
    /// SHA-256 of the list of recorded sheets, where one is counted.
    public var sheetsDigest: FileDigest?
    /// Sheets that must share style, mode and batch to be released one by one.
    public var smallestGroup: Int
    /// Sheets after which a checkpoint is published while polls are open; 0 for no such step.
    public var anchorSheets: Int
    /// Minutes after which one is published; 0 for no such step.
    public var anchorMinutes: Int
    /// The key that the records are sealed to.
    public var boxKey: BoxPublicKey
    /// Sheets that the box can take: a power of two.
    public var slotCount: Int
    /// Bytes of a slot: a multiple of 4096.
    public var slotByteCount: Int
    /// Bytes for each sheet's pictures: a multiple of 4096, 0 to keep none.
    public var pictureByteCount: Int

    public init(
        election: String, definitionDigest: FileDigest, software: String, softwareDigest: FileDigest,
        created: LedgerTime, purpose: Genesis.Terms.Purpose = .election, sheetsDigest: FileDigest? = nil,
        smallestGroup: Int = 1, anchorSheets: Int = 0, anchorMinutes: Int = 0, boxKey: BoxPublicKey,
        slotCount: Int = 4096, slotByteCount: Int = 4096, pictureByteCount: Int = 0
    ) {
        (self.election, self.definitionDigest, self.software) = (election, definitionDigest, software)
        (self.softwareDigest, self.created, self.purpose) = (softwareDigest, created, purpose)
        (self.sheetsDigest, self.smallestGroup) = (sheetsDigest, smallestGroup)
        (self.anchorSheets, self.anchorMinutes) = (anchorSheets, anchorMinutes)
        (self.boxKey, self.slotCount) = (boxKey, slotCount)
        (self.slotByteCount, self.pictureByteCount) = (slotByteCount, pictureByteCount)
    }

    /// Most bytes of a box that verifiers read.
    private static let greatestByteCount = 64 << 30

    /// The genesis of this plan, with the commitment to the box that was made.
    func genesis(key: VerifierKey, hasCopy: Bool, commitment: BoxCommitment) throws(LedgerError) -> Genesis {
        let terms = BoxTerms(
            key: boxKey, slotCount: slotCount, slotByteCount: slotByteCount, pictureByteCount: pictureByteCount,
            commitment: commitment)
        guard let terms else {
            throw .refused(
                "a ballot box of \(slotCount) slots of \(slotByteCount) bytes with \(pictureByteCount) for pictures: slots "
                    + "are a power of two of at most \(BoxTerms.greatestSlotCount), bytes a multiple of 4096, at most "
                    + "\(BoxTerms.greatestSlotByteCount) a slot and \(BoxTerms.greatestPictureByteCount) for pictures")
        }
        guard boxByteCount <= Self.greatestByteCount else {
            throw .refused(
                "a ballot box of \((boxByteCount - 1) >> 30 + 1) GiB: no verifier reads one of more than "
                    + "\(Self.greatestByteCount >> 30) GiB: take fewer slots or smaller ones")
        }
        let day = Genesis.Terms(
            created: created, purpose: purpose, softwareDigest: softwareDigest, sheetsDigest: sheetsDigest,
            hasCopy: hasCopy, smallestGroup: smallestGroup, anchorSheets: anchorSheets, anchorMinutes: anchorMinutes)
        guard let day else {
            throw .refused(
                "a smallest group of \(smallestGroup), anchors every \(anchorSheets) sheets and every \(anchorMinutes) "
                    + "minutes: the group is 1 to 1000, the sheets 0 or 10 to 100000, the minutes 0 to 1440")
        }
        return Genesis(
            election: election, definitionDigest: definitionDigest, key: key, software: software, box: terms,
            terms: day)
    }

    /// Refuses a plan that no genesis can have, before anything is made.
    func requireValid(key: VerifierKey) throws(LedgerError) {
        let blind = [UInt8](repeating: 0, count: BoxCommitment.blindByteCount)
        _ = try genesis(key: key, hasCopy: false, commitment: BoxCommitment(blind: blind, root: .empty, .two))
    }

    /// Bytes of the smallest slot that takes a record.
    public static func slotByteCount(forRecordsOf byteCount: Int) -> Int {
        let overhead = 4096 - SheetRecord.room(slotByteCount: 4096)
        return (byteCount + overhead + 4095) / 4096 * 4096
    }

    /// Bytes of the box's files.
    var boxByteCount: Int {
        BallotBoxFiles.slotsByteCount(slotCount, slotByteCount) + slotCount * pictureByteCount
    }
}
