import Ledger
import Testing

let digest = FileDigest(of: Array("layout".utf8))

func someGenesis() throws -> Genesis {
    let name = try #require(KeyName("example.org/box"))
    let signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: 7, count: 32)))
    return Genesis(
        election: "Wahl 2026/1 – Köln", definitionDigest: digest, key: signer.key, software: "scand 0.1",
        box: try someBox(), terms: nil)
}

let blind = Array(repeating: UInt8(3), count: 32)
let emptyBox = BoxCommitment(blind: blind, root: .empty, .one)

func someBox(slots: Int = 16) throws -> BoxTerms {
    let name = try #require(KeyName("example.org/election"))
    let key = try #require(BoxPublicKey(name: name, publicKey: Array(repeating: 9, count: 32)))
    return try #require(
        BoxTerms(key: key, slotCount: slots, slotByteCount: 4096, pictureByteCount: 0, commitment: emptyBox))
}

func totals(
    sheets: Int = 10, ballots: Int = 10, votesAllowed: Int = 2, overvotes: Int = 1, undervotes: Int = 3, ada: Int = 9,
    grace: Int = 6, returned: Int = 1
) -> Totals {
    let votes = [Totals.Count(id: "grace", count: grace), Totals.Count(id: "ada lovelace", count: ada)]
    let mayor = ContestTotals(
        id: "mayor/a%b", votesAllowed: votesAllowed, ballots: ballots, overvotes: overvotes, undervotes: undervotes,
        votes: votes)
    let council = ContestTotals(id: "council", votesAllowed: 1, ballots: 0, overvotes: 0, undervotes: 0, votes: [])
    return Totals(
        sheets: sheets, contests: [mayor, council], returnReasons: [Totals.Count(id: "overvote", count: returned)],
        releaseDigest: digest, boxRoot: .empty, boxBlind: blind)
}

