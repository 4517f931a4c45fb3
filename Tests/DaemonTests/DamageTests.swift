import Foundation
import Testing

/// Ledgers that were touched after the fact.
@Suite struct DamageTests {
    /// The counted ledger, to be spoiled.
    private func copy(in scratch: Scratch) throws -> (ledger: String, key: String) {
        let counted = try Demo.counted.get().ledger
        try FileManager.default.copyItem(atPath: counted, toPath: scratch("ledger"))
        return (scratch("ledger"), counted + ".key.vkey")
    }

    private func findings(_ ledger: String, _ key: String) throws -> [String] {
        let ended = try Scand.verify(ledger, key: key)
        let report = try ended.json(Verification.self)
        #expect(ended.status == 1)
        #expect(!report.verified && !report.final)
        return report.damage.map(\.file)
    }

    @Test func `a flipped bit anywhere in any file is found, and the file is named`() throws {
        let scratch = try Scratch()
        let (ledger, key) = try copy(in: scratch)
        let files = try snapshot(ledger)
        #expect(files.count == 9)
        for (name, whole) in files where !whole.isEmpty {
            // Behind the slots lie two places that are filled with noise when the day is over.
            let count = whole.count - (name == "box/slots" ? 8192 : 0)
            let places = [0, 1, count / 3, count / 2, count - 2, count - 1]
            for place in Set(places) {
                var spoiled = whole
                spoiled[place] ^= 1 << (place % 8)
                try Data(spoiled).write(to: URL(fileURLWithPath: "\(ledger)/\(name)"))
                #expect(try findings(ledger, key).contains(name), "\(name) at \(place)")
            }
            try Data(whole).write(to: URL(fileURLWithPath: "\(ledger)/\(name)"))
        }
        #expect(try Scand.verify(ledger, key: key).status == 0)
    }

    @Test func `a file that is missing, cut, longer or not empty is named`() throws {
        let scratch = try Scratch()
        let (ledger, key) = try copy(in: scratch)
        // Observers' copies go without the ballot box.
        try FileManager.default.removeItem(atPath: "\(ledger)/box")
        #expect(try Scand.verify(ledger, key: key).status == 0)
        for (name, whole) in try snapshot(ledger) {
            let path = "\(ledger)/\(name)"
            try FileManager.default.removeItem(atPath: path)
            #expect(try findings(ledger, key).contains(name), "\(name) missing")
            try Data(whole + [10]).write(to: URL(fileURLWithPath: path))
            #expect(try findings(ledger, key).contains(name), "\(name) longer")
            // A copy of the journal may be cut behind its last record.
            let used = name == "journal" ? (whole.lastIndex { $0 != 0 } ?? 0) - 10 : whole.count - 1
            if !whole.isEmpty {
                try Data(whole.prefix(used)).write(to: URL(fileURLWithPath: path))
                #expect(try findings(ledger, key).contains(name), "\(name) cut")
            }
            try Data(whole).write(to: URL(fileURLWithPath: path))
        }
        #expect(try Scand.verify(ledger, key: key).status == 0)
    }

    @Test(arguments: ["extra", "tile/extra", "tile/entries/000.p/3", "release/cvr.json.bak", "journal.tmp"])
    func `a file that does not belong to the ledger is named`(name: String) throws {
        let scratch = try Scratch()
        let (ledger, key) = try copy(in: scratch)
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(ledger)/\(name)"))
        #expect(try findings(ledger, key) == [name])
    }

    @Test func `a file's name cannot pose as a line of the report`() throws {
        let scratch = try Scratch()
        let (ledger, key) = try copy(in: scratch)
        try Data().write(to: URL(fileURLWithPath: "\(ledger)/x\n\u{1B}[2Jledger: verified"))
        let ended = try Scand.run("ledger", "verify", ledger, "--vkey", key)
        #expect(ended.status == 1)
        #expect(ended.lines.filter { $0.hasSuffix(": verified") }.isEmpty && ended.lines[0].contains("1 finding"))
        #expect(!ended.output.unicodeScalars.contains("\u{1B}"))
    }

    @Test func `a directory that is no ledger does not verify`() throws {
        let scratch = try Scratch()
        let key = try Demo.counted.get().ledger + ".key.vkey"
        #expect(try Scand.verify(scratch.path, key: key).status == 1)
        let nowhere = try Scand.verify(scratch("nope"), key: key)
        #expect(nowhere.status == 3 && nowhere.output.contains("no such directory"))
    }
}
