// What the leaves of the day say besides sheets: words and values of version 2. None of them names a sheet, a voter or a vote.

/// The program began to run, or ran again.
public struct MachineStart: Hashable, Sendable {
    /// How the run before ended.
    public enum Cause: String, Hashable, Sendable, CaseIterable { case stop, interruption }

    public let after: Cause
    /// SHA-256 of the definition that the sheets are read by: the genesis's.
    public let definitionDigest: FileDigest
    public let software: String
    /// SHA-256 of the program's file.
    public let softwareDigest: FileDigest
    public let time: LedgerTime

    public init(
        after: Cause, definitionDigest: FileDigest, software: String, softwareDigest: FileDigest, time: LedgerTime
    ) {
        (self.after, self.definitionDigest) = (after, definitionDigest)
        (self.software, self.softwareDigest, self.time) = (software, softwareDigest, time)
    }
}

/// Why polls were paused.
public enum PauseReason: String, Hashable, Sendable, CaseIterable {
    case person
    case stackEnded = "stack-ended"
    case signal, interruption, time, jam, cover, disconnected, storage
    case boxFull = "box-full"
    case device, other
}

/// How the station is used.
public enum VotingMode: String, Hashable, Sendable, CaseIterable {
    case test, training, stationary, portable
    /// Sheets go into a box without a machine.
    case plainBox = "plain-box"
    case overnight

    /// No sheet counts, and polls are not opened.
    public var isBeforePolls: Bool { self == .test || self == .training }
    /// Sheets pass the machine and count.
    public var takesSheets: Bool { self == .stationary || self == .portable }
}

/// Somebody acted in a role.
public struct Act: Hashable, Sendable {
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case open, pause, resume, close, mode, batch, confirm, adjudicate, report, seal, release, other
    }

    public enum Role: String, Hashable, Sendable, CaseIterable {
        case worker, administrator, technician, observer, custodian
    }

    public let action: Action
    /// A pseudonym.
    public let person: String
    public let role: Role
    public let time: LedgerTime

    public init(action: Action, person: String, role: Role, time: LedgerTime) {
        (self.action, self.person, self.role, self.time) = (action, person, role, time)
    }
}

/// Somebody looked at a seal.
public struct SealCheck: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable { case applied, intact, broken, removed }

    public let place: String
    /// What is written on the seal.
    public let seal: String
    public let state: State
    public let time: LedgerTime

    public init(place: String, seal: String, state: State, time: LedgerTime) {
        (self.place, self.seal, self.state, self.time) = (place, seal, state, time)
    }
}

/// The list of things to do at opening or close, each done or not.
public struct Checklist: Hashable, Sendable {
    public enum List: String, Hashable, Sendable, CaseIterable { case open, close }

    public struct Item: Hashable, Sendable {
        public let id: String
        public let isDone: Bool
        public init(id: String, isDone: Bool) { (self.id, self.isDone) = (id, isDone) }
    }

    public let list: List
    /// In the order of the names' bytes.
    public let items: [Item]
    public let time: LedgerTime

    public init(list: List, items: [Item], time: LedgerTime) {
        (self.list, self.time) = (list, time)
        self.items = items.sorted { ByteOrder.precedes($0.id, $1.id) }
    }

    func add(to text: inout LeafText) {
        text.add("list", value: list.rawValue)
        text.add("time", value: time)
        for item in items { text.add("item", item.id, value: item.isDone ? YesOrNo.yes : .no) }
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        var items: [Item] = []
        for (key, value) in fields.values(under: "item") {
            guard let id = key.first, key.count == 1, let answer = YesOrNo(rawValue: value) else {
                throw .field("item", "not yes or no under one name")
            }
            items.append(Item(id: id, isDone: answer == .yes))
        }
        guard !items.isEmpty else { throw .field("item", "missing") }
        self.init(list: try fields.word("list"), items: items, time: try fields.time())
    }
}

/// The counts that are written down when a day of several ends, and when the next begins.
public struct ControlData: Hashable, Sendable {
    public enum Moment: String, Hashable, Sendable, CaseIterable { case evening, morning }

    public let moment: Moment
    public let counts: SheetCounts
    public let time: LedgerTime

    public init(moment: Moment, counts: SheetCounts, time: LedgerTime) {
        (self.moment, self.counts, self.time) = (moment, counts, time)
    }
}

/// A report was printed.
public struct PrintedReport: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable { case zero, control, tests, results, `protocol` }

    public let kind: Kind
    /// SHA-256 of what was printed.
    public let digest: FileDigest
    public let time: LedgerTime

    public init(kind: Kind, digest: FileDigest, time: LedgerTime) {
        (self.kind, self.digest, self.time) = (kind, digest, time)
    }
}

/// Polls were closed: what the leaves before say, added up, and what of the day is said as sums only.
public struct PollsClose: Hashable, Sendable {
    public let counts: SheetCounts
    /// What version 2 says besides; nil in version 1.
    public let day: Day?

    /// What happened at sheets, as sums of the day: next to a sheet's number it would point at one voter.
    public struct Day: Hashable, Sendable {
        /// Sheets that were taken out of hours, each confirmed by a person.
        public let outOfHours: Int
        /// Sheets that came out again though they were counted.
        public let inTheWay: Int
        /// Faults by class; those of few sheets are summed under `other`.
        public let faults: [Totals.Count]
        /// Why sheets went back; the reasons of few sheets are summed under `other`.
        public let returnReasons: [Totals.Count]
        public let time: LedgerTime

        public init(
            outOfHours: Int = 0, inTheWay: Int = 0, faults: [Totals.Count] = [], returnReasons: [Totals.Count] = [],
            time: LedgerTime
        ) {
            (self.outOfHours, self.inTheWay, self.time) = (outOfHours, inTheWay, time)
            (self.faults, self.returnReasons) = (faults.sorted, returnReasons.sorted)
        }
    }

    public init(_ counts: SheetCounts, day: Day? = nil) { (self.counts, self.day) = (counts, day) }

    /// The name under which sums of few sheets are told, and what has no room under its own.
    public static let other = "other"

    func add(to text: inout LeafText) {
        counts.add(to: &text)
        guard let day else { return }
        text.add("out-of-hours", value: day.outOfHours)
        text.add("in-the-way", value: day.inTheWay)
        for fault in day.faults { text.add("fault", fault.id, value: fault.count) }
        for reason in day.returnReasons { text.add("return-reason", reason.id, value: reason.count) }
        text.add("time", value: day.time)
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        counts = try SheetCounts(&fields)
        guard fields.format != .one else {
            day = nil
            return
        }
        day = Day(
            outOfHours: try fields.number("out-of-hours"), inTheWay: try fields.number("in-the-way"),
            faults: try fields.counts(under: "fault"), returnReasons: try fields.counts(under: "return-reason"),
            time: try fields.time())
    }
}

/// Which places of the day's keys were found empty, after all that there can be were looked at.
public struct KeysDestroyed: Hashable, Sendable {
    public enum Copy: String, Hashable, Sendable, CaseIterable {
        /// There never was a second copy.
        case none
        /// Its keys were destroyed.
        case destroyed
        /// There was one, and it could not be reached.
        case gone
    }

    public let copy: Copy
    /// Unfinished copies whose keys were destroyed.
    public let drafts: Int

    public init(copy: Copy, drafts: Int) { (self.copy, self.drafts) = (copy, drafts) }
}
