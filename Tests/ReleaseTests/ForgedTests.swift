import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// Leaves that a machine signed against the rules: both implementations must refuse what the other one refuses.
@Suite(.serialized, .enabled(if: Programs.hasCryptography, "no Python with 'cryptography': run scripts/setup-interop"))
struct ForgedTests {
    let scratch: Scratch
    let day: Day

    init() throws {
        scratch = try Scratch()
        day = try Day(Sample.sheets(2))
    }

    /// Whether our code and the observers' program find such a ledger sound.
    func verdicts(_ leaves: [String]) throws -> (ours: Bool, theirs: Bool, said: String) {
        let directory = scratch(UUID().uuidString)
        try ForgedLedger(leaves.map { Array($0.utf8) }, by: day.signer).write(to: directory)
        let theirs = try Programs.run([Programs.observer, "ledger", directory, "--vkey", day.signer.key.text])
        #expect(theirs.errors == "")
        let ours = LedgerVerifier.verify(directory: directory, key: day.signer.key)
        return (ours.isIntact, theirs.status == 0, "\(ours.damage) \(theirs.output)")
    }

    func text(_ event: LedgerEvent) -> String { String(decoding: event.encoded(as: .one), as: UTF8.self) }

    var genesis: String { first(of: day) }
    /// The first leaf of version 1 that a day could have had.
    func first(of day: Day) -> String {
        let genesis = day.genesis
        return text(
            .genesis(
                Genesis(
                    election: genesis.election, definitionDigest: genesis.definitionDigest, key: genesis.key,
                    software: genesis.software, box: genesis.box, terms: nil)))
    }
    var opened: String { text(.pollsOpened(nil)) }
    func accepted(_ number: Int) -> String {
        text(.sheetAccepted(number: number, box: BoxCommitment(blind: day.blind, root: day.root, .one)))
    }
    func closed(_ accepted: Int, _ returned: Int = 0) -> String {
        text(.pollsClosed(PollsClose(SheetCounts(accepted: accepted, returned: returned))))
    }
    /// Totals without a contest. The release that they name is missing, which both report: for rules broken before.
    func totals(_ sheets: Int, blind: UInt8 = 77, contests: [ContestTotals] = [], reasons: Int = 0) -> String {
        text(
            .totals(
                Totals(
                    sheets: sheets, contests: contests, returnReasons: [.init(id: "jam", count: reasons)],
                    releaseDigest: FileDigest(of: []), boxRoot: day.root, boxBlind: Array(repeating: blind, count: 32)))
        )
    }

    @Test func `days that keep the rules are found sound by both`() throws {
        let box = text(.sheetUnresolved(number: 2, box: BoxCommitment(blind: day.blind, root: day.root, .one)))
        let days: [[String]] = [
            [genesis], [genesis, opened], [genesis, text(.interrupted), text(.copyLost), text(.copyRestored), opened],
            [genesis, opened, accepted(1), box, text(.sheetReturned(number: 3)), text(.sheetVoided(number: 4))],
            [genesis, opened, accepted(1), closed(1), text(.interrupted)],
        ]
        for leaves in days {
            let verdict = try verdicts(leaves)
            #expect(verdict.ours && verdict.theirs, "\(verdict.said)")
        }
    }

    @Test func `leaves out of their order are refused by both`() throws {
        let other = try Day(day.sheets, seed: 9)
        let days: [[String]] = [
            [opened], [genesis, genesis], [genesis, accepted(1)], [genesis, opened, opened], [genesis, closed(0)],
            [genesis, opened, accepted(2)], [genesis, opened, accepted(1), accepted(1)],
            [genesis, opened, accepted(1), text(.sheetReturned(number: 3))],
            [genesis, opened, accepted(1), accepted(2), accepted(3)],
            [genesis, opened, closed(1)], [genesis, opened, accepted(1), closed(0, 1)],
            [genesis, opened, closed(0), accepted(1)], [genesis, opened, closed(0), closed(0)],
            [genesis, text(.copyRestored)], [genesis, text(.copyLost), text(.copyLost)], [text(.interrupted)],
            [genesis, text(.keysDestroyed(nil))], [genesis, opened, totals(0)],
            [first(of: other), opened],
        ]
        for leaves in days {
            let verdict = try verdicts(leaves)
            #expect(!verdict.ours && !verdict.theirs, "\(leaves.last ?? ""): \(verdict.said)")
        }
    }

