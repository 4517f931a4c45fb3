/// How the election day runs: what people and machines are to do. What a definition does not say stays as it is without one.
public struct ElectionDay: Hashable, Sendable {
    /// When the law lets polls be open.
    public let schedule: Schedule?
    /// How sheets may be cast.
    public let modes: [Mode]
    /// What becomes of sheets that do not simply count.
    public let policies: Policies
    /// Whether voters are told of what does not count before the sheet is cast.
    public let secondChance: SecondChance
    /// Who does what, and who only together.
    public let roles: [RoleRule]
    /// Kinds of sheets with fewer than this many are released as sums; nil where nothing is said.
    public let smallestGroup: Int?
    /// After how many sheets the ledger is published, 0 for never by number; nil where nothing is said.
    public let anchorSheets: Int?
    /// After how many minutes it is published, 0 for never by time; nil where nothing is said.
    public let anchorMinutes: Int?
    /// Keys of the witnesses that must be asked, as C2SP verifier keys.
    public let witnesses: [String]
    /// SHA-256 of the programs that may count, in hexadecimal; empty for any.
    public let software: [String]
    /// Numbers of the stamps that make a sheet valid; empty where no stamp is asked for.
    public let stamps: [String]

    /// A day of which only what is given is said.
    public init(
        schedule: Schedule? = nil, modes: [Mode] = [.stationary], policies: Policies = Policies(),
        secondChance: SecondChance = .none, roles: [RoleRule] = [], smallestGroup: Int? = nil, anchorSheets: Int? = nil,
        anchorMinutes: Int? = nil, witnesses: [String] = [], software: [String] = [], stamps: [String] = []
    ) {
        self.schedule = schedule
        self.modes = modes
        self.policies = policies
        self.secondChance = secondChance
        self.roles = roles
        self.smallestGroup = smallestGroup
        self.anchorSheets = anchorSheets
        self.anchorMinutes = anchorMinutes
        self.witnesses = witnesses
        self.software = software
        self.stamps = stamps
    }

    /// How sheets are cast, in the ledger's words.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// At the machine; in a box that is carried to voters; in a box without a machine; kept for the next day.
        case stationary, portable, plainBox, overnight
    }

    /// Whether voters hear of what will not count before the sheet is cast.
    public enum SecondChance: String, Hashable, Sendable, CaseIterable {
        /// They do not; they do.
        case none, warn
    }

    /// When the law lets polls be open, in lawful time of one zone.
    public struct Schedule: Hashable, Sendable {
        /// `+03:00`: what lawful time is ahead of UTC.
        public let zone: String
        /// When polls open at the earliest, and when they close.
        public let opens, closes: LawfulTime

        /// Hours of one zone, such as `+03:00`.
        public init(zone: String, opens: LawfulTime, closes: LawfulTime) {
            self.zone = zone
            self.opens = opens
            self.closes = closes
        }
    }

    /// What becomes of a sheet.
    public enum Policy: String, Hashable, Sendable, CaseIterable {
        /// It counts as it is.
        case accept
        /// It goes back to the voter.
        case `return`
        /// It is cast, and what is wrong counts for nobody.
        case acceptAsInvalid
        /// It is cast, and people decide later.
        case setAside
        /// The voter is asked.
        case ask
    }

    /// What becomes of sheets that do not simply count. The defaults are what version 1 does.
    public struct Policies: Hashable, Sendable {
        /// More marks in a contest than its rule allows.
        public let overvote: Policy
        /// No mark in any contest of the sheet.
        public let blank: Policy
        /// A mark for a write-in: `accept` gives the line its vote.
        public let writeIn: Policy
        /// A mark that cannot be read for sure.
        public let doubt: Policy

        /// Policies; what is not given is as in version 1.
        public init(
            overvote: Policy = .acceptAsInvalid, blank: Policy = .acceptAsInvalid, writeIn: Policy = .accept,
            doubt: Policy = .return
        ) {
            self.overvote = overvote
            self.blank = blank
            self.writeIn = writeIn
            self.doubt = doubt
        }
    }

    /// Who may do something, and how many of them it takes.
    public struct RoleRule: Hashable, Sendable {
        /// What the rule is about.
        public let action: Action
        /// Roles whose people may do it.
        public let roles: [String]
        /// How many people it takes, each of another role where there are as many.
        public let people: Int

        /// A rule for an action.
        public init(action: Action, roles: [String], people: Int) {
            self.action = action
            self.roles = roles
            self.people = people
        }

        /// What people do on the day.
        public enum Action: String, Hashable, Sendable, CaseIterable {
            /// The steps of the day that a rule may be about.
            case openPolls, closePolls, adjudicate, release
        }
    }
}

/// A minute of lawful time, `2026-11-30T08:00`. The zone stands beside it.
public struct LawfulTime: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let description: String
    /// Minutes from the beginning of the year 2000, in lawful time.
    public let minutesSince2000: Int

    /// Reads `YYYY-MM-DDThh:mm` of the years 2000 to 2099; nil for anything else, also for days that are in no calendar.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), 2000...2099 ~= year, 1...12 ~= month, hour < 24, minute < 60
        else { return nil }
        // 2000 is a leap year, and so is every fourth one until 2099.
        let lengths = [31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard 1...lengths[month - 1] ~= day else { return nil }
        let days = (year - 2000) * 365 + (year - 2000 + 3) / 4 + lengths.prefix(month - 1).reduce(0, +) + day - 1
        description = text
        minutesSince2000 = (days * 24 + hour) * 60 + minute
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.allSatisfy { 48...57 ~= $0 } ? digits.reduce(0) { $0 * 10 + Int($1) - 48 } : nil
    }

    public static func < (a: Self, b: Self) -> Bool { a.minutesSince2000 < b.minutesSince2000 }
}

extension ElectionDay.Schedule {
    /// What lawful time is ahead of UTC, in minutes; nil where the zone is not of the form `+03:00`.
    static func minutes(ofZone zone: String) -> Int? {
        let bytes = Array(zone.utf8)
        guard bytes.count == 6, let sign = [UInt8(ascii: "+"): 1, UInt8(ascii: "-"): -1][bytes[0]],
            let time = LawfulTime("2000-01-01T\(String(decoding: bytes.dropFirst(), as: UTF8.self))"),
            time.minutesSince2000 <= 14 * 60
        else { return nil }
        return sign * time.minutesSince2000
    }

    /// From when on polls may be open, in minutes since 1970 in UTC.
    public var opensAt: Int { minutes(opens) }
    /// Until when.
    public var closesAt: Int { minutes(closes) }

    private func minutes(_ time: LawfulTime) -> Int {
        // The years 1970 to 1999 have 10,957 days.
        10_957 * 24 * 60 + time.minutesSince2000 - (Self.minutes(ofZone: zone) ?? 0)
    }
}
