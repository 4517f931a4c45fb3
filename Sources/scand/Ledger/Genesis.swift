/// What a ledger counts, by which key and terms: the first leaf, written before any paper moves.
public struct Genesis: Hashable, Sendable {
    /// Which log it is: the name of the key that signs it.
    public let origin: KeyName
    /// The election, as its definition names it.
    public let election: String
    /// SHA-256 of the definition that the sheets are read by.
    public let definitionDigest: FileDigest
    /// The key that signs every checkpoint.
    public let key: VerifierKey
    /// The software that counts, such as `scand 0.3.0`.
    public let software: String
    /// The sealed ballot box that the sheets' records go into.
    public let box: BoxTerms
    /// What version 2 fixes besides; nil in version 1.
    public let terms: Terms?

    /// A ledger signed by a key, whose name is the ledger's origin.
    public init(
        election: String, definitionDigest: FileDigest, key: VerifierKey, software: String, box: BoxTerms, terms: Terms?
    ) {
        origin = key.name
        (self.election, self.definitionDigest, self.key) = (election, definitionDigest, key)
        (self.software, self.box, self.terms) = (software, box, terms)
    }

    /// The version of all leaves.
    public var format: LedgerFormat { terms == nil ? .one : .two }
    /// Sheets that must share style, mode and batch to be released one by one; 1 in version 1, which has no such rule.
    public var smallestGroup: Int { terms?.smallestGroup ?? 1 }

    /// The terms of a day in version 2.
    public struct Terms: Hashable, Sendable {
        /// What the count is for.
        public enum Purpose: String, Hashable, Sendable, CaseIterable { case election, test, training }

        /// When the ledger was made.
        public let created: LedgerTime
        /// What the count is for.
        public let purpose: Purpose
        /// SHA-256 of the program's file.
        public let softwareDigest: FileDigest
        /// SHA-256 of the list of recorded sheets, where the count is of one.
        public let sheetsDigest: FileDigest?
        /// Whether a second copy is written from the beginning.
        public let hasCopy: Bool
        /// Sheets that must share style, mode and batch to be released one by one.
        public let smallestGroup: Int
        /// Sheets after which a checkpoint is published; 0 for no such step.
        public let anchorSheets: Int
        /// Minutes after which a checkpoint is published; 0 for no such step.
        public let anchorMinutes: Int

        static let smallestGroups = 1...1000
        static let anchorMinuteCounts = 0...1440
        static func isAnchorStep(_ sheets: Int) -> Bool { sheets == 0 || 10...100_000 ~= sheets }

        /// Terms, or nil where a number is out of range.
        public init?(
            created: LedgerTime, purpose: Purpose, softwareDigest: FileDigest, sheetsDigest: FileDigest?, hasCopy: Bool,
            smallestGroup: Int, anchorSheets: Int, anchorMinutes: Int
        ) {
            guard Self.smallestGroups ~= smallestGroup, Self.isAnchorStep(anchorSheets),
                Self.anchorMinuteCounts ~= anchorMinutes
            else { return nil }
            (self.created, self.purpose, self.softwareDigest) = (created, purpose, softwareDigest)
            (self.sheetsDigest, self.hasCopy, self.smallestGroup) = (sheetsDigest, hasCopy, smallestGroup)
            (self.anchorSheets, self.anchorMinutes) = (anchorSheets, anchorMinutes)
        }
    }
}

extension Genesis {
    func add(to text: inout LeafText) {
        text.add("format", value: format.rawValue)
        text.add("origin", value: origin)
        text.add("election", value: election)
        text.add(Self.digestKey(format), value: definitionDigest)
        text.add("vkey", value: key)
        text.add("software", value: software)
        box.add(to: &text)
        terms?.add(to: &text)
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        let format = fields.format
        guard try fields.number("format") == format.rawValue else {
            throw .field("format", "not \(format.rawValue), which \(format.header) leaves have")
        }
        let key: VerifierKey
        let line = try fields.value("vkey")
        do throws(VerifierKeyError) { key = try VerifierKey(parsing: line) } catch {
            throw .field("vkey", error.description)
        }
        guard try fields.text("origin").utf8.elementsEqual(key.name.rawValue.utf8) else {
            throw .field("origin", "not the name of the key")
        }
        self.init(
            election: try fields.text("election"), definitionDigest: try fields.digest(Self.digestKey(format)),
            key: key,
            software: try fields.text("software"), box: try BoxTerms(&fields),
            terms: format == .one ? nil : try Terms(&fields))
    }

