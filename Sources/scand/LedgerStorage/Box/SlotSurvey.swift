import BallotBox
import Ledger

/// What every slot of a box holds, as the day's keys show it.
struct SlotSurvey {
    /// The tree over the slots as they stand.
    let tree: SlotTree
    let taken: [Int]
    let free: [Int]
    /// Slots that a power loss left half written: some sectors are filler, the others something else altogether.
    let torn: [Int]
    /// Slots that hold neither a sheet nor filler nor a part of each.
    let damaged: [Int]

    /// Sectors are written whole or not at all.
    static let sectorByteCount = 512
    /// Bytes of a sector that two random ones may have in common: 2 on average, and 32 in no lifetime.
    static let likenessByChance = 32

    init(of files: BallotBoxFiles, terms: BoxTerms, keys: DayKeys) throws(LedgerError) {
        var leaves: [TreeHash] = []
        leaves.reserveCapacity(terms.slotCount)
        var (taken, free, torn, damaged): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        try files.forEachSlot { slot, bytes in
            leaves.append(.slot(bytes))
            if keys.message(in: bytes, slot: slot) != nil { return taken.append(slot) }
            let filler = keys.slotFiller(slot, byteCount: bytes.count)
            if bytes == filler { return free.append(slot) }
            if Self.isTorn(bytes, filler: filler) { torn.append(slot) } else { damaged.append(slot) }
        }
        tree = SlotTree(leaves: leaves)
        (self.taken, self.free, self.torn, self.damaged) = (taken, free, torn, damaged)
    }

    private static func isTorn(_ bytes: [UInt8], filler: [UInt8]) -> Bool {
        var old = 0
        for start in stride(from: 0, to: bytes.count, by: sectorByteCount) {
            var alike = 0
            for index in start..<(start + sectorByteCount) where bytes[index] == filler[index] { alike += 1 }
            if alike == sectorByteCount {
                old += 1
            } else if alike > likenessByChance {
                return false
            }
        }
        return old > 0
    }
}
