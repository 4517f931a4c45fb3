import Foundation
import Ledger
import LedgerSupport
import Release
import Testing

/// A release of version 2 with everything that the page has, which this program did not write: contests of choice, ranks and
/// lists, sheets with one to three snapshots, marginal marks, batches, groups too small, pictures. The files of `HandMade` were
/// made from the page alone.
struct HandMade {
    var files: [String: String]
    var leaves: [String: String]
    var smallestGroup = 2
    var rooms: [LedgerHistory.Room: Int] = [
        .init(mode: .stationary, batch: nil): 6, .init(mode: .portable, batch: 1): 3,
        .init(mode: .portable, batch: 12): 2,
    ]
    var pictures: [String: [UInt8]]

    init() throws {
        let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("HandMade")
        func read(_ names: [String]) throws -> [String: String] {
            try Dictionary(
                uniqueKeysWithValues: names.map { name in
                    (name, try String(contentsOf: directory.appendingPathComponent(name), encoding: .utf8))
                })
        }
        files = try read(["cvr.json", "groups.json", "totals.json"])
        leaves = try read(["leaf-adjudicated", "leaf-polls-closed", "leaf-totals"])
        pictures = [
            "pictures/000003-a.png": Array("picture a".utf8), "pictures/000003-b.png": Array("picture b".utf8),
        ]
    }

    /// The lines of `cvr.json`: the first is its head, the one numbered n is the sheet n, then come the last and nothing.
    var lines: [String] {
        get { files["cvr.json", default: ""].components(separatedBy: "\n") }
        set { files["cvr.json"] = newValue.joined(separator: "\n") }
    }

    /// Puts something in the place of a text that is there, at its first place only.
    mutating func replace(_ old: String, _ new: String, in file: String) {
        func change(_ texts: inout [String: String]) -> Bool {
            guard let range = texts[file]?.range(of: old, options: .literal) else { return false }
            texts[file]?.replaceSubrange(range, with: new)
            return true
        }
        if !change(&files) && !change(&leaves) { Issue.record("\(file) has no \(old)") }
    }

    /// What the checker says of it, as `code path`, and its words.
    func findings() throws -> [ReleaseFinding] {
        func event(_ name: String) throws -> LedgerEvent {
            try LedgerEvent(parsing: Array(leaves[name, default: ""].utf8), as: .two)
        }
        guard case .totals(let totals) = try event("leaf-totals"),
            case .pollsClosed(let close) = try event("leaf-polls-closed")
        else { throw CocoaError(.fileReadCorruptFile) }
        var adjudication: Adjudication?
        if leaves["leaf-adjudicated"] != nil, case .adjudicated(let value) = try event("leaf-adjudicated") {
            adjudication = value
        }
        let contents = files.mapValues { Array($0.utf8) }.merging(pictures) { $1 }
        let release = PublishedRelease(
            genesis: try Sample.genesis(election: "Hand 2026", smallestGroup: smallestGroup), counts: close.counts,
            rooms: rooms, totals: totals, close: close, adjudication: adjudication,
            files: contents.mapValues { FileDigest(of: $0) }, contents: { contents[$0] })
        return ReleaseVerification().findings(in: release)
    }
}

extension HandMade {
    /// States other numbers of sheets in the leaf of the totals and in `totals.json` alike: there are 3 in the first batch, 5 in
    /// portable boxes and 6 in the station's.
    mutating func state(batch1: Int, portable: Int, stationary: Int) {
        replace("batch/1 3", "batch/1 \(batch1)", in: "leaf-totals")
        replace("mode/portable 5", "mode/portable \(portable)", in: "leaf-totals")
        replace("mode/stationary 6", "mode/stationary \(stationary)", in: "leaf-totals")
        replace("\"count\": 3,\n   \"id\": \"1\"", "\"count\": \(batch1),\n   \"id\": \"1\"", in: "totals.json")
        replace("5,\n   \"id\": \"portable\"", "\(portable),\n   \"id\": \"portable\"", in: "totals.json")
        replace("6,\n   \"id\": \"stationary\"", "\(stationary),\n   \"id\": \"stationary\"", in: "totals.json")
    }

    /// Gives a batch another name in all records.
    mutating func rename(_ batch: String, _ other: String) {
        files["cvr.json"]?.replace("\"BatchId\":\"\(batch)\"", with: "\"BatchId\":\"\(other)\"")
    }

    /// The first line of a sheet with a text in it.
    func line(with text: String) -> Int {
        guard let place = lines.indices.dropLast(2).first(where: { lines[$0].contains(text) }) else {
            Issue.record("no sheet has \(text)")
            return 1
        }
        return place
    }
}

extension String {
    mutating func replace(_ old: String, with new: String) {
        if !contains(old) { Issue.record("no \(old)") }
        self = replacingOccurrences(of: old, with: new)
    }

    mutating func replaceFirst(_ old: String, with new: String, options: CompareOptions = []) {
        guard let range = range(of: old, options: options) else {
            Issue.record("no \(old)")
            return
        }
        replaceSubrange(range, with: new)
    }

    mutating func replaceLast(_ old: String, with new: String) {
        replaceFirst(old, with: new, options: .backwards)
    }
}
