import Foundation
import Testing

/// What the ledger must not say.
@Suite struct SecrecyTests {
    @Test func `no file but totals and release names an option, a candidate or an image`() throws {
        let ledger = try Demo.counted.get().ledger
        let all = try leaves(of: ledger)
        #expect(all.contains { $0.hasPrefix("scand/v2 sheet-accepted\n") })
        let election = try JSONSerialization.jsonObject(with: Data(try bytes(Demo.election)))
        var words = ["mayor", "council", "ballot", "front", "back", ".png"]
        collect(election, under: "", into: &words)
        #expect(words.contains("against-all") && words.contains("Ада Астра"))
        for leaf in all.dropLast() where leaf.hasPrefix("scand/v2 sheet") {
            for word in words { #expect(!withoutDigests(leaf).contains(word), "\(leaf) says \(word)") }
        }
        let totals = Array(try #require(all.dropLast().last).utf8)
        for (name, content) in try snapshot(ledger) where !name.hasPrefix("release/") {
            let rest = withoutDigests(String(decoding: without(totals, content), as: UTF8.self))
            // Sealed bytes are as good as random, and sixteen million of them hold any word of four letters now and then.
            let searched = name.hasPrefix("box/") ? words.filter { $0.utf8.count > 5 } : words
            for word in searched where !rest.isEmpty { #expect(!rest.contains(word), "\(name) says \(word)") }
        }
    }

    @Test func `the leaves of all sheets have one form and one length, and say numbers alone`() throws {
        let sheets = try leaves(of: try Demo.counted.get().ledger).filter { $0.hasPrefix("scand/v2 sheet") }
        var next = 1
        for leaf in sheets {
            let lines = leaf.split(separator: "\n").map(String.init)
            let number = { (number: Int) in
                String(repeating: "0", count: 10 - String(number).count) + String(number)
            }
            if let to = field("to", of: leaf).flatMap({ Int($0) }) {
                #expect(lines == ["scand/v2 sheets-returned", "from \(number(next))", "to \(number(to))"])
                next = to + 1
            } else {
                #expect(
                    lines.count == 3 && lines[0] == "scand/v2 sheet-accepted" && lines[2] == "number \(number(next))")
                #expect(lines[1].hasPrefix("box ") && lines[1].utf8.count == 68)
                next += 1
            }
        }
        #expect(next == 34)
    }

    @Test func `no leaf of a sheet and no record holds a time`() throws {
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        let seconds = String(Int(Date().timeIntervalSince1970)).prefix(6)
        for leaf in try leaves(of: try Demo.counted.get().ledger) where leaf.hasPrefix("scand/v2 sheet") {
            #expect(!leaf.contains("\(year)-") && !leaf.contains("time") && !leaf.contains(" \(seconds)"))
        }
        let records = try text(try Demo.counted.get().ledger + "/release/cvr.json")
        #expect(!records.contains("\(year)-0") && !records.contains("\(year)-1") && !records.contains("\(seconds)"))
    }

    /// A text without hashes, keys and signatures, in which three letters stand together by chance.
    private func withoutDigests(_ text: String) -> String { text.replacing(#/[A-Za-z0-9+\/=]{40,}/#, with: "") }

    private func collect(_ value: Any, under key: String, into words: inout [String]) {
        switch value {
        case let object as [String: Any]: for (key, value) in object { collect(value, under: key, into: &words) }
        case let list as [Any]: for value in list { collect(value, under: key, into: &words) }
        case let text as String where ["id", "en", "ru"].contains(key) && text != "demo-2026": words.append(text)
        default: break
        }
    }

    /// Bytes with every occurrence of others taken out.
    private func without(_ part: [UInt8], _ whole: [UInt8]) -> [UInt8] {
        var data = Data(whole)
        while let range = data.range(of: Data(part)) { data.removeSubrange(range) }
        return Array(data)
    }
}
