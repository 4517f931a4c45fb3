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

/// How a box stands to the last commitment in the ledger: only what a power loss explains is a state, all else is named.
///
/// ```
/// slots        places         what happened
/// k            k, any         nothing, or the sheet's write was lost as a whole
/// k, half one  k, k+1         the sheet was being sealed, or taken out: its paper had not moved, or was given back
/// k, half one  k, spoiled     the same, but nothing says so: what half a slot holds may be anything
/// k+1          k, any         the sheet is sealed, and its leaf was not written
/// ```
/// k is the number of sheets that the ledger counts; one place always has its blind.
struct BoxState {
    enum Sheet {
        case none
        /// A place speaks of one sheet more, and no slot has it, or half of it.
        case half(slot: Int?)
        /// Half a slot that no place speaks of.
        case unexplained(slot: Int)
        /// One sheet more is in the box; its blind where a place has it.
        case whole(slot: Int, blind: [UInt8]?)
    }
    let sheet: Sheet
    /// The place that has the blind of the newest commitment, and what is in it.
    let base: Int
    let record: DayRecord
    /// Whether the other place cannot be read.
    let isPlaceTorn: Bool

    init(
        _ survey: SlotSurvey, places: [DayRecord?], history: LedgerHistory, terms: BoxTerms, keys: DayKeys
    ) throws(LedgerError) {
        let sheets = history.counts.counted
        if let slot = survey.damaged.first {
            throw Self.damage("slot \(slot) is neither a sheet nor empty: its bytes were changed")
        }
        guard places.contains(where: { $0 != nil }) else {
            throw Self.damage("neither of the two places of the day's record can be read")
        }
        /// The newest place whose blind gives the ledger's commitment to the box without one of its slots.
        func place(without slot: Int? = nil) -> Int? {
            let root =
                slot.map {
                    survey.tree.root(
                        replacing: $0, with: .slot(keys.slotFiller($0, byteCount: terms.slotByteCount)))
                } ?? survey.tree.root
            return places.indices
                .filter { place in
                    guard let record = places[place], record.sheets == sheets else { return false }
                    return BoxCommitment(blind: record.blind, root: root, .two) == history.box
                }
                .max { (places[$0]?.writes ?? 0) < (places[$1]?.writes ?? 0) }
        }
        let next = places.compactMap { $0 }.first { $0.sheets == sheets + 1 }
        let found: Int?
        switch (survey.taken.count - sheets, survey.torn.count) {
        case (0, 0):
            found = place()
            sheet = next == nil ? .none : .half(slot: nil)
        case (0, 1):
            found = place(without: survey.torn[0])
            sheet = next == nil ? .unexplained(slot: survey.torn[0]) : .half(slot: survey.torn[0])
        case (1, 0):
            let slot = survey.taken.first { place(without: $0) != nil }
            found = slot.flatMap { place(without: $0) }
            sheet = slot.map { .whole(slot: $0, blind: next?.blind) } ?? .none
        case (_, let torn):
            let half = torn == 0 ? "" : ", and slot \(survey.torn[0]) is half written"
            throw Self.damage("\(survey.taken.count) sheets, but the ledger has \(sheets)\(half)")
        }
        guard let found, let record = places[found] else {
            throw Self.damage("the sheets in it are not the ones that were committed to")
        }
        (base, self.record) = (found, record)
        isPlaceTorn = places.contains { $0 == nil }
    }

    private static func damage(_ what: String) -> LedgerError {
        .damaged(file: BallotBoxNames.slots, what: "\(what); open the second copy as the ledger instead")
    }
}
