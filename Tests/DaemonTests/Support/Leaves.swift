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

/// The leaves in a ledger's journal, be it while the ledger is written: `SLJR`, two lengths, leaf, note, checksum.
func journalLeaves(of ledger: String) -> [String] {
    guard let journal = try? bytes("\(ledger)/journal") else { return [] }
    var rest = journal.dropFirst("scand-journal/v1\n".utf8.count)
    var leaves: [String] = []
    while rest.starts(with: Array("SLJR".utf8)), rest.count >= 12 {
        let lengths = rest.dropFirst(4).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let (leaf, note) = (Int(lengths >> 32), Int(lengths & 0xFFFF_FFFF))
        guard rest.count >= 16 + leaf + note else { break }
        leaves.append(String(decoding: rest.dropFirst(12).prefix(leaf), as: UTF8.self))
        rest = rest.dropFirst(16 + leaf + note)
    }
    return leaves
}

/// What a leaf says after a word at the start of a line.
func field(_ name: String, of leaf: String) -> String? {
    leaf.split(separator: "\n").first { $0.hasPrefix("\(name) ") }.map { String($0.dropFirst(name.utf8.count + 1)) }
}

/// Sheets whose leaves are in a ledger's journal; a row of returned ones has its leaf when it ends.
func countedSheets(in ledger: String) -> Int {
    journalLeaves(of: ledger).reduce(0) { count, leaf in
        if let from = field("from", of: leaf).flatMap({ Int($0) }), let to = field("to", of: leaf).flatMap({ Int($0) })
        {
            return count + to - from + 1
        }
        return leaf.hasPrefix("scand/v2 sheet-") ? count + 1 : count
    }
}

/// Sheets of which it is settled where they are: all but the void ones, which are fed again.
func settledSheets(in ledger: String) -> Int {
    countedSheets(in: ledger) - journalLeaves(of: ledger).count { $0.hasPrefix("scand/v2 sheet-voided\n") }
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
