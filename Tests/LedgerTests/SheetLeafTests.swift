import Ledger
import Testing

@Suite struct SheetLeafTests {
    @Test func `sheets' leaves read by their form are what the general parser reads`() throws {
        let box = BoxCommitment(blind: Array(repeating: 7, count: 32), root: .leaf([1]), .one)
        let events: [LedgerEvent] = [
            .sheetAccepted(number: 1, box: box), .sheetReturned(number: 42), .sheetVoided(number: 9_999_999_999),
            .sheetUnresolved(number: 5, box: box), .pollsOpened(nil), .interrupted, .copyLost, .keysDestroyed(nil),
        ]
        var generator = SystemRandomNumberGenerator()
        let ofTwo: [LedgerEvent] = [
            .sheetAccepted(number: 1, box: box), .sheetsReturned(from: 42, to: 9_999_999_999),
            .sheetVoided(number: 3), .sheetUnresolved(number: 4, box: box), .copyLost,
        ]
        for (event, format) in events.map({ ($0, LedgerFormat.one) }) + ofTwo.map({ ($0, .two) }) {
            let leaf = event.encoded(as: format)
            #expect(try LedgerEvent(reading: leaf[...], as: format) == event)
            #expect(try LedgerEvent(reading: ([1, 2] + leaf).dropFirst(2), as: format) == event)
            // Every byte changed to a likely one and to any, dropped, and doubled.
            for place in leaf.indices {
                let likely = Array("0123456789abcdefABG \n-x%/".utf8).randomElement(using: &generator) ?? 0
                for byte in [likely, UInt8.random(in: 0...255, using: &generator)] {
                    var changed = leaf
                    changed[place] = byte
                    expectAlike(changed, format)
                }
                expectAlike(Array(leaf[..<place] + leaf[(place + 1)...]), format)
                expectAlike(Array(leaf[...place] + leaf[place...]), format)
                expectAlike(Array(leaf[..<place]), format)
            }
        }
    }

    private func expectAlike(_ leaf: [UInt8], _ format: LedgerFormat) {
        let general = try? LedgerEvent(parsing: leaf, as: format)
        let quick = try? LedgerEvent(reading: leaf[...], as: format)
        #expect(general == quick, "\(String(decoding: leaf, as: UTF8.self))")
    }

    @Test func `the right edge of a tree has the tree's roots`() {
        var frontier = MerkleFrontier()
        var tree = MerkleTree()
        #expect(frontier.root == tree.root)
        for leaf in someLeaves(70) {
            let next = frontier.root(appending: leaf)
            frontier.append(leaf)
            tree.append(leaf)
            #expect(frontier.root == tree.root && next == tree.root)
            #expect(frontier == tree.frontier && frontier.size == tree.size)
        }
    }
}
