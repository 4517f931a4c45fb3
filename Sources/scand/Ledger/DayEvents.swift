// What the leaves of the day say besides sheets: words and values of version 2. None of them names a sheet, a voter or a vote.

/// The program began to run, or ran again.
public struct MachineStart: Hashable, Sendable {
    /// How the run before ended.
    public enum Cause: String, Hashable, Sendable, CaseIterable { case stop, interruption }

    /// How the run before ended.
    public let after: Cause
    /// SHA-256 of the definition that the sheets are read by: the genesis's.
    public let definitionDigest: FileDigest
    /// Name and version of the program.
    public let software: String
    /// SHA-256 of the program's file.
    public let softwareDigest: FileDigest
    /// When it began to run.
    public let time: LedgerTime

    /// A start of these parts.
    public init(
        after: Cause, definitionDigest: FileDigest, software: String, softwareDigest: FileDigest, time: LedgerTime
    ) {
        (self.after, self.definitionDigest) = (after, definitionDigest)
        (self.software, self.softwareDigest, self.time) = (software, softwareDigest, time)
    }
}

/// Why polls were paused.
public enum PauseReason: String, Hashable, Sendable, CaseIterable {
    /// Somebody wanted it so.
    case person
    /// All sheets that were there are through.
    case stackEnded = "stack-ended"
    /// The system asked for it; the machine stopped without being told; the lawful time; and what may be wrong with the
    /// scanner or disk.
    case signal, interruption, time, jam, cover, disconnected, storage
    /// Every slot has a sheet.
    case boxFull = "box-full"
    /// Something else of the scanner's; something else.
    case device, other
}

/// How the station is used.
public enum VotingMode: String, Hashable, Sendable, CaseIterable {
    /// Before polls, when nothing counts; and at the station, or with the box that is carried to voters.
    case test, training, stationary, portable
    /// Sheets go into a box without a machine.
    case plainBox = "plain-box"
    /// Between two days of one vote.
    case overnight

    /// No sheet counts, and polls are not opened.
    public var isBeforePolls: Bool { self == .test || self == .training }
    /// Sheets pass the machine and count.
    public var takesSheets: Bool { self == .stationary || self == .portable }
}

/// Somebody acted in a role.
public struct Act: Hashable, Sendable {
    /// What was done.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        /// Of polls, modes, batches, decisions, prints, seals and the release.
        case open, pause, resume, close, mode, batch, confirm, adjudicate, report, seal, release, other
    }

    /// In which office.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// Those that a station knows.
        case worker, administrator, technician, observer, custodian
    }

    /// What was done.
    public let action: Action
    /// A pseudonym.
    public let person: String
    /// In which office.
    public let role: Role
    /// When.
    public let time: LedgerTime

    /// An act of these parts.
    public init(action: Action, person: String, role: Role, time: LedgerTime) {
        (self.action, self.person, self.role, self.time) = (action, person, role, time)
    }
}

/// Somebody looked at a seal.
public struct SealCheck: Hashable, Sendable {
    /// How the seal was found, or what was done with it.
    public enum State: String, Hashable, Sendable, CaseIterable { case applied, intact, broken, removed }

    /// What is sealed by it.
    public let place: String
    /// What is written on the seal.
    public let seal: String
    /// How it was found, or what was done with it.
    public let state: State
    /// When.
    public let time: LedgerTime

    /// A look at a seal, of these parts.
    public init(place: String, seal: String, state: State, time: LedgerTime) {
        (self.place, self.seal, self.state, self.time) = (place, seal, state, time)
    }
}

/// The list of things to do at opening or close, each done or not.
public struct Checklist: Hashable, Sendable {
    /// Which list: that of opening polls, or of closing them.
    public enum List: String, Hashable, Sendable, CaseIterable { case open, close }

    /// One thing to do.
    public struct Item: Hashable, Sendable {
        /// Its name in the list.
        public let id: String
        /// Whether it was done.
        public let isDone: Bool
        /// One thing, done or not.
        public init(id: String, isDone: Bool) { (self.id, self.isDone) = (id, isDone) }
    }

    /// Which list.
    public let list: List
    /// In the order of the names' bytes.
    public let items: [Item]
    /// When it was filled in.
    public let time: LedgerTime

    /// A list of these items, in any order.
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
    /// Before the night, or after it.
    public enum Moment: String, Hashable, Sendable, CaseIterable { case evening, morning }

    /// Before the night, or after it.
    public let moment: Moment
    /// All sheets up to then.
    public let counts: SheetCounts
    /// When.
    public let time: LedgerTime

    /// Counts of these parts.
    public init(moment: Moment, counts: SheetCounts, time: LedgerTime) {
        (self.moment, self.counts, self.time) = (moment, counts, time)
    }
}

/// A report was printed.
public struct PrintedReport: Hashable, Sendable {
    /// What the report is of: that nothing is counted yet, control data, test sheets, the results, the protocol.
    public enum Kind: String, Hashable, Sendable, CaseIterable { case zero, control, tests, results, `protocol` }

    /// What it is of.
    public let kind: Kind
    /// SHA-256 of what was printed.
    public let digest: FileDigest
    /// When it was printed.
    public let time: LedgerTime

    /// A report of these parts.
    public init(kind: Kind, digest: FileDigest, time: LedgerTime) {
        (self.kind, self.digest, self.time) = (kind, digest, time)
    }
}

/// Polls were closed: what the leaves before say, added up, and what of the day is said as sums only.
public struct PollsClose: Hashable, Sendable {
    /// All sheets of the ledger.
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
        /// When polls were closed.
        public let time: LedgerTime

        /// Sums of these parts, in any order.
        public init(
            outOfHours: Int = 0, inTheWay: Int = 0, faults: [Totals.Count] = [], returnReasons: [Totals.Count] = [],
            time: LedgerTime
        ) {
            (self.outOfHours, self.inTheWay, self.time) = (outOfHours, inTheWay, time)
            (self.faults, self.returnReasons) = (faults.sorted, returnReasons.sorted)
        }
    }

    /// What is said at the close; a day of nil is version 1.
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
    /// What is known of the keys on the second copy.
    public enum Copy: String, Hashable, Sendable, CaseIterable {
        /// There never was a second copy.
        case none
        /// Its keys were destroyed.
        case destroyed
        /// There was one, and it could not be reached.
        case gone
    }

    /// What is known of the keys on the second copy.
    public let copy: Copy
    /// Unfinished copies whose keys were destroyed.
    public let drafts: Int

    /// What was found, of these parts.
    public init(copy: Copy, drafts: Int) { (self.copy, self.drafts) = (copy, drafts) }
}