@Suite struct EventTests {
    @Test func `every kind of leaf is read back as it was written`() throws {
        let events: [LedgerEvent] = [
            .genesis(try someGenesis()), .pollsOpened(nil), .sheetAccepted(number: 1, box: emptyBox),
            .sheetReturned(number: 9_999_999_999), .sheetVoided(number: 3), .sheetUnresolved(number: 4, box: emptyBox),
            .interrupted, .copyLost, .copyRestored,
            .pollsClosed(PollsClose(SheetCounts(accepted: 12, returned: 0, voided: 3, unresolved: 4))),
            .totals(totals()),
            .keysDestroyed(nil),
        ]
        for event in events { #expect(try LedgerEvent(parsing: event.encoded(as: .one), as: .one) == event) }
    }

    @Test func `leaves have this form`() throws {
        func text(_ event: LedgerEvent) -> String { String(decoding: event.encoded(as: .one), as: UTF8.self) }
        #expect(
            text(.sheetAccepted(number: 42, box: emptyBox))
                == "scand/v1 sheet-accepted\nbox \(emptyBox)\nnumber 0000000042\n")
        #expect(
            text(.pollsClosed(PollsClose(SheetCounts(accepted: 3, returned: 2, voided: 0, unresolved: 1))))
                == "scand/v1 polls-closed\naccepted 3\nreturned 2\nunresolved 1\nvoided 0\n")
        #expect(
            text(.genesis(try someGenesis())) == """
                scand/v1 genesis
                box-commit \(emptyBox)
                box-key \(try someBox().key)
                box-picture-bytes 0
                box-slot-bytes 4096
                box-slots 16
                election Wahl%202026/1%20%E2%80%93%20K%C3%B6ln
                format 1
                layout-sha256 \(digest)
                origin example.org/box
                software scand%200.1
                vkey \(try someGenesis().key)

                """)
        #expect(
            text(.totals(totals())) == """
                scand/v1 totals
                box-blind \(Hex.encode(blind))
                box-root \(Hex.encode(TreeHash.empty.bytes))
                contest/council/ballots 0
                contest/council/overvotes 0
                contest/council/undervotes 0
                contest/council/votes-allowed 1
                contest/mayor%2Fa%25b/ballots 10
                contest/mayor%2Fa%25b/option/ada%20lovelace 9
                contest/mayor%2Fa%25b/option/grace 6
                contest/mayor%2Fa%25b/overvotes 1
                contest/mayor%2Fa%25b/undervotes 3
                contest/mayor%2Fa%25b/votes-allowed 2
                release-sha256 \(digest)
                return-reason/overvote 1
                sheets 10

                """)
    }

    @Test func `leaves of sheets have one length for each outcome`() {
        let lengths = [1, 42, 1_000_000, LedgerEvent.greatestNumber].flatMap {
            [
                LedgerEvent.sheetAccepted(number: $0, box: emptyBox).encoded(as: .one).count,
                LedgerEvent.sheetUnresolved(number: $0, box: emptyBox).encoded(as: .one).count - 2,
                LedgerEvent.sheetReturned(number: $0).encoded(as: .one).count + 69,
                LedgerEvent.sheetVoided(number: $0).encoded(as: .one).count + 71,
            ]
        }
        #expect(Set(lengths).count == 1)
    }

    @Test(arguments: [
        "", "scand/v1 polls-opened", "scand/v2 polls-opened\n", "scand/v1 polls-opened \n", "scand/v1  polls-opened\n",
        "scand/v1 polls-opened\n\n", "scand/v1 polls-opened\nnote x\n", "scand/v1 polls-paused\n", "polls-opened\n",
        "scand/v1 sheet-returned\n", "scand/v1 sheet-returned\nnumber 42\n",
        "scand/v1 sheet-returned\nnumber 00000000042\n",
        "scand/v1 sheet-returned\nnumber 000000004x\n", "scand/v1 sheet-returned\nnumber  0000000042\n",
        "scand/v1 sheet-returned\nnumber 0000000042\nnumber 0000000042\n",
        "scand/v1 sheet-returned\nnumber 0000000042\nreason overvote\n",
        "scand/v1 sheet-accepted\nnumber 0000000042\n", "scand/v1 sheet-accepted\nbox 00\nnumber 0000000042\n",
        "scand/v1 polls-closed\naccepted 03\nreturned 0\nunresolved 0\nvoided 0\n",
        "scand/v1 polls-closed\naccepted -3\nreturned 0\nunresolved 0\nvoided 0\n",
        "scand/v1 polls-closed\naccepted %33\nreturned 0\nunresolved 0\nvoided 0\n",
        "scand/v1 polls-closed\naccepted 3\naccepted 4\nreturned 0\nunresolved 0\nvoided 0\n",
        "scand/v1 polls-closed\naccepted 9223372036854775808\nreturned 0\nunresolved 0\nvoided 0\n",
        "scand/v1 polls-closed\nreturned 0\naccepted 0\nunresolved 0\nvoided 0\n",
        "scand/v1 polls-closed\naccepted 0\nreturned 0\nvoided 0\n",
        "scand/v1 polls-closed\r\naccepted 0\r\nreturned 0\r\nunresolved 0\r\nvoided 0\r\n",
    ])
    func `a leaf that is not written as it must be is refused`(_ leaf: String) {
        #expect(throws: LeafError.self) { try LedgerEvent(parsing: Array(leaf.utf8), as: .one) }
    }

    @Test(arguments: [
        ("K%C3%B6ln", "Köln"), ("K%C3%B6ln", "K%c3%b6ln"), ("K%C3%B6ln", "K%C3ln"), ("K%C3%B6ln", "K%"),
        ("K%C3%B6ln", "K%4"),
        ("K%C3%B6ln", "%4Boln"), ("format 1", "format 2"), ("origin example.org/box", "origin example.org/bux"),
        ("vkey example", "vkey exbmple"), ("layout-sha256", "layout-sha512"),
        ("box-slots 16", "box-slots 15"), ("box-slot-bytes 4096", "box-slot-bytes 4097"),
        ("box-key scand-box+example", "box-key scand-box+exbmple"), ("box-commit", "box-comit"),
    ])
    func `a genesis with one thing wrong is refused`(_ right: String, _ wrong: String) throws {
        let leaf = String(decoding: LedgerEvent.genesis(try someGenesis()).encoded(as: .one), as: UTF8.self)
        let parts = leaf.split(separator: right, omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        let changed = parts.joined(separator: wrong)
        #expect(throws: LeafError.self) { try LedgerEvent(parsing: Array(changed.utf8), as: .one) }
    }

    @Test func `totals that name a contest or an option twice are refused when read`() {
        let contest = totals().contests[1]
        let twice = Totals(
            sheets: 10, contests: [contest, contest], returnReasons: [], releaseDigest: digest, boxRoot: .empty,
            boxBlind: blind)
        #expect(throws: LeafError.self) {
            try LedgerEvent(parsing: LedgerEvent.totals(twice).encoded(as: .one), as: .one)
        }
    }
}
