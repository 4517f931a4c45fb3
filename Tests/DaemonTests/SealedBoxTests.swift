import Foundation
import Ledger
import Testing

/// The sealed ballot box from the opening of polls to the release, as an election uses it.
@Suite struct SealedBoxTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }
    private var copy: String { scratch("stick") }

    init() throws { scratch = try Scratch() }

    /// Keys with passphrases: the machine's, and the custodian's.
    private func makeKeys() throws {
        for (name, kind) in [("key", "signer"), ("box", "box")] {
            _ = try scratch.write("\(name).phrase", "a phrase for \(name)\n".utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch("\(name).phrase"))
            let made = try Scand.run(
                "keys", "make", "--kind", kind, "--name", "example.org/\(name)", "--out", scratch(name),
                "--passphrase-file", scratch("\(name).phrase"))
            try #require(made.status == 0, "\(made.errors)")
        }
    }

    /// The demo's stack into a box that only the custodian can open, with a second copy.
    private func countSealed() throws -> Ended {
        try Demo.replay(
            [], into: ledger, "--manifest", Demo.manifest, "--key", scratch("key"), "--passphrase-file",
            scratch("key.phrase"), "--box-key", scratch("box.boxkey"), "--copy", copy, "--pictures", "--capacity", "50",
            "--smallest-group", "3")
    }

    /// What must not change: the box without the places at its end, and whether there is a release.
    private func sealed(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
        var box = files.filter { $0.key.hasPrefix("box/") || $0.key.hasPrefix("release") }
        box["box/slots"]?.removeLast(8192)
        return box
    }

    private func release(_ more: String...) throws -> Ended {
        try Scand.run(
            [
                "ledger", "release", ledger, "--election", Demo.election, "--json", "--key", scratch("key"),
                "--passphrase-file", scratch("key.phrase"), "--accept-file-system",
            ] + more)
    }

    @Test func `a count without the custodian's key ends sealed, and the release gives its totals`() throws {
        try makeKeys()
        let counted = try countSealed()
        #expect(counted.status == 0, "\(counted.errors)")
        let report = try counted.json(Report.self)
        let expected = try Demo.expected().totals
        #expect(report.totals == nil && report.counts.accepted == expected.sheets.accepted)
        #expect(!isThere(ledger + "/release") && isThere(ledger + "/box/keys"))
        let sealed = try Scand.verify(ledger, key: scratch("key.vkey")).json(Verification.self)
        #expect(sealed.verified && !sealed.final && sealed.phase == "closed")

        let withoutKey = try release("--box-key", scratch("box.boxkey"))
        #expect(withoutKey.status == 2 && withoutKey.errors.contains("--box-key"), "\(withoutKey.errors)")
        // The stick has the day's keys too: without it they are not all destroyed.
        let released = try release("--box-key", scratch("box"), "--box-passphrase-file", scratch("box.phrase"))
        #expect(released.status == 4 && released.errors.contains("the day's keys are not destroyed"))
        #expect(try released.json(Released.self).contests == expected.contests)
        #expect(try Scand.verify(ledger, key: scratch("key.vkey")).json(Verification.self).phase == "final")

        let ended = try release("--copy", copy)
        #expect(ended.status == 0, "\(ended.errors)")
        for place in [ledger, copy] {
            #expect(!isThere(place + "/box/keys") && !isThere(place + "/box/keys.2"))
            let verified = try Scand.verify(place, key: scratch("key.vkey")).json(Verification.self)
            #expect(verified.final && verified.phase == "ended", "\(place)")
        }
        #expect(try releasedSheets(in: ledger).count == expected.sheets.accepted)
        #expect(try snapshot(copy) == snapshot(ledger))
        // Nobody can tell an interruption behind the last leaf from a second try: both are told that all is done.
        let again = try release("--copy", copy)
        #expect(again.status == 0 && again.errors.contains("the release was finished before"), "\(again.errors)")
    }

    @Test func `a second copy that is not there is told by whoever writes, and by its own name`() throws {
        let counted = try Demo.replay(Demo.sides("01-filled"), into: ledger, "--copy", copy, "--leave-open")
        #expect(counted.status == 0 && !counted.errors.contains("DEGRADED"), "\(counted.errors)")
        let paused = try Demo.replay(Demo.sides("01-filled"), into: ledger, "--leave-open")
        #expect(paused.status == 0)
        #expect(
            paused.errors.contains(
                "DEGRADED, there is no second copy: the ledger has one, and --copy does not say where it is"),
            "\(paused.errors)")
        // A copy that lost a file is no copy: its name is told, as the ledger has a file of the same name.
        try FileManager.default.removeItem(atPath: copy + "/journal")
        let closed = try Scand.run("ledger", "close", ledger, "--copy", copy)
        #expect(closed.status == 0)
        #expect(
            closed.errors.contains("DEGRADED, there is no second copy: \(copy)/journal: it is missing"),
            "\(closed.errors)")
    }

    @Test func `a stick that another one took the place of is told when that is made, and when keys are destroyed`()
        throws
    {
        let sheet = Demo.sides("01-filled")
        #expect(try Demo.replay(sheet, into: ledger, "--copy", copy, "--leave-open").status == 0)
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pulled"))
        let paused = try Demo.replay(sheet, into: ledger, "--copy", copy, "--leave-open")
        #expect(
            paused.status == 0
                && paused.errors.contains(
                    "a new second copy was made, on the disk that is there now; the one that was written to before has")
        )
        #expect(journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 copy-lost\n") })
        #expect(try Scand.run("ledger", "close", ledger, "--copy", copy).status == 0)
        let released = try Scand.run("ledger", "release", ledger, "--election", Demo.election, "--copy", copy)
        #expect(released.status == 0)
        #expect(
            released.errors.contains(
                "the second copy was lost meanwhile: where another one than \(copy) was written before, it still has the day's "
                    + "keys: destroy it"), "\(released.errors)")
        #expect(isThere(scratch("pulled/box/keys")) && !isThere(copy + "/box/keys"))
        #expect(try snapshot(copy) == snapshot(ledger))
    }

    @Test func `a copy that is made anew at the close or the release is told there too`() throws {
        let making =
            "a new second copy was made, on the disk that is there now; the one that was written to before has the day's keys too"
        let counted = try Demo.replay(Demo.sides("01-filled"), into: ledger, "--copy", copy, "--leave-open")
        #expect(counted.status == 0 && !counted.errors.contains(making))
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pulled"))
        let closed = try Scand.run("ledger", "close", ledger, "--copy", copy)
        #expect(closed.status == 0 && closed.errors.contains(making), "\(closed.errors)")
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pulled-too"))
        let released = try Scand.run("ledger", "release", ledger, "--election", Demo.election, "--copy", copy)
        #expect(released.status == 0 && released.errors.contains(making), "\(released.errors)")
    }

    @Test func `a wrong passphrase, box key or election opens nothing and changes nothing`() throws {
        try makeKeys()
        #expect(try countSealed().status == 0)
        _ = try scratch.write("wrong", "not the phrase\n".utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch("wrong"))
        #expect(try Scand.makeKey("example.org/other", at: scratch("other"), "--kind", "box").status == 0)
        let before = try snapshot(ledger)
        let wrongPhrase = try release("--box-key", scratch("box"), "--box-passphrase-file", scratch("wrong"))
        #expect(wrongPhrase.status == 2 && wrongPhrase.errorLines.count == 1)
        let wrongKey = try release("--box-key", scratch("other"), "--copy", copy)
        #expect(wrongKey.status == 4 && wrongKey.errorLines.count == 1, "\(wrongKey.errors)")
        let wrongElection = try Scand.run(
            "ledger", "release", ledger, "--layout", Demo.layout, "--accept-file-system", "--key", scratch("key"),
            "--passphrase-file",
            scratch("key.phrase"), "--box-key", scratch("other"))
        #expect(wrongElection.status == 4 && wrongElection.errorLines.count == 1)
        // The place before the newest one is filled anew whenever a store is opened.
        #expect(try sealed(snapshot(ledger)) == sealed(before))
        let verified = try Scand.verify(ledger, key: scratch("key.vkey")).json(Verification.self)
        #expect(verified.verified && verified.phase == "closed")
    }

    @Test func `the custodian opens without the signing key, and the station signs without the box key`() throws {
        try makeKeys()
        #expect(try countSealed().status == 0)
        let expected = try Demo.expected()
        let opened = try Scand.run(
            "ledger", "release", "open", ledger, "--election", Demo.election, "--vkey", scratch("key.vkey"),
            "--box-key",
            scratch("box"), "--box-passphrase-file", scratch("box.phrase"), "--json")
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(try opened.json(Released.self).contests == expected.totals.contests)
        #expect(isThere(ledger + "/unsigned-totals") && isThere(ledger + "/box/keys"))
        #expect(!isThere(ledger + "/release/pictures"))
        #expect(journalLeaves(of: ledger).last?.hasPrefix("scand/v2 polls-closed\n") == true)

        // What was touched on the way is not signed.
        let sound = try bytes(ledger + "/release/totals.json")
        try Data(sound + [32]).write(to: URL(fileURLWithPath: ledger + "/release/totals.json"))
        let refused = try sign()
        #expect(refused.status == 4 && refused.errorLines.count == 1 && refused.errors.contains("totals.json"))
        #expect(!refused.errors.contains("new directory"))
        try Data(sound).write(to: URL(fileURLWithPath: ledger + "/release/totals.json"))
        let signed = try sign()
        #expect(signed.status == 0, "\(signed.errors)")
        #expect(!isThere(ledger + "/unsigned-totals") && !isThere(ledger + "/box/keys"))
        let verified = try Scand.verify(ledger, key: scratch("key.vkey")).json(Verification.self)
        #expect(verified.final && verified.phase == "ended")
        // Why sheets went back is known, though the release was another run.
        let close = try #require(journalLeaves(of: ledger).first { $0.hasPrefix("scand/v2 polls-closed\n") })
        for (reason, count) in expected.reasons where count >= 3 {
            #expect(field("return-reason/\(reason)", of: close) == "\(count)")
        }
        let rare = expected.reasons.values.filter { $0 < 3 }.reduce(0, +)
        #expect(field("return-reason/other", of: close).flatMap { Int($0) } ?? 0 >= rare)
    }

    @Test
    func `a custodian who states other votes than the box has is refused, and so is a release that is not all there`()
        throws
    {
        try makeKeys()
        // One sheet, for Ada.
        let counted = try Demo.replay(
            Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--passphrase-file", scratch("key.phrase"),
            "--box-key", scratch("box.boxkey"), "--copy", copy, "--capacity", "4")
        #expect(counted.status == 0, "\(counted.errors)")
        try open()
        let names = ["release/cvr.json", "release/totals.json", "release/manifest", "unsigned-totals", "box/openings"]
        let sound = try names.map { try text(ledger + "/\($0)") }
        func put(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: ledger + "/\(name)"))
        }
        func restore() throws { for (name, text) in zip(names, sound) { try put(text, name) } }
        func refusal(_ what: String) throws {
            let refused = try sign()
            #expect(refused.status == 4 && refused.errorLines.count == 1, "\(refused.errors)")
            #expect(refused.errors.contains(what), "\(refused.errors)")
            #expect(journalLeaves(of: ledger).last?.hasPrefix("scand/v2 polls-closed\n") == true)
        }

        // The same sheet for Vera: a release that adds up in itself, which nobody without the box could tell from the true one.
        let counts = ["ada": "\"count\": 1,\n     \"id\": \"ada\"", "vera": "\"count\": 0,\n     \"id\": \"vera\""]
        #expect(sound[1].contains(counts["ada"] ?? "") && sound[1].contains(counts["vera"] ?? ""))
        var records = sound[0].components(separatedBy: "\n")
        records[1] = records[1].replacingOccurrences(of: "\"selection-1-1\"", with: "\"selection-1-2\"")
        let released = [
            records.joined(separator: "\n"),
            sound[1].replacingOccurrences(of: counts["ada"] ?? "", with: "\"count\": 0,\n     \"id\": \"ada\"")
                .replacingOccurrences(of: counts["vera"] ?? "", with: "\"count\": 1,\n     \"id\": \"vera\""),
        ]
        let manifest = zip(released, ["cvr.json", "totals.json"]).map {
            "\(FileDigest(of: Array($0.utf8)).hex)  \($1)\n"
        }.joined()
        for (text, name) in zip(released + [manifest], names) { try put(text, name) }
        let digests = [sound[2], manifest].map { FileDigest(of: Array($0.utf8)).hex }
        try put(
            sound[3].replacingOccurrences(of: digests[0], with: digests[1])
                .replacingOccurrences(of: "option/ada 1", with: "option/ada 0")
                .replacingOccurrences(of: "option/vera 0", with: "option/vera 1"), "unsigned-totals")
        let report = try Scand.run("ledger", "verify", ledger, "--vkey", scratch("key.vkey"))
        #expect(
            report.status == 1 && report.output.contains("NOT VERIFIED yet: nothing is wrong with what is here"),
            "the forgery is none: \(report.output)")
        try refusal("unsigned-totals: not what is sealed in the ballot box")
        try restore()

        // Nor is it signed where it cannot be read in the box.
        let other = "\(Base64.encode(Array(repeating: 9, count: 64)))\n"
        try put(sound[4].prefix { $0 != "\n" } + "\n" + other, "box/openings")
        try refusal("its custodian did not open it")
        var spoiled = try #require(Base64.decode(sound[4].split(separator: "\n")[1]))
        spoiled[40] ^= 1
        try put(sound[4].prefix { $0 != "\n" } + "\n" + Base64.encode(spoiled) + "\n", "box/openings")
        try refusal("what its custodian opened it with does not open it")
        try put("", "box/openings")
        try refusal("box/openings: not as 'scand ledger release open' of this version writes it")
        try FileManager.default.removeItem(atPath: ledger + "/box/openings")
        try refusal("box/openings: nothing is there: 'scand ledger release open' with the box key leaves it")
        try restore()

        // What would not go with the directory, or does not belong into it.
        try FileManager.default.moveItem(atPath: ledger + "/release", toPath: scratch("elsewhere"))
        try FileManager.default.createSymbolicLink(
            atPath: ledger + "/release", withDestinationPath: scratch("elsewhere"))
        try refusal("release: a symbolic link instead of a directory")
        try FileManager.default.removeItem(atPath: ledger + "/release")
        try FileManager.default.moveItem(atPath: scratch("elsewhere"), toPath: ledger + "/release")
        try FileManager.default.createDirectory(
            atPath: ledger + "/release/empty", withIntermediateDirectories: false)
        try refusal("release/empty: not in the manifest: remove it")
        try FileManager.default.removeItem(atPath: ledger + "/release/empty")

        let signed = try sign()
        #expect(signed.status == 0, "\(signed.errors)")
        #expect(signed.output.contains("Ada Aster") && !signed.output.contains("sealed"), "\(signed.output)")
        for place in [ledger, copy] {
            #expect(!isThere(place + "/box/openings") && !isThere(place + "/box/keys"))
            #expect(try Scand.verify(place, key: scratch("key.vkey")).status == 0)
        }
    }

    @Test func `somebody hears of a spoiled file of keys, though the other one opens the box`() throws {
        try makeKeys()
        let counted = try Demo.replay(
            Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--passphrase-file", scratch("key.phrase"),
            "--box-key", scratch("box.boxkey"), "--copy", copy, "--capacity", "4")
        #expect(counted.status == 0, "\(counted.errors)")
        try Data("spoiled".utf8).write(to: URL(fileURLWithPath: ledger + "/box/keys.2"))
        let opened = try Scand.run(
            "ledger", "release", "open", ledger, "--election", Demo.election, "--vkey", scratch("key.vkey"),
            "--box-key", scratch("box"), "--box-passphrase-file", scratch("box.phrase"))
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(
            opened.errors.contains(
                "when the totals are signed, 'scand ledger destroy-copy' destroys the keys of this copy"))
        #expect(opened.errors.contains("box/keys.2: spoiled; the other copy of the keys was used"))
        let signed = try sign()
        #expect(signed.status == 0, "\(signed.errors)")
        #expect(signed.errors.contains("box/keys.2: a part was spoiled, and is mended from what is kept twice"))
        #expect(try Scand.verify(ledger, key: scratch("key.vkey")).status == 0)
    }

    @Test func `somebody hears of a sum that is a single sheet`() throws {
        for (sheets, isHeard) in [(["01-filled"], true), (["01-filled", "03-tick"], false)] {
            let released = try Demo.replay(
                sheets.flatMap(Demo.sides), into: scratch("ledger-\(sheets.count)"), "--smallest-group", "3")
            #expect(released.status == 0, "\(released.errors)")
            let isSaid = released.errors.contains("groups.json: 1 kinds of sheet have a single sheet each")
            #expect(isSaid == isHeard, "\(released.errors)")
        }
    }

    @Test func `the directory that the custodian opened is a second copy whose keys go with the others`() throws {
        try makeKeys()
        let counted = try Demo.replay(
            Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--passphrase-file", scratch("key.phrase"),
            "--box-key", scratch("box.boxkey"), "--capacity", "4")
        #expect(counted.status == 0, "\(counted.errors)")
        try FileManager.default.copyItem(atPath: ledger, toPath: copy)
        try open(copy)
        for name in ["release", "unsigned-totals", "box/openings"] {
            try FileManager.default.copyItem(atPath: copy + "/\(name)", toPath: ledger + "/\(name)")
        }
        // Pictures that the box has not are no work of the custodian's.
        try FileManager.default.createDirectory(
            atPath: ledger + "/release/pictures", withIntermediateDirectories: false)
        let refused = try sign()
        #expect(
            refused.status == 4
                && refused.errors.contains("\(ledger)/release/pictures: the ballot box keeps no pictures"),
            "\(refused.errors)")
        #expect(!refused.errors.contains("--release-pictures"))
        try FileManager.default.removeItem(atPath: ledger + "/release/pictures")
        let signed = try sign()
        #expect(signed.status == 0, "\(signed.errors)")
        for place in [ledger, copy] {
            #expect(!isThere(place + "/box/openings") && !isThere(place + "/box/keys"))
            #expect(try Scand.verify(place, key: scratch("key.vkey")).status == 0)
        }
    }

    private func open(_ directory: String? = nil) throws {
        let opened = try Scand.run(
            "ledger", "release", "open", directory ?? ledger, "--election", Demo.election, "--vkey",
            scratch("key.vkey"), "--box-key", scratch("box"), "--box-passphrase-file", scratch("box.phrase"))
        try #require(opened.status == 0, "\(opened.errors)")
    }

    private func sign() throws -> Ended {
        try Scand.run(
            "ledger", "release", "sign", ledger, "--election", Demo.election, "--key", scratch("key"),
            "--passphrase-file",
            scratch("key.phrase"), "--copy", copy, "--accept-file-system")
    }
}

/// What `ledger release --json` prints.
struct Released: Decodable {
    let totals: [Report.Contest]

    var contests: [String: Expected.Contest] {
        Dictionary(
            uniqueKeysWithValues: totals.map { sums in
                (
                    sums.contest,
                    Expected.Contest(
                        ballots: sums.ballots, overvotes: sums.overvotes, undervotes: sums.undervotes,
                        votes: Dictionary(uniqueKeysWithValues: sums.votes.map { ($0.option, $0.votes) }))
                )
            })
    }
}
