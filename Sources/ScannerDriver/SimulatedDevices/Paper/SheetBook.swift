/// The simulation's own count: where every sheet went. The count of the box is the truth that runs are compared with.
package struct SheetBook: Sendable, Equatable, Codable {
    /// How a sheet left.
    package enum Outcome: String, Sendable, Codable {
        case box
        /// Given back at the front.
        case returned
        /// Pulled back by its person while it was drawn in.
        case pulledBack
        /// Taken out by hand under the open cover.
        case removed
    }

    /// One insertion that is over.
    package struct Entry: Sendable, Equatable, Codable {
        package let insertion: Int
        package let sheets: Int
        package let outcome: Outcome
    }

    /// Sheets put in, two for a double feed; those left in the path at power-on among them.
    package private(set) var putIn = 0
    /// Sheets that fell into the box.
    package private(set) var inBox = 0
    /// Sheets back in a person's hands through the front, pulled back ones among them.
    package private(set) var returned = 0
    /// Sheets taken out by hand.
    package private(set) var removed = 0
    /// Every insertion that is over, in the order of leaving.
    package private(set) var entries: [Entry] = []
    /// How often each event was sent.
    package private(set) var events: [String: Int] = [:]
    /// What the host did against the rules; the first ``violationsKept``.
    package private(set) var violations: [String] = []
    package private(set) var violationCount = 0

    /// So many sentences are kept; a host that babbles must not fill the memory.
    package static let violationsKept = 200

    package init() {}

    /// Sheets that are in the device or its input.
    package var inDevice: Int { putIn - inBox - returned - removed }

    package mutating func notePutIn(_ feed: Feed) { putIn += feed.sheetCount }

    package mutating func noteLeft(_ feed: Feed, _ outcome: Outcome) {
        switch outcome {
        case .box: inBox += feed.sheetCount
        case .returned, .pulledBack: returned += feed.sheetCount
        case .removed: removed += feed.sheetCount
        }
        entries.append(Entry(insertion: feed.number, sheets: feed.sheetCount, outcome: outcome))
    }

    package mutating func noteEvent(_ name: String) { events[name, default: 0] += 1 }

    package mutating func noteViolation(_ sentence: String) {
        violationCount += 1
        if violations.count < Self.violationsKept { violations.append(sentence) }
    }
}
