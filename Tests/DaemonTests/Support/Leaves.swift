import Foundation

/// The leaves of a ledger, read from its bundle by the rules of C2SP tlog-tiles and nothing of ours.
func leaves(of ledger: String) throws -> [String] {
    let files = try snapshot(ledger + "/tile/entries").sorted { $0.key < $1.key }
    var leaves: [String] = []
    for (name, bytes) in files {
        var rest = bytes[...]
        while let high = rest.popFirst() {
            guard let low = rest.popFirst() else { throw Problem("\(name) ends inside a length") }
            let count = Int(high) << 8 | Int(low)
            guard rest.count >= count else { throw Problem("\(name) ends inside an entry") }
            leaves.append(String(decoding: rest.prefix(count), as: UTF8.self))
            rest = rest.dropFirst(count)
        }
    }
    return leaves
}

/// Sheets whose leaves are in a ledger's journal, be it while the ledger is written.
func countedSheets(in ledger: String) -> Int { occurrences(of: "scand/v1 sheet-", inJournalOf: ledger) }

/// Sheets of which it is settled where they are: all but the void ones, which are fed again.
func settledSheets(in ledger: String) -> Int {
    countedSheets(in: ledger) - occurrences(of: "scand/v1 sheet-voided", inJournalOf: ledger)
}

private func occurrences(of word: String, inJournalOf ledger: String) -> Int {
    guard let journal = try? Data(contentsOf: URL(fileURLWithPath: "\(ledger)/journal")) else { return 0 }
    var count = 0
    var place = journal.startIndex
    while let found = journal.range(of: Data(word.utf8), in: place..<journal.endIndex) {
        count += 1
        place = found.upperBound
    }
    return count
}

/// The released sheets of a ledger, line for line: all of the release that is not the ledger's own name.
func releasedSheets(in ledger: String) throws -> [String] {
    let lines = try text("\(ledger)/release/cvr.json").split(separator: "\n").map(String.init)
    let sheets = lines.filter { $0.contains("\"CVRSnapshot\"") }
    guard sheets.count == lines.count - 2 else {
        throw Problem("cvr.json has other lines than sheets, a head and a tail")
    }
    return sheets
}