    @Test func `totals that do not come out are named by both`() throws {
        func mayor(_ ballots: Int, over: Int, under: Int, _ votes: [Int], allowed: Int = 1) -> [ContestTotals] {
            [
                ContestTotals(
                    id: "mayor", votesAllowed: allowed, ballots: ballots, overvotes: over, undervotes: under,
                    votes: votes.enumerated().map { .init(id: "o\($0)", count: $1) })
            ]
        }
        let wrong = [
            totals(2), totals(1, blind: 3), totals(1, reasons: 1),
            totals(1, contests: mayor(2, over: 0, under: 1, [1])),
            totals(1, contests: mayor(1, over: 2, under: 0, [])), totals(1, contests: mayor(1, over: 0, under: 0, [0])),
            totals(1, contests: mayor(1, over: 0, under: 0, [2], allowed: 2)),
            totals(1, contests: mayor(1, over: 1, under: 0, [1])),
            totals(1, contests: mayor(1, over: 1, under: 1, [0])),
        ]
        let directory = scratch("totals")
        for (place, leaf) in ([totals(1, contests: mayor(1, over: 0, under: 0, [1, 0]))] + wrong).enumerated() {
            let leaves = [genesis, opened, accepted(1), closed(1), leaf].map { Array($0.utf8) }
            try? FileManager.default.removeItem(atPath: directory)
            try ForgedLedger(leaves, by: day.signer).write(to: directory)
            let theirs = try Programs.run([Programs.observer, "ledger", directory, "--vkey", day.signer.key.text])
            let ours = LedgerVerifier.verify(directory: directory, key: day.signer.key).damage
            // The first ones keep the rules, and what is missing is only the release; the others break one.
            let isRight = place == 0
            #expect(ours.contains { $0.what.hasPrefix("event 4") } == !isRight, "\(place): \(ours)")
            #expect(theirs.output.contains("\n  leaf 4: ") == !isRight, "\(place): \(theirs.output)")
            #expect(theirs.output.contains("release/manifest: ") == isRight)
        }
    }

    @Test func `leaves spelled in another way are refused by both`() throws {
        let sheet = accepted(1)
        let named = genesis.replacingOccurrences(of: "software scand%200.1", with: "software SPELLED")
        #expect(named != genesis)
        func software(_ word: String) -> String { named.replacingOccurrences(of: "SPELLED", with: word) }
        let sound = ["a", "%C3%A9", "%25", "/", "~"]
        for word in sound {
            let verdict = try verdicts([software(word)])
            #expect(verdict.ours && verdict.theirs, "\(word): \(verdict.said)")
        }
        let words = ["%41", "%c3%a9", "%C3", "%", "%2", "a b", "\u{E9}", "\u{7F}", "%7f", "%2F"]
        var spelled: [[String]] = words.map { [software($0)] }
        spelled += [
            [""], ["scand/v1 genesis"], [genesis + "\n"], [String(genesis.dropLast())], [genesis + "zebra 1\n"],
        ]
        let fields: [(String, String)] = [
            ("format 1", "format 2"), ("format 1", "format 01"), ("box-slots 2", "box-slots 3"),
            ("box-slot-bytes 4096", "box-slot-bytes 4097"), ("box-key scand-box+", "box-key scand-bax+"),
            ("origin example.org/box-7\n", ""),
        ]
        for (old, new) in fields {
            let changed = genesis.replacingOccurrences(of: old, with: new)
            #expect(changed != genesis)
            spelled.append([changed])
        }
        let second = [
            "scand/v2 polls-opened\n", "scand/v1 polls-opened \n", "scand/v1 polls-opened\nnumber 1\n",
            "scand/v1 something\n",
        ]
        spelled += second.map { [genesis, $0] }
        let lines = sheet.split(separator: "\n")
        let reversed = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
        let third: [String] = [
            sheet.replacingOccurrences(of: "number 0", with: "number "),
            sheet.replacingOccurrences(of: "number 0", with: "number +"),
            sheet.replacingOccurrences(of: "box ", with: "box A"), reversed,
            "scand/v1 sheet-accepted\nnumber 0000000001\n", sheet + "number 0000000001\n",
            "scand/v1 polls-closed\naccepted 0\nreturned 0\nunresolved 0\nvoided 0\nx/y 1\n",
        ]
        spelled += third.map { [genesis, opened, $0] }
        for leaves in spelled {
            let verdict = try verdicts(leaves)
            #expect(!verdict.ours && !verdict.theirs, "\(leaves.last ?? ""): \(verdict.said)")
        }
    }
}
