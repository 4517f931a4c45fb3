import Foundation
import SimulatedDevices

/// The simulator's own account, as JSON: what a run is compared with.
struct Report: Encodable {
    let sheetsPutIn: Int
    let sheetsInBox: Int
    let sheetsReturned: Int
    let sheetsRemoved: Int
    let sheetsInDevice: Int
    /// Still in people's hands.
    let sheetsWaiting: Int
    let events: [String: Int]
    let violationCount: Int
    let violations: [String]
    let sheets: [SheetBook.Entry]

    init(_ station: Station) {
        let book = station.book
        sheetsPutIn = book.putIn
        sheetsInBox = book.inBox
        sheetsReturned = book.returned
        sheetsRemoved = book.removed
        sheetsInDevice = book.inDevice
        sheetsWaiting = station.sheetsWaiting
        events = book.events
        violationCount = book.violationCount
        violations = book.violations
        sheets = book.entries
    }

    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(self) else { preconditionFailure("a report of numbers and words encodes") }
        return String(decoding: data, as: UTF8.self)
    }
}
