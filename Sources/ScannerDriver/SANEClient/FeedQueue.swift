internal import SANEMessages
internal import ScannerDriver

/// The feeds of a scanner that reads ahead: asked for, answered but not yet fetched, and fetched, in one order.
///
/// ```
///   ask -> asked [slots]  -- keep / end / lose -->  waiting [outcome]  -- next --> the caller
/// ```
struct FeedQueue {
    /// Goes up when a batch ends, by its last sheet or by a fault.
    private(set) var batch: UInt64 = 1
    /// Sheets that were fed or failed since the scanner was opened: where to go on in a list of files.
    private(set) var sheetsTaken = 0
    /// Whether a sheet was ever scanned.
    private(set) var hasDelivered = false
    private var slotsAsked: [[Int]] = []
    private var waiting: [Result<ScannerEvent, ScannerFault>] = []

    var asked: Int { slotsAsked.count }
    var hasAsked: Bool { !slotsAsked.isEmpty }
    var hasNoneWaiting: Bool { waiting.isEmpty }
    var sheetsAhead: Int { asked + waiting.count { if case .success(.sheetScanned) = $0 { true } else { false } } }

    /// The slots of the feed that will be answered next.
    var oldest: [Int] { slotsAsked[0] }

    /// Takes a feed down and gives the slots for its sides.
    mutating func ask(sides: Int) -> [Int] {
        let taken = Set(slotsAsked.joined())
        let slots = Array((0..<SANEPageMemory.slotCount).filter { !taken.contains($0) }.prefix(sides))
        precondition(slots.count == sides, "more sheets were asked for than the page memory holds")
        slotsAsked.append(slots)
        return slots
    }

    mutating func keep(_ event: ScannerEvent) {
        slotsAsked.removeFirst()
        sheetsTaken += 1
        hasDelivered = true
        waiting.append(.success(event))
    }

    /// The oldest feed ended its batch; those behind it were skipped.
    mutating func end(_ outcome: Result<ScannerEvent, ScannerFault>) {
        // A sheet that was cancelled is fed again.
        if case .failure(let fault) = outcome, fault.code != .cancelled { sheetsTaken += 1 }
        waiting.append(outcome)
        slotsAsked = []
        batch += 1
    }

    /// The helper is gone, and a sheet with it if one was asked for.
    mutating func lose(_ fault: ScannerFault) { if hasAsked { end(.failure(fault)) } }

    mutating func next() -> Result<ScannerEvent, ScannerFault> { waiting.removeFirst() }
}
