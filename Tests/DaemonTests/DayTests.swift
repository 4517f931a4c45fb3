import Foundation
import Ledger
import Testing

/// What is seen of a ledger while polls are open, and what becomes of a count whose ledger is set back or taken away.
@Suite struct DayTests {
    private let scratch: Scratch
    private let folder: String
    private var ledger: String { scratch("ledger") }

    init() throws {
        scratch = try Scratch()
        folder = scratch("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func watching(_ more: String...) throws -> Running {
        try Running(["replay", "--election", Demo.election, "--ledger", ledger, "--json", "--watch", folder] + more)
    }

    /// Puts the demo's sheets of some places into the folder; the names are new ones.
    private func put(_ places: Range<Int>) throws {
        for place in places {
            let sides = try Demo.expected().sheets[place].sides
            for (side, letter) in zip(sides, ["a", "b"]) {
                let name = "\(place)-\(letter).png"
                try FileManager.default.copyItem(atPath: "\(Demo.folder)/\(side.image)", toPath: "\(folder)/.\(name)")
                try FileManager.default.moveItem(atPath: "\(folder)/.\(name)", toPath: "\(folder)/\(name)")
            }
        }
    }

    private func published() throws -> Int {
        try #require(Checkpoint(parsing: SignedNote(parsing: bytes("\(ledger)/checkpoint")).text)).size
    }

    private func stop(_ running: Running) throws -> Ended {
        running.send(SIGTERM)
        return try running.end()
    }

    @Test func `the ledger is published at its step while polls are open, and never sheet by sheet`() throws {
        let running = try watching("--anchor-sheets", "10", "--anchor-minutes", "0")
        try put(0..<9)
        try running.wait(until: "nine sheets") { try settledNames() == 9 }
        let opening = try published()
        #expect(opening < 9 && opening == journalLeaves(of: ledger).firstIndex { $0.hasPrefix("scand/v2 sheet") })
        try put(9..<12)
        try running.wait(until: "the step") { try published() > opening }
        let ended = try stop(running)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try Scand.verify(ledger).status == 0)
    }

    private func settledNames() throws -> Int {
        let path = "\(folder)/settled"
        return isThere(path) ? try FileManager.default.contentsOfDirectory(atPath: path).count / 2 : 0
    }

    @Test func `a policy that cannot be used is told before a ledger is made`() throws {
        let policy = try scratch.write("policy", "quorum none\n".utf8)
        let ended = try Demo.replay(Demo.sides("01-filled"), into: scratch("ledger"), "--witness", policy)
        #expect(ended.status == 2 && ended.errors.hasPrefix("scand: \(policy): "), "\(ended.errors)")
        #expect(!isThere(scratch("ledger")) && !isThere(scratch("ledger.key")))
    }

    @Test func `a witness cosigns while polls are open, and stops a disk that was set back`() throws {
        let made = try Scand.run(
            "keys", "make", "--no-passphrase", "--name", "example.org/observer", "--out", scratch("witness"))
        #expect(made.status == 0)
        #expect(try Scand.makeKey("example.org/station", at: scratch("key")).status == 0)
        let (witness, url) = try served("witness")
        defer { witness.kill() }
        let key = CosignerKey(of: try VerifierKey(parsing: String(text(scratch("witness.vkey")).dropLast())))
        #expect(try Scand.makeKey("example.org/gone", at: scratch("gone")).status == 0)
        let gone = CosignerKey(of: try VerifierKey(parsing: String(text(scratch("gone.vkey")).dropLast())))
        let log = try text(scratch("key.vkey")).dropLast()
        let policy = try scratch.write(
            "policy",
            "log \(log)\nwitness observer \(key) \(url)\nwitness gone \(gone) http://127.0.0.1:9\nquorum observer\n"
                .utf8)
        let more = ["--key", scratch("key"), "--accept-file-system", "--witness", policy, "--anchor-sheets", "10"]

        func watching() throws -> Running {
            try Running(["replay", "--election", Demo.election, "--ledger", ledger, "--watch", folder] + more)
        }
        let first = try watching()
        try put(0..<1)
        try first.wait(until: "the first sheet") { try settledNames() == 1 }
        #expect(try stop(first).status == 0)
        try FileManager.default.copyItem(atPath: ledger, toPath: scratch("noon"))

        let second = try watching()
        try put(1..<14)
        try second.wait(until: "a cosignature of the running day") {
            guard let bytes = try? bytes("\(ledger)/cosigned"), let note = try? SignedNote(parsing: bytes),
                let size = Checkpoint(parsing: note.text)?.size
            else { return false }
            return size > 11 && (try? note.cosignature(of: key)) != nil
        }
        let ended = try stop(second)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errors.split(separator: "\n").filter { $0.contains("127.0.0.1:9") }.count == 1)

