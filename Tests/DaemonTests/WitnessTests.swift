import Foundation
import Ledger
import Testing

/// `scand ledger witness` as ledgers' keepers and observers run it.
@Suite struct WitnessCommandTests {
    let scratch: Scratch
    let log: Ed25519Signer

    init() throws {
        scratch = try Scratch()
        log = Ed25519Signer(generating: try #require(KeyName("example.org/box")))
        _ = try scratch.write("log.vkey", Array("\(log.key)\n".utf8))
        #expect(try Scand.makeKey("example.org/observer", at: scratch("key")).status == 0)
    }

    /// The published files of a ledger with so many events; two histories agree in the first three.
    @discardableResult
    func ledger(_ name: String, size: Int, history: Int = 0) throws -> String {
        let entries = (0..<size).map { [UInt8($0 % 251), $0 < 3 ? 0 : UInt8(history)] }
        let tree = MerkleTree(leaves: entries.map { .leaf($0) })
        let note = try SignedNote(
            signing: Checkpoint(origin: log.key.name, size: size, root: tree.root).text, by: log)
        try? FileManager.default.removeItem(atPath: scratch(name))
        for bundle in TileLayout(size: size).bundles {
            try FileManager.default.createDirectory(
                atPath: (scratch("\(name)/\(bundle.path)") as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            _ = try scratch.write("\(name)/\(bundle.path)", EntryBundle.encode(entries[bundle.entries]))
        }
        _ = try scratch.write("\(name)/checkpoint", note.encoded)
        return scratch(name)
    }

    /// A witness that takes connections, with its key and address.
    func serve(_ more: String...) throws -> (running: Running, key: CosignerKey, url: String) {
        let running = try Running(
            [
                "ledger", "witness", "serve", "--log", scratch("log.vkey"), "--key", scratch("key"), "--state",
                scratch("state"),
            ] + more)
        try running.wait(until: "the address") { running.outputSoFar.split(separator: "\n").count == 2 }
        let lines = running.outputSoFar.split(separator: "\n").compactMap {
            $0.split(separator: " ").last.map(String.init)
        }
        let key = try CosignerKey(parsing: lines[0])
        _ = try scratch.write(
            "policy", Array("log \(log.key)\nwitness observer \(key) \(lines[1])\nquorum observer\n".utf8))
        return (running, key, lines[1])
    }

    func add(_ ledger: String, _ out: String, _ more: String...) throws -> Ended {
        try Scand.run(
            ["ledger", "witness", "add", ledger, "--policy", scratch("policy"), "--out", scratch(out)] + more)
    }

    func cosign(_ checkpoint: String, _ out: String, _ more: String...) throws -> Ended {
        try Scand.run(
            [
                "ledger", "witness", "cosign", checkpoint, "--log", scratch("log.vkey"), "--key", scratch("key"),
                "--state",
                scratch("state"), "--out", scratch(out),
            ] + more)
    }

    func note(_ name: String) throws -> SignedNote { try SignedNote(parsing: try bytes(scratch(name))) }

    @Test func `a growing ledger is cosigned, and another history is not`() throws {
        let (running, key, url) = try serve()
        let policy = try TrustPolicy(parsing: try bytes(scratch("policy")))
        for size in [1, 300, 700] {
            let added = try add(ledger("ledger", size: size), "out-\(size)")
            #expect(added.status == 0, "\(added.errors)")
            #expect(added.output == "observer cosigned \(size) events\n")
            #expect(
                try policy.trust(in: note("out-\(size)"), at: Int(Date().timeIntervalSince1970)).checkpoint.size == size
            )
        }
        let forged = try add(ledger("forged", size: 800, history: 1), "out-forged")
        #expect(forged.status == 1 && forged.errorLines.count == 1)
        #expect(forged.errors.contains("has seen 700 other events of this log than are here"))
        let old = try add(ledger("old", size: 300), "out-old", "--witness", "observer", "--url", url)
        #expect(old.status == 1 && old.errors.contains("knows 700 events"))
        #expect(!isThere(scratch("out-forged")) && !isThere(scratch("out-old")))
        // A file that gathers lines of one checkpoint takes none of another.
        #expect(try add(ledger("ledger", size: 701), "out-700").status == 2)
        #expect(try note("out-700").cosignature(of: key).timestamp > 0)
        running.send(SIGTERM)
        #expect(try running.end().status == 0)
    }

    @Test func `a witness that is not there, or has another key, adds nothing`() throws {
        let (running, _, url) = try serve()
        try ledger("ledger", size: 5)
        let other = CosignerKey(of: Ed25519Signer(generating: try #require(KeyName("example.org/observer"))).key)
        _ = try scratch.write("policy", Array("log \(log.key)\nwitness w \(other) \(url)\nquorum w\n".utf8))
        let answer = try add(scratch("ledger"), "out")
        #expect(answer.status == 1 && answer.errors.contains("cannot be used"))
        running.kill()
        _ = try running.end()
        let gone = try add(scratch("ledger"), "out")
        #expect(gone.status == 3 && gone.errorLines.count == 1 && gone.errors.contains("cannot be reached"))
        #expect(!isThere(scratch("out")))
        for arguments in [["--url", "http://x"], ["--witness", "x"], ["--witness", "w", "--url", "https://x"]] {
            let refused = try Scand.run(
                ["ledger", "witness", "add", scratch("ledger"), "--policy", scratch("policy"), "--out", scratch("out")]
                    + arguments)
            #expect(refused.status == 2, "\(arguments)")
        }
    }

    @Test func `killed between requests, a witness knows all that it answered, and one history only`() throws {
        var chosen: Int?
        var largest = 0
        for round in 0..<10 {
            let size = 10 + round
            for history in 0...1 { try ledger("ledger-\(history)", size: size, history: history) }
            let (running, _, _) = try serve()
            let adding = try (0...1).map { history in
                try Running([
                    "ledger", "witness", "add", scratch("ledger-\(history)"), "--policy", scratch("policy"), "--out",
                    scratch("out-\(round)-\(history)"),
                ])
            }
            // At any moment of the two requests, or after them.
            usleep(UInt32.random(in: 0...150_000))
            running.kill()
            #expect(try running.end().status == SIGKILL)
            for history in 0...1 {
                let ended = try adding[history].end()
                guard ended.status == 0 else {
                    #expect([1, 3].contains(ended.status), "\(ended.errors)")
                    continue
                }
                #expect(chosen == nil || chosen == history, "two histories were cosigned")
                chosen = history
                largest = size
            }
            let memory = scratch("state/\(FileDigest(of: Array("example.org/box".utf8)).hex)")
            guard isThere(memory) else {
                #expect(largest == 0)
                continue
            }
            let kept = try SignedNote(parsing: try bytes(memory))
            #expect(try #require(Checkpoint(parsing: kept.text)).size >= largest)
        }
        // Started once more it goes on: of both histories one is cosigned, the one that was.
        let (running, _, _) = try serve()
        let ended = try (0...1).map { try add(ledger("ledger-\($0)", size: 40, history: $0), "out-\($0)") }
        #expect(ended.map(\.status).sorted() == [0, 1])
        if let chosen { #expect(ended[chosen].status == 0) }
        running.send(SIGINT)
        #expect(try running.end().status == 0)
    }

    @Test func `an observer cosigns from files, with a copy of the ledger to show that it grew`() throws {
        try ledger("ledger", size: 5)
        let first = try cosign(scratch("ledger/checkpoint"), "out-5")
        #expect(first.status == 0, "\(first.errors)")
        let key = CosignerKey(of: try VerifierKey(parsing: String(text(scratch("key.vkey")).dropLast())))
        #expect(try note("out-5").cosignature(of: key).timestamp > 0)
        try FileManager.default.copyItem(atPath: scratch("ledger/checkpoint"), toPath: scratch("checkpoint-5"))

        try ledger("ledger", size: 9)
        let without = try cosign(scratch("ledger/checkpoint"), "out-9")
        #expect(without.status == 2 && without.errors.contains("--ledger"))
        #expect(try cosign(scratch("ledger/checkpoint"), "out-9", "--ledger", scratch("ledger")).status == 0)
        // Through an editor and back: the file that gathers lines is read as it was.
        let crlf = try bytes(scratch("out-9")).flatMap { $0 == 10 ? [13, 10] : [$0] }
        _ = try scratch.write("out-9", [0xEF, 0xBB, 0xBF] + crlf)
        #expect(try cosign(scratch("ledger/checkpoint"), "out-9", "--ledger", scratch("ledger")).status == 0)
        #expect(try note("out-9").signatures.count == 2)
        // The copy may have grown beyond the checkpoint.
        try FileManager.default.copyItem(atPath: scratch("ledger/checkpoint"), toPath: scratch("checkpoint-9"))
        try ledger("ledger", size: 12)
        #expect(try cosign(scratch("checkpoint-9"), "out-9b", "--ledger", scratch("ledger")).status == 0)
        let back = try cosign(scratch("checkpoint-5"), "out-x", "--ledger", scratch("ledger"))
        #expect(back.status == 2 && back.errors.contains("9 were cosigned already"))

        try ledger("forged", size: 12, history: 1)
        let forged = try cosign(scratch("forged/checkpoint"), "out-x", "--ledger", scratch("forged"))
        #expect(forged.status == 1 && forged.errorLines.count == 1)
        #expect(forged.errors.contains("two histories"))
        let foreign = try cosign(scratch("forged/checkpoint"), "out-x", "--ledger", scratch("ledger"))
        #expect(foreign.status == 1 && foreign.errors.contains("does not hold"))
        #expect(!isThere(scratch("out-x")))
    }

    @Test func `what a witness cannot work with is refused in one line`() throws {
        try ledger("ledger", size: 5)
        let (running, _, _) = try serve()
        let second = try cosign(scratch("ledger/checkpoint"), "out")
        #expect(second.status == 4 && second.errors.contains("another process uses it"))
        running.kill()
        _ = try running.end()
        #expect(try Scand.makeKey("example.org/observer", at: scratch("key2")).status == 0)
        _ = try scratch.write("bad-policy", Array("log x\nquorum none\n".utf8))
        _ = try scratch.write("crlf-policy", Array("\u{FEFF}lag x\r\nquorum none\r\n".utf8))
        _ = try scratch.write("cr-policy", Array("log x\r\nquorum none\n".utf8))
        for (more, said) in [
            (["--key", scratch("key2"), "--log", scratch("log.vkey")], "the memory is that of"),
            (["--key", scratch("none"), "--log", scratch("log.vkey")], "no such file"),
            (["--key", scratch("key"), "--policy", scratch("bad-policy")], "bad-policy: line 1"),
            (["--key", scratch("key"), "--policy", scratch("crlf-policy")], "crlf-policy: line 1: begins with none"),
            (["--key", scratch("key"), "--policy", scratch("cr-policy")], "cr-policy: line 2: some lines end in CRLF"),
            (["--key", scratch("key"), "--log", scratch("key.vkey")], "witness's own key"),
            (["--key", scratch("key"), "--log", scratch("log.vkey"), "--listen", "nowhere"], "--listen 'nowhere'"),
            (
                ["--key", scratch("key"), "--log", scratch("log.vkey"), "--listen", "192.0.2.1:0"],
                "cannot be listened on"
            ),
        ] {
            let ended = try Scand.run(["ledger", "witness", "serve", "--state", scratch("state")] + more)
            #expect([2, 4].contains(ended.status) && ended.errorLines.count == 1, "\(ended.errors)")
            #expect(ended.errors.contains(said), "\(ended.errors)")
        }
    }
}