    private static func digestKey(_ format: LedgerFormat) -> String {
        format == .one ? "layout-sha256" : "definition-sha256"
    }
}

extension Genesis.Terms {
    fileprivate func add(to text: inout LeafText) {
        text.add("created", value: created)
        text.add("purpose", value: purpose.rawValue)
        text.add("software-sha256", value: softwareDigest)
        text.add("sheets-sha256", value: sheetsDigest?.hex ?? "none")
        text.add("copy", value: hasCopy ? YesOrNo.yes : .no)
        text.add("smallest-group", value: smallestGroup)
        text.add("anchor-sheets", value: anchorSheets)
        text.add("anchor-minutes", value: anchorMinutes)
    }

    fileprivate init(_ fields: inout LeafFields) throws(LeafError) {
        (created, purpose) = (try fields.time("created"), try fields.word("purpose"))
        softwareDigest = try fields.digest("software-sha256")
        sheetsDigest = try fields.isNone("sheets-sha256") ? nil : try fields.digest("sheets-sha256")
        hasCopy = try fields.word("copy", YesOrNo.self) == .yes
        smallestGroup = try fields.number("smallest-group", Self.smallestGroups)
        anchorSheets = try fields.number("anchor-sheets")
        guard Self.isAnchorStep(anchorSheets) else { throw .field("anchor-sheets", "neither 0 nor 10 to 100000") }
        anchorMinutes = try fields.number("anchor-minutes", Self.anchorMinuteCounts)
    }
}

/// The election and definition that a ledger counts: whoever continues a ledger must have the same ones.
public struct LedgerIdentity: Hashable, Sendable {
    /// The election, as its definition names it.
    public let election: String
    /// SHA-256 of the definition that the sheets are read by.
    public let definitionDigest: FileDigest
    /// What its sheets are.
    public let sheets: Sheets
    /// What was settled when it was begun, as far as somebody says it again.
    public let terms: [Term: Int]

    /// Something that is settled when a ledger is begun, and stays.
    public enum Term: String, Hashable, Sendable, CaseIterable {
        /// Places of the box and room for pictures in each; the smallest group that is named; and when it publishes
        /// itself.
        case slotCount, pictureByteCount, smallestGroup, anchorSheets, anchorMinutes
    }

    /// What the sheets of a count are.
    public enum Sheets: Hashable, Sendable {
        /// Whatever they are: for who feeds none.
        case any
        /// Those of a recorded list, by its digest; nil for paper and for a folder.
        case of(FileDigest?)
    }

    /// What somebody who goes on with a ledger expects of it.
    public init(election: String, definitionDigest: FileDigest, sheets: Sheets = .any, terms: [Term: Int] = [:]) {
        (self.election, self.definitionDigest, self.sheets, self.terms) = (election, definitionDigest, sheets, terms)
    }
}

extension Genesis {
    /// The election and definition of the ledger.
    public var identity: LedgerIdentity { LedgerIdentity(election: election, definitionDigest: definitionDigest) }

    /// The value of a term; nil in version 1, which has none.
    public func value(of term: LedgerIdentity.Term) -> Int? {
        switch term {
        case .slotCount: box.slotCount
        case .pictureByteCount: box.pictureByteCount
        case .smallestGroup: terms?.smallestGroup
        case .anchorSheets: terms?.anchorSheets
        case .anchorMinutes: terms?.anchorMinutes
        }
    }
}