        // The disk of noon: what the witness knows is more.
        try FileManager.default.moveItem(atPath: ledger, toPath: scratch("evening"))
        try FileManager.default.moveItem(atPath: scratch("noon"), toPath: ledger)
        let third = try watching().end()
        #expect(third.status == 4, "\(third.errors)")
        #expect(third.errors.contains("OUT OF SERVICE: the witness 'observer' has seen"))
        let shown = try Scand.run(
            [
                "replay", "--election", Demo.election, "--ledger", ledger, "--watch", folder, "--not-older-than",
                scratch("evening/cosigned"), "--key", scratch("key"), "--accept-file-system",
            ])
        #expect(shown.status == 4 && shown.errorLines.count == 1, "\(shown.errors)")
        let closed = try Scand.run(
            "ledger", "close", ledger, "--not-older-than", scratch("evening/checkpoint"), "--key", scratch("key"),
            "--accept-file-system")
        #expect(closed.status == 4 && closed.errorLines.count == 1, "\(closed.errors)")

        // The disk of noon goes on without the witness until it is longer: then its events are others.
        try Data().write(to: URL(fileURLWithPath: folder + "/end"))
        let (empty, known) = (scratch("empty"), try witnessedSize(scratch("evening")))
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
        try Data().write(to: URL(fileURLWithPath: empty + "/end"))
        let alone = [
            "replay", "--election", Demo.election, "--ledger", ledger, "--watch", empty, "--key", scratch("key"),
            "--settled-elsewhere", "1",
        ]
        while journalLeaves(of: ledger).count <= known {
            let ended = try Scand.run(alone + ["--accept-file-system"])
            #expect(ended.status == 0, "\(ended.errors)")
            guard ended.status == 0 else { break }
        }
        let other = try Scand.run(alone + ["--accept-file-system", "--witness", policy])
        #expect(
            other.status == 4 && other.errors.contains("has seen \(known) other events of this ledger"),
            "\(other.errors)")

        // Close and release ask the witness too.
        let asking = ["--key", scratch("key"), "--accept-file-system", "--witness", policy]
        let old = try Scand.run(["ledger", "close", ledger] + asking)
        #expect(old.status == 4 && old.errors.contains("OUT OF SERVICE: the witness 'observer' has seen"))
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.moveItem(atPath: scratch("evening"), toPath: ledger)
        func seen() throws -> Int {
            try #require(Checkpoint(parsing: SignedNote(parsing: bytes("\(ledger)/cosigned")).text)).size
        }
        #expect(try Scand.run(["ledger", "close", ledger] + asking).status == 0)
        #expect(try seen() == journalLeaves(of: ledger).count)
        let released = try Scand.run(["ledger", "release", ledger, "--election", Demo.election] + asking)
        #expect(released.status == 0, "\(released.errors)")
        #expect(
            try seen() == journalLeaves(of: ledger).count
                && journalLeaves(of: ledger).last?.hasPrefix("scand/v2 keys-destroyed") == true)
    }

    /// A witness on loopback with a key of this name, which the caller ends, and its address.
    ///
    /// - Parameter memory: what it remembers by; under another name it has seen nothing yet.
    private func served(_ name: String, remembering memory: String? = nil) throws -> (server: Running, url: Substring) {
        let server = try Running([
            "ledger", "witness", "serve", "--log", scratch("key.vkey"), "--key", scratch(name), "--state",
            scratch("seen-\(memory ?? name)"),
        ])
        try server.wait(until: "the witness") { server.outputSoFar.contains("http://") }
        let url = server.outputSoFar.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("http://") }
        return (server, try #require(url))
    }

    private func witnessedSize(_ ledger: String) throws -> Int {
        try #require(Checkpoint(parsing: SignedNote(parsing: bytes("\(ledger)/cosigned")).text)).size
    }

    @Test func `a policy of another log is refused, and nothing is made`() throws {
        for name in ["key", "other", "witness"] {
            #expect(try Scand.makeKey("example.org/\(name)", at: scratch(name)).status == 0)
        }
        let witness = CosignerKey(of: try VerifierKey(parsing: String(text(scratch("witness.vkey")).dropLast())))
        let policy = try scratch.write(
            "policy",
            "log \(text(scratch("other.vkey")).dropLast())\nwitness w \(witness) http://127.0.0.1:9\nquorum w\n".utf8)
        let ended = try Demo.replay(
            Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--witness", policy)
        #expect(ended.status == 2 && ended.errors.contains("names other logs than example.org/key"), "\(ended.errors)")
        #expect(!isThere(ledger) && !isThere(ledger + ".box-key"))
    }

    @Test func `what two witnesses saw is kept until both have seen more`() throws {
        #expect(try Scand.makeKey("example.org/key", at: scratch("key")).status == 0)
        var lines = "log \(try text(scratch("key.vkey")))"
        var servers: [Running] = []
        defer { for server in servers { server.kill() } }
        for name in ["a", "b"] {
            #expect(try Scand.makeKey("example.org/\(name)", at: scratch(name)).status == 0)
            let (server, url) = try served(name)
            servers.append(server)
            let key = CosignerKey(of: try VerifierKey(parsing: String(text(scratch("\(name).vkey")).dropLast())))
            lines += "witness \(name) \(key) \(url)\n"
        }
        let policy = try scratch.write("policy", (lines + "group both all a b\nquorum both\n").utf8)
        let more = ["--key", scratch("key"), "--accept-file-system", "--witness", policy]
        let counted = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--leave-open"] + more + Demo.sides("01-filled")
        )
        #expect(counted.status == 0, "\(counted.errors)")
        let seen = try witnessedSize(ledger)
        servers[1].kill()
        let closed = try Scand.run(["ledger", "close", ledger] + more)
        #expect(closed.status == 0 && closed.errors.contains("cannot be reached"), "\(closed.errors)")
        #expect(try witnessedSize(ledger) == seen && journalLeaves(of: ledger).count > seen)
        let verified = try Scand.run("ledger", "verify", ledger, "--vkey", scratch("key.vkey"), "--policy", policy)
        #expect(
            verified.status == 0 && verified.output.contains("whether witnesses saw the events after the first \(seen)")
        )
    }

    @Test func `a key that has begun a ledger which a witness knows begins no other before a sheet is fed`() throws {
        for name in ["key", "witness"] {
            #expect(try Scand.makeKey("example.org/\(name)", at: scratch(name)).status == 0)
        }
        let (witness, url) = try served("witness")
        defer { witness.kill() }
        let key = CosignerKey(of: try VerifierKey(parsing: String(text(scratch("witness.vkey")).dropLast())))
        let log = try text(scratch("key.vkey"))
        let policy = try scratch.write("policy", "log \(log)witness w \(key) \(url)\nquorum w\n".utf8)
        func count(_ ledger: String) throws -> Ended {
            try Scand.run(
                [
                    "replay", "--election", Demo.election, "--ledger", ledger, "--leave-open", "--key", scratch("key"),
                    "--accept-file-system", "--witness", policy,
                ] + Demo.sides("01-filled"))
        }
        #expect(try count(scratch("first")).status == 0)
        let second = try count(scratch("second"))
        #expect(second.status == 4 && second.errors.contains("has seen"), "\(second.errors)")
        #expect(countedSheets(in: scratch("second")) == 0)
    }

    @Test
    func `a witness that is silent, or claims what it cannot show, is named and stops neither the count nor another`()
        throws
    {
        for name in ["key", "witness", "silent", "liar"] {
            #expect(try Scand.makeKey("example.org/\(name)", at: scratch(name)).status == 0)
        }
        let (witness, url) = try served("witness")
        defer { witness.kill() }
        let (silent, liar) = (try StubWitness(.silent), try StubWitness(.claims(1_000_000)))
        defer {
            silent.stop()
            liar.stop()
        }
        func key(_ name: String) throws -> CosignerKey {
            CosignerKey(of: try VerifierKey(parsing: String(text(scratch("\(name).vkey")).dropLast())))
        }
        let policy = try scratch.write(
            "policy",
            """
            log \(text(scratch("key.vkey")).dropLast())
            witness silent \(key("silent")) http://127.0.0.1:\(silent.port)
            witness liar \(key("liar")) http://127.0.0.1:\(liar.port)
            witness observer \(key("witness")) \(url)
            quorum observer

            """.utf8)
        let counted = try Demo.replay(
            Demo.sides("01-filled") + Demo.sides("03-tick"), into: ledger, "--key", scratch("key"), "--copy",
            scratch("copy"), "--witness", policy)
        #expect(counted.status == 0, "\(counted.errors)")
        func said(_ port: UInt16) -> [Substring] {
            counted.errorLines.map { $0[...] }.filter { $0.contains("127.0.0.1:\(port): ") }
        }
        #expect(said(silent.port).count == 1, "\(counted.errors)")
        #expect(
            said(silent.port).first?.hasSuffix("gave no whole answer yet, and is not waited for any longer") == true)
        #expect(said(liar.port).count == 1, "\(counted.errors)")
        #expect(
            said(liar.port).first?.contains(
                "says that it has seen 1000000 events of this ledger, more than the ") == true)
        // What the third one said is there, and on the second copy.
        #expect(try bytes(ledger + "/cosigned") == bytes(scratch("copy/cosigned")))
        for place in [ledger, scratch("copy")] {
            let verified = try Scand.run(
                "ledger", "verify", place, "--vkey", scratch("key.vkey"), "--policy", policy)
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    /// A key of a station and a policy with one witness, which the caller serves.
    private func policy(witnessAt url: String, _ key: CosignerKey) throws -> String {
        try scratch.write(
            "policy", "log \(text(scratch("key.vkey")).dropLast())\nwitness w \(key) \(url)\nquorum w\n".utf8)
    }

    private func witnessKey() throws -> CosignerKey {
        for name in ["key", "witness"] {
            #expect(try Scand.makeKey("example.org/\(name)", at: scratch(name)).status == 0)
        }
        return CosignerKey(of: try VerifierKey(parsing: String(text(scratch("witness.vkey")).dropLast())))
    }

    @Test func `the witnesses see what a full box and an interrupted release wrote last`() throws {
        let key = try witnessKey()
        let (server, url) = try served("witness")
        defer { server.kill() }
        let more = ["--key", scratch("key"), "--accept-file-system", "--witness", try policy(witnessAt: "\(url)", key)]
        let full = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--capacity", "2"] + more
                + ["01-filled", "03-tick", "07-cross"].flatMap(Demo.sides))
        #expect(full.status == 4 && full.errors.contains("the ballot box is full"), "\(full.errors)")
        #expect(try witnessedSize(ledger) == journalLeaves(of: ledger).count)

        // What keeps the keys ends the first release; the same command ends it.
        let second = scratch("second")
        let count = [
            "replay", "--election", Demo.election, "--ledger", second, "--key", scratch("key"), "--accept-file-system",
        ]
        let list = Demo.sides("01-filled")
        #expect(try Scand.run(count + ["--leave-open"] + list).status == 0)
        try FileManager.default.createDirectory(atPath: second + "/saved", withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: second + "/box/keys", toPath: second + "/saved/keys")
        #expect(try Scand.run(count + list).status == 4)
        try FileManager.default.removeItem(atPath: second + "/saved")
        server.kill()
        _ = try server.end()
        let (anew, place) = try served("witness", remembering: "anew")
        defer { anew.kill() }
        let ended = try Scand.run(count + ["--witness", try policy(witnessAt: "\(place)", key)] + list)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(journalLeaves(of: second).last?.hasPrefix("scand/v2 keys-destroyed") == true)
        #expect(try witnessedSize(second) == journalLeaves(of: second).count)
        #expect(!ended.errors.contains("not cosigned"), "\(ended.errors)")
    }

    @Test func `a disk that was set back signs nothing before its witness is asked, also where its copy is lost`()
        throws
    {
        let key = try witnessKey()
        let (server, url) = try served("witness")
        defer { server.kill() }
        let more = ["--key", scratch("key"), "--accept-file-system", "--witness", try policy(witnessAt: "\(url)", key)]
        let count = ["replay", "--election", Demo.election, "--ledger", ledger, "--leave-open"] + more
        let sheets = ["01-filled", "03-tick"].flatMap(Demo.sides)
        #expect(try Scand.run(count + ["--copy", scratch("copy"), "--capacity", "4"] + sheets).status == 0)
        try FileManager.default.copyItem(atPath: ledger, toPath: scratch("noon"))
        #expect(
            try Scand.run(["ledger", "close", ledger, "--copy", scratch("copy")] + more).status == 0)
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.moveItem(atPath: scratch("noon"), toPath: ledger)
        try FileManager.default.moveItem(atPath: scratch("copy"), toPath: scratch("away"))
        let before = try snapshot(ledger)
        for command in [
            count + ["--copy", scratch("copy")] + sheets, ["ledger", "close", ledger] + more,
            ["ledger", "close", ledger, "--copy", scratch("copy")] + more,
        ] {
            let ended = try Scand.run(command)
            #expect(
                ended.status == 4 && ended.errors.contains("OUT OF SERVICE: the witness 'w' has seen"),
                "\(ended.errors)")
            #expect(try snapshot(ledger) == before && !isThere(scratch("copy")))
        }
        // What is published cannot be shown to a witness: it is made again from the journal, and then asked about.
        for name in ["checkpoint", "tile"] {
            try FileManager.default.moveItem(atPath: "\(ledger)/\(name)", toPath: scratch("kept"))
            let blind = try snapshot(ledger)
            let ended = try Scand.run(["ledger", "close", ledger] + more)
            #expect(
                ended.status == 4 && ended.errors.contains("asked about what is published before it is opened"),
                "\(ended.errors)")
            #expect(try snapshot(ledger) == blind)
            try FileManager.default.moveItem(atPath: scratch("kept"), toPath: "\(ledger)/\(name)")
        }
    }

    @Test func `what a witness says at the end of a release hides neither the result nor that keys remain`() throws {
        let key = try witnessKey()
        let (evening, count) = (scratch("evening"), ["--key", scratch("key"), "--accept-file-system"])
        #expect(
            try Demo.replay(Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--leave-open").status == 0)
        #expect(try Scand.run(["ledger", "close", ledger] + count).status == 0)
        try FileManager.default.copyItem(atPath: ledger, toPath: evening)
        for suffix in ["", ".boxkey"] {
            try FileManager.default.copyItem(
                atPath: ledger + ".box-key" + suffix, toPath: evening + ".box-key" + suffix)
        }
        #expect(try Scand.run(["ledger", "release", evening, "--election", Demo.election] + count).status == 0)
        let note = try bytes(evening + "/checkpoint")
        let stub = try StubWitness(.learns(journalLeaves(of: evening).count, note: note))
        defer { stub.stop() }
        let policy = try policy(witnessAt: "http://127.0.0.1:\(stub.port)", key)
        try FileManager.default.createDirectory(atPath: ledger + "/saved", withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: ledger + "/box/keys", toPath: ledger + "/saved/keys")
        let ended = try Scand.run(
            ["ledger", "release", ledger, "--election", Demo.election, "--witness", policy] + count)
        #expect(ended.status == 4, "\(ended.errors)")
        #expect(ended.errors.contains("OUT OF SERVICE: the witness 'w' has seen"), "\(ended.errors)")
        #expect(ended.errors.contains("the day's keys are not destroyed: \(ledger)/saved/keys"), "\(ended.errors)")
        #expect(ended.output.contains("The totals of 1 sheets are signed"), "\(ended.output)")
    }

    @Test func `a witness that is not there is told of once in a release`() throws {
        let key = try witnessKey()
        let count = ["--key", scratch("key"), "--accept-file-system"]
        #expect(
            try Demo.replay(Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--leave-open").status == 0)
        #expect(try Scand.run(["ledger", "close", ledger] + count).status == 0)
        let policy = try policy(witnessAt: "http://127.0.0.1:9", key)
        let ended = try Scand.run(
            ["ledger", "release", ledger, "--election", Demo.election, "--witness", policy] + count)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errorLines.filter { $0.contains("127.0.0.1:9: ") }.count == 1, "\(ended.errors)")
        #expect(
            ended.errors.contains(
                "the newest checkpoint is not cosigned by as many witnesses as the policy asks for: 'scand ledger witness add "
                    + "\(ledger) --policy \(policy)' asks them again"), "\(ended.errors)")
    }

    @Test func `a witness that goes away before it shows what it claims was not reached`() throws {
        let key = try witnessKey()
        let stub = try StubWitness(.claimsAndCloses(1_000_000))
        defer { stub.stop() }
        let policy = try policy(witnessAt: "http://127.0.0.1:\(stub.port)", key)
        let counted = try Demo.replay(
            Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--witness", policy)
        #expect(counted.status == 0, "\(counted.errors)")
        #expect(!counted.errors.contains("shows no checkpoint of them"), "\(counted.errors)")
        #expect(counted.errors.contains("127.0.0.1:\(stub.port): gave no whole answer"), "\(counted.errors)")
        let asked = try Scand.run(
            "ledger", "witness", "add", ledger, "--policy", policy, "--out", scratch("out"))
        #expect(asked.status == 3, "\(asked.errors)")
    }

    @Test func `cosignatures that a second copy has not are brought with all else`() throws {
        let counted = try Demo.replay(
            Demo.sides("01-filled"), into: ledger, "--copy", scratch("copy"), "--leave-open")
        #expect(counted.status == 0, "\(counted.errors)")
        try FileManager.default.copyItem(atPath: ledger + "/checkpoint", toPath: ledger + "/cosigned")
        let closed = try Scand.run("ledger", "close", ledger, "--copy", scratch("copy"), "--accept-file-system")
        #expect(closed.status == 0, "\(closed.errors)")
        #expect(try bytes(ledger + "/cosigned") == bytes(scratch("copy/cosigned")))
        #expect(try Scand.verify(scratch("copy"), key: ledger + ".key.vkey").status == 0)
    }

    @Test func `a checkpoint that cannot be used is named in its own file`() throws {
        #expect(try Scand.makeKey("example.org/station", at: scratch("key")).status == 0)
        let counted = try Demo.replay(Demo.sides("01-filled"), into: ledger, "--key", scratch("key"), "--leave-open")
        #expect(counted.status == 0, "\(counted.errors)")
        let good = try text(ledger + "/checkpoint")
        let other = Ed25519Signer(generating: try #require(KeyName("example.org/other")))
        let note = try SignedNote(signing: Checkpoint(origin: other.key.name, size: 3, root: .empty).text, by: other)
        for (name, bytes, what) in [
            ("empty", [], "no signature under the text"), ("other", note.encoded, "not signed by the key given for"),
            ("edited", Array(good.replacingOccurrences(of: "station\n", with: "station\n9").utf8), "is wrong"),
        ] {
            let path = try scratch.write(name, bytes)
            for command in [
                ["ledger", "close", ledger], ["ledger", "release", ledger, "--election", Demo.election],
                ["replay", "--election", Demo.election, "--ledger", ledger] + Demo.sides("01-filled"),
            ] {
                let refused = try Scand.run(
                    command + ["--key", scratch("key"), "--accept-file-system", "--not-older-than", path])
                #expect(refused.status == 2 && refused.errorLines.count == 1, "\(command): \(refused.errors)")
                #expect(refused.errors.contains("\(path): "), "\(refused.errors)")
                #expect(refused.errors.contains(what), "\(refused.errors)")
            }
        }
    }

    @Test(arguments: ["removed", "moved", "journal", "lock", "slots", "keys"])
    func `a ledger that is taken away while it is written stops the count at once`(what: String) throws {
        let running = try watching()
        try put(0..<1)
        try running.wait(until: "the first sheet") { try settledNames() == 1 }
        switch what {
        case "removed": try FileManager.default.removeItem(atPath: ledger)
        case "moved": try FileManager.default.moveItem(atPath: ledger, toPath: scratch("elsewhere"))
        case "slots": try FileManager.default.removeItem(atPath: "\(ledger)/box/slots")
        case "keys":
            for name in ["keys", "keys.2"] { try FileManager.default.removeItem(atPath: "\(ledger)/box/\(name)") }
        default: try FileManager.default.removeItem(atPath: "\(ledger)/\(what)")
        }
        try put(1..<3)
        let ended = try running.end()
        #expect(ended.status == 4, "\(ended.errors)")
        #expect(ended.errors.contains("OUT OF SERVICE: take no more paper"), "\(ended.errors)")
        #expect(try settledNames() == 1)
    }
}
