import Codes
import Foundation
import ImageFiles
import Testing

/// `scand keys` as a user runs it.
@Suite struct KeysCommandTests {
    let scratch: Scratch
    let phrase: String

    init() throws {
        scratch = try Scratch()
        phrase = try scratch.write("phrase", "correct horse battery\n".utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: phrase)
    }

    func make(_ kind: String, out: String = "key") throws -> Ended {
        try Scand.run(
            "keys", "make", "--kind", kind, "--name", "example.org/\(kind)", "--out", scratch(out), "--passphrase-file",
            phrase)
    }

    @Test(arguments: [("signer", "vkey", "example.org/signer+"), ("box", "boxkey", "scand-box+example.org/box+")])
    func `a key under a passphrase is made, shown, checked, backed up and destroyed`(
        kind: String, suffix: String, start: String
    ) throws {
        let made = try make(kind)
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
        #expect(made.output == (try text(scratch("key.\(suffix)"))) && made.output.hasPrefix(start))
        for file in ["key", "key.\(suffix)"] {
            let shown = try Scand.run("keys", "show", scratch(file))
            #expect(shown.status == 0 && shown.output == made.output)
        }
        let backedUp = try Scand.run("keys", "backup", scratch("key"), scratch("copy"))
        #expect(backedUp.status == 0 && backedUp.output.isEmpty, "\(backedUp.errors)")
        #expect(try bytes(scratch("copy")) == bytes(scratch("key")))
        let checked = try Scand.run("keys", "check", scratch("copy"), "--passphrase-file", phrase)
        #expect(checked.status == 0 && checked.output == made.output, "\(checked.errors)")
        let refused = try Scand.run("keys", "destroy", scratch("key"), "--yes", "example.org/other")
        #expect(
            refused.status == 2 && refused.errorLines.count == 1 && refused.errors.contains("nothing was destroyed"))
        // Nobody answers: standard input is empty.
        #expect(try Scand.run("keys", "destroy", scratch("key")).status == 2)
        #expect(try bytes(scratch("copy")) == bytes(scratch("key")))
        let destroyed = try Scand.run("keys", "destroy", scratch("key"), "--yes", "example.org/\(kind)")
        #expect(destroyed.status == 0 && destroyed.errors.contains("flash disk may keep"))
        #expect(try scratch.names == ["copy", "key.\(suffix)", "phrase"])
    }

    @Test func `the picture of a public key is read back by our own reader`() throws {
        let made = try make("signer")
        let shown = try Scand.run("keys", "show", scratch("key.vkey"), "--qr", "--png", scratch("key.png"))
        #expect(shown.status == 0 && shown.errors.isEmpty)
        #expect(shown.output.hasPrefix(made.output) && shown.output.contains("█"))
        let image = try ImageFileReader(bytes: try bytes(scratch("key.png"))).frame(at: 0).image
        let codes = CodeReader(program: Scand.executable.path, argument: "read-codes").codes(in: image)
        #expect(codes.map { $0.text.map { $0 + "\n" } } == [made.output])
        let again = try Scand.run("keys", "show", scratch("key.vkey"), "--png", scratch("key.png"))
        #expect(again.status == 2 && again.output.isEmpty && again.errors.contains("not overwritten"))
    }

    @Test func `a box key is split among three, two of whom make it again`() throws {
        let made = try make("box")
        let phrases = try (1...3).map { number in
            let file = try scratch.write("phrase-\(number)", "staple of holder \(number)\n".utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            return file
        }
        func options(_ numbers: Int...) -> [String] {
            numbers.flatMap { ["--share-passphrase-file", phrases[$0 - 1]] } + ["--passphrase-file", phrase]
        }
        let split = try Scand.run(["keys", "split", scratch("key"), "--out", scratch("share")] + options(1, 2, 3))
        #expect(split.status == 0 && split.output == made.output && split.errorLines.count == 1, "\(split.errors)")
        for number in 1...3 {
            let share = scratch("share-\(number)")
            let checked = try Scand.run("keys", "check", share, "--passphrase-file", phrases[number - 1])
            #expect(checked.status == 0 && checked.output == made.output, "\(checked.errors)")
            #expect(try Scand.run("keys", "show", share).output == made.output)
        }
        #expect(try Scand.run("keys", "destroy", scratch("key"), "--yes", "example.org/box").status == 0)
        // Under its old name, beside its public half, and under another one.
        let back = try Scand.run(
            ["keys", "join", scratch("share-1"), scratch("share-2"), "--out", scratch("key")] + options(1, 2))
        #expect(back.status == 0 && back.output == made.output, "\(back.errors)")
        let joined = try Scand.run(
            ["keys", "join", scratch("share-3"), scratch("share-1"), "--out", scratch("again")] + options(3, 1))
        #expect(joined.status == 0 && joined.output == made.output && joined.errors.isEmpty, "\(joined.errors)")
        let checked = try Scand.run("keys", "check", scratch("again"), "--passphrase-file", phrase)
        #expect(checked.status == 0 && checked.output == made.output)
        // The public half of another key is not taken for this one's.
        let stranger = try Scand.run(
            "keys", "make", "--no-passphrase", "--kind", "box", "--name", "example.org/other", "--out", scratch("other")
        )
        #expect(stranger.status == 0)
        try FileManager.default.removeItem(atPath: scratch("other"))
        let beside = try Scand.run(
            ["keys", "join", scratch("share-1"), scratch("share-2"), "--out", scratch("other")] + options(1, 2))
        #expect(beside.status == 2 && !isThere(scratch("other")))
        #expect(
            beside.errors
                == "scand: \(scratch("other.boxkey")): is the public half of another key: give another name with --out\n"
        )
        // A share counts for nothing alone.
        let before = try snapshot(scratch.path)
        let same = try Scand.run(
            ["keys", "join", scratch("share-2"), scratch("share-2"), "--out", scratch("x")] + options(2, 2))
        #expect(same.status == 2 && same.errorLines.count == 1 && same.errors.contains("two different shares"))
        let lone = try Scand.run(["keys", "join", scratch("share-2"), "--out", scratch("x")] + options(2, 2))
        #expect(lone.status == 2 && lone.errors.contains("Expected two share files, not 1"))
        let counting = try Demo.replay(
            Demo.sides("01-filled"), into: scratch("ledger"), "--box-key", scratch("share-1"))
        #expect(counting.status == 2 && counting.errorLines.count == 1, "\(counting.errors)")
        #expect(
            counting.errors.hasPrefix("scand: \(scratch("share-1")): kind is box-share: share 1 of a box key: expected")
        )
        #expect(try snapshot(scratch.path) == before)
        #expect(try Scand.run("keys", "destroy", scratch("share-2"), "--yes", "example.org/box").status == 0)
        #expect(!isThere(scratch("share-2")))
    }

    @Test func `the public half in place of the private one is called what it is`() throws {
        _ = try make("signer")
        for command in [["check"], ["backup"], ["destroy", "--yes", "example.org/signer"]] {
            let arguments = ["keys", command[0], scratch("key.vkey")] + command.dropFirst()
            let ended = try Scand.run(arguments + (command == ["backup"] ? [scratch("copy")] : []))
            #expect(ended.status == 2)
            #expect(
                ended.errors
                    == "scand: \(scratch("key.vkey")): is the public half of a key: the private file is needed, which ends in "
                    + "neither .vkey nor .boxkey\n")
        }
    }

    @Test func `a wrong passphrase is one line, and nothing changes`() throws {
        _ = try make("signer")
        let wrong = try scratch.write("wrong", "incorrect horse\n".utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: wrong)
        let before = try snapshot(scratch.path)
        let ended = try Scand.run("keys", "check", scratch("key"), "--passphrase-file", wrong)
        #expect(ended.status == 2 && ended.output.isEmpty && ended.errorLines.count == 1)
        #expect(ended.errors.hasPrefix("scand: \(scratch("key")): wrong passphrase"))
        #expect(!ended.errors.contains("horse"))
        #expect(try snapshot(scratch.path) == before)
    }

    @Test func `what is no key is not shown, copied or destroyed`() throws {
        let before = try snapshot(scratch.path)
        for arguments in [
            ["show", phrase], ["backup", phrase, scratch("copy")], ["destroy", phrase, "--yes", "n"],
            ["check", phrase],
        ] {
            let ended = try Scand.run(["keys"] + arguments)
            #expect(ended.status == 2 && ended.output.isEmpty && ended.errorLines.count == 1, "\(arguments)")
            #expect(ended.errors.hasPrefix("scand: \(phrase): ") && !ended.errors.contains("horse"))
        }
        #expect(try snapshot(scratch.path) == before)
    }
}
