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
        let codes = CodeReader.codes(in: image)
        #expect(codes.map { $0.text.map { $0 + "\n" } } == [made.output])
        let again = try Scand.run("keys", "show", scratch("key.vkey"), "--png", scratch("key.png"))
        #expect(again.status == 2 && again.output.isEmpty && again.errors.contains("not overwritten"))
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
