/// What the genesis fixes of the sealed ballot box: to whom it is sealed, how large it is, and what it holds before the first
/// sheet.
public struct BoxTerms: Hashable, Sendable {
    /// The key that opens the records.
    public let key: BoxPublicKey
    /// Slots: sheets that the box can take, a power of two.
    public let slotCount: Int
    /// Bytes of a slot, a multiple of 4096: every record is padded to it.
    public let slotByteCount: Int
    /// Bytes kept for each sheet's pictures, a multiple of 4096; 0 where no pictures are kept.
    public let pictureByteCount: Int
    /// The commitment to the empty box.
    public let commitment: BoxCommitment

    /// Greatest number of slots.
    public static let greatestSlotCount = 1 << 20
    /// Greatest slot, in bytes.
    public static let greatestSlotByteCount = 1 << 20
    /// Greatest room for a sheet's pictures, in bytes.
    public static let greatestPictureByteCount = 1 << 26

    /// Terms, or nil where a number is out of range.
    public init?(
        key: BoxPublicKey, slotCount: Int, slotByteCount: Int, pictureByteCount: Int, commitment: BoxCommitment
    ) {
        guard 1...Self.greatestSlotCount ~= slotCount, slotCount.nonzeroBitCount == 1,
            4096...Self.greatestSlotByteCount ~= slotByteCount, slotByteCount % 4096 == 0,
            0...Self.greatestPictureByteCount ~= pictureByteCount, pictureByteCount % 4096 == 0
        else { return nil }
        (self.key, self.slotCount, self.slotByteCount) = (key, slotCount, slotByteCount)
        (self.pictureByteCount, self.commitment) = (pictureByteCount, commitment)
    }
}

/// ```
/// box-commit <hex>      box-picture-bytes 0      box-slots 4096
/// box-key <line>        box-slot-bytes 4096
/// ```
extension BoxTerms {
    func add(to text: inout LeafText) {
        text.add("box-key", value: key)
        text.add("box-slots", value: slotCount)
        text.add("box-slot-bytes", value: slotByteCount)
        text.add("box-picture-bytes", value: pictureByteCount)
        text.add("box-commit", value: commitment)
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        guard let key = BoxPublicKey(parsing: try fields.value("box-key")),
            LedgerFormat.isText(key.name.rawValue)
        else { throw .field("box-key", "no box key") }
        let terms = BoxTerms(
            key: key, slotCount: try fields.number("box-slots"), slotByteCount: try fields.number("box-slot-bytes"),
            pictureByteCount: try fields.number("box-picture-bytes"),
            commitment: try fields.commitment("box-commit"))
        guard let terms else { throw .field("box-slots", "no box has this size") }
        self = terms
    }
}
