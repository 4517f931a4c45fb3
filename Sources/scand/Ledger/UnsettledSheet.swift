/// A sheet that was on its way when its ledger ended for want of the signing key: it lies in the ballot box, whole or half, and
/// no leaf says what became of its paper. Unsigned totals are without it.
///
/// The file `unsettled` has one line, `<slot> <hash>`. With the hash in the place of what the slot holds now, the box has the
/// root that the last leaf committed to: so every other slot is as it was, whoever opened the box.
public struct UnsettledSheet: Hashable, Sendable {
    /// Where in the box the sheet lies.
    public let slot: Int
    /// The leaf hash of the slot as it was before the sheet.
    public let before: TreeHash

    /// A sheet in this slot.
    public init(slot: Int, before: TreeHash) { (self.slot, self.before) = (slot, before) }

    /// The bytes of the file.
    public var encoded: [UInt8] { Array("\(slot) \(Hex.encode(before.bytes))\n".utf8) }

    /// Longest file that is read: a slot of seven digits and a hash.
    public static let maximumByteCount = 7 + 1 + 64 + 1

    /// Nil for any other bytes than those of a slot that the box has.
    public init?(parsing bytes: [UInt8], slotCount: Int) {
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), bytes.last == UInt8(ascii: "\n"),
            let slot = Decimal.parse(bytes[..<space]), slot < slotCount,
            let hash = Hex.decode(bytes[(space + 1)...].dropLast()), let before = TreeHash(hash)
        else { return nil }
        self.init(slot: slot, before: before)
    }
}
