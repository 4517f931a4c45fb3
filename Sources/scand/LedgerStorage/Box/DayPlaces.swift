import BallotBox
import Dispatch
import Ledger
import Synchronization

/// The bytes of one place of the day's record, as they are written.
struct WrittenPlace: Sendable {
    let number: Int
    let bytes: [UInt8]
}

/// The day's record in its two places, of which one is always whole.
///
/// ```
///                     place 0        place 1
/// at rest             k              k
/// sheet k+1 sealed    k              k+1        in the same sync as its slot
/// its leaf is there   k              k+1        from here on the older blind is of no use but to an attacker
/// within a second     k+1            k+1        `settle`, off the sheet's path; or by the next sheet, which writes there
/// ```
/// The newest record that a leaf stands behind is at the *base*. Only the other place is ever written, and never before the
/// write before it is durable: a power loss spoils that one at most.
final class DayPlaces: Sendable {
    private let keys: DayKeys
    private let files: BallotBoxFiles
    private let state: Mutex<State>

    private struct State {
        /// What a leaf stands behind, with all sums so far.
        var record: DayRecord
        /// The place where it lies.
        var base: Int
        /// The blind of the sheet that is on its way, which lies in the other place.
        var next: [UInt8]?
        /// Whether the sums in memory are newer than those at the base.
        var isUnwritten = false
        /// Whether the other place has something older.
        var isStale: Bool
        var staleSince = ContinuousClock.now
        var isScheduled = false
        var copy: BallotBoxFiles?
        var failure: LedgerError?
        var copyFailure: LedgerError?
    }

    /// How long the older place may keep an older blind. The format says one second.
    private static let patience = Duration.milliseconds(300)

    /// - Parameter next: the blind of a sheet that an interruption caught, where the other place has it.
    init(_ files: BallotBoxFiles, keys: DayKeys, record: DayRecord, base: Int, next: [UInt8]? = nil) {
        (self.files, self.keys) = (files, keys)
        state = Mutex(State(record: record, base: base, next: next, isStale: next == nil))
    }

    /// The record that a leaf stands behind.
    var record: DayRecord { state.withLock { $0.record } }

    /// The blind of the sheet that is on its way.
    var nextBlind: [UInt8]? { state.withLock { $0.next } }

    /// Where the places of the second copy are; nil for none.
    func follow(_ copy: BallotBoxFiles?) { state.withLock { $0.copy = copy } }

    /// Requires that nothing failed behind the caller's back.
    func requireService() throws(LedgerError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// What failed on the second copy behind the caller's back, once.
    func takeCopyFailure() -> LedgerError? {
        state.withLock { state in
            defer { state.copyFailure = nil }
            return state.copyFailure
        }
    }

    /// Writes a sheet's slot together with the blind of the box that has it; durable on return.
    ///
    /// - Returns: what was written beside the slot.
    func seal(_ slot: Int, _ bytes: [UInt8], blind: [UInt8]) throws(LedgerError) -> WrittenPlace {
        try state.withLock { state throws(LedgerError) in
            precondition(state.next == nil, "one sheet at a time is on its way")
            let place = sealed(blind, &state)
            try files.write(place: place, slot: (slot, bytes))
            (state.next, state.isUnwritten) = (blind, false)
            return place
        }
    }

    /// Writes the blind of a sheet that an interruption caught, where no place has it; durable on return.
    func caught(blind: [UInt8]) throws(LedgerError) -> WrittenPlace {
        try state.withLock { state throws(LedgerError) in
            let place = sealed(blind, &state)
            try files.write(place: place)
            state.next = blind
            return place
        }
    }

    /// The record of the box with one sheet more, for the place beside the base.
    private func sealed(_ blind: [UInt8], _ state: inout State) -> WrittenPlace {
        var record = state.record
        state.record.writes += 1
        (record.writes, record.sheets, record.blind) = (state.record.writes, record.sheets + 1, blind)
        return WrittenPlace(number: 1 - state.base, bytes: record.sealed(in: 1 - state.base, with: keys))
    }

    /// The leaf of the sheet on its way is durable: the older blind goes soon.
    func completed() {
        let isDue = state.withLock { state in
            guard let blind = state.next else { preconditionFailure("a sheet was on its way") }
            (state.record.sheets, state.record.blind) = (state.record.sheets + 1, blind)
            (state.next, state.base) = (nil, 1 - state.base)
            return Self.becomeStale(&state)
        }
        if isDue { schedule(after: Self.patience) }
    }

    /// The sheet on its way is taken out of the box: its blind goes at once.
    func voided() throws(LedgerError) -> WrittenPlace {
        try state.withLock { state throws(LedgerError) in
            state.next = nil
            let place = newest(for: &state)
            try files.write(place: place)
            state.isUnwritten = false
            return place
        }
    }

    /// Changes the sums; durable on return. While a sheet is on its way neither place may be risked: they are written behind
    /// it then.
    ///
    /// - Returns: what was written.
    func update(_ change: (inout DayRecord) -> Void) throws(LedgerError) -> WrittenPlace? {
        let (place, isDue) = try state.withLock { state throws(LedgerError) -> (WrittenPlace?, Bool) in
            change(&state.record)
            guard state.next == nil else {
                state.isUnwritten = true
                return (nil, false)
            }
            let place = newest(for: &state)
            try files.write(place: place)
            (state.base, state.isUnwritten) = (1 - state.base, false)
            return (place, Self.becomeStale(&state))
        }
        if isDue { schedule(after: Self.patience) }
        return place
    }

    /// Overwrites what is older than the newest record, here and on the copy; durable on return.
    func settle() throws(LedgerError) {
        try state.withLock { state throws(LedgerError) in try settle(&state) }
    }

    private func settle(_ state: inout State) throws(LedgerError) {
        guard state.next == nil, state.isStale || state.isUnwritten else { return }
        if state.isUnwritten {
            try write(newest(for: &state), &state)
            (state.base, state.isUnwritten) = (1 - state.base, false)
        }
        try write(newest(for: &state), &state)
        state.isStale = false
    }

    private func write(_ place: WrittenPlace, _ state: inout State) throws(LedgerError) {
        try files.write(place: place)
        do throws(LedgerError) {
            try state.copy?.write(place: place)
        } catch {
            (state.copyFailure, state.copy) = (error, nil)
        }
    }

    /// The newest record, for the place beside the base.
    private func newest(for state: inout State) -> WrittenPlace {
        state.record.writes += 1
        return WrittenPlace(number: 1 - state.base, bytes: state.record.sealed(in: 1 - state.base, with: keys))
    }

    private static func becomeStale(_ state: inout State) -> Bool {
        (state.isStale, state.staleSince) = (true, .now)
        defer { state.isScheduled = true }
        return !state.isScheduled
    }

    private func schedule(after delay: Duration) {
        let milliseconds = Int(delay / .milliseconds(1)) + 1
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [weak self] in
            self?.settleWhenDue()
        }
    }

    /// Settles what no sheet has overwritten meanwhile. A failure is kept for whoever comes next: they must not go on.
    private func settleWhenDue() {
        let rest: Duration? = state.withLock { state in
            let rest = Self.patience - (ContinuousClock.now - state.staleSince)
            if state.isStale && state.next == nil && rest > .zero { return rest }
            state.isScheduled = false
            guard state.failure == nil else { return nil }
            do throws(LedgerError) {
                try settle(&state)
            } catch {
                state.failure = error
            }
            return nil
        }
        if let rest { schedule(after: rest) }
    }
}
