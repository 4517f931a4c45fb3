import Foundation
import Testing

@Suite struct KeyTests {
    @Test func `a key is made for its owner alone, and the secret is not printed`() throws {
        let scratch = try Scratch()
        let ended = try Scand.run("keygen", "--name", "example.org/box-7", "--out", scratch("key"))
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty)
        #expect(ended.output == (try text(scratch("key.vkey"))))
        #expect(ended.output.hasPrefix("example.org/box-7+"))
        #expect(try FileManager.default.attributesOfItem(atPath: scratch("key"))[.posixPermissions] as? Int == 0o600)
        let seed = try #require(try text(scratch("key")).split(separator: "\n").last?.split(separator: " ").last)
        #expect(seed.count == 44)
        #expect(!ended.output.contains(seed))
    }

    @Test func `an existing key is never overwritten, nor an existing verifier key`() throws {
        let scratch = try Scratch()
        #expect(try Scand.run("keygen", "--name", "one", "--out", scratch("key")).status == 0)
        _ = try scratch.write("b.vkey", "mine".utf8)
        let before = try snapshot(scratch.path)
        for name in ["key", "b"] {
            let ended = try Scand.run("keygen", "--name", "two", "--out", scratch(name))
            #expect(ended.status == 2)
            #expect(ended.errorLines.count == 1 && ended.errors.contains("a key is never overwritten"))
            #expect(try snapshot(scratch.path) == before)
        }
    }

    @Test(arguments: [
        "", "two words", "a+b", "tab\tbed", "line\nbreak", "no\u{A0}break", String(repeating: "n", count: 256),
    ])
    func `a name that a signed note cannot carry is refused`(name: String) throws {
        let scratch = try Scratch()
        let ended = try Scand.run("keygen", "--name", name, "--out", scratch("key"))
        #expect(ended.status == 2)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("name"))
        #expect(try scratch.names == [])
    }

    @Test(arguments: ["nope/key", "", "folder/", "folder"])
    func `a place that takes no key is named`(out: String) throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("folder"), withIntermediateDirectories: false)
        let ended = try Scand.run("keygen", "--name", "n", "--out", out, in: scratch.path)
        #expect(ended.status == 2)
        #expect(ended.errorLines.count == 1 && ended.errors.contains(out.isEmpty ? "--out" : out))
        #expect(try scratch.names == ["folder"])
    }

    /// What can be wrong with a secret key file, and the word by which the message names it.
    @Test(arguments: [
        ("missing", "no such file"), ("empty", "is empty"), ("garbled", "line 1"), ("vkey", "line 1"),
        ("seedless", "seed"), ("open", "readable by others"), ("folder", "a directory instead of a file"),
    ])
    func `a key that cannot sign is refused before a ledger is made`(situation: String, says: String) throws {
        let scratch = try Scratch()
        #expect(try Scand.run("keygen", "--name", "n", "--out", scratch("key")).status == 0)
        let key = try text(scratch("key"))
        let path = scratch(situation)
        switch situation {
        case "missing": break
        case "empty": _ = try scratch.write(situation, [])
        case "garbled": _ = try scratch.write(situation, [0xFE, 0x41, 10])
        case "vkey": _ = try scratch.write(situation, bytes(scratch("key.vkey")))
        case "seedless": _ = try scratch.write(situation, key.replacing("seed ", with: "seed !").utf8)
        case "open": _ = try scratch.write(situation, key.utf8)
        default: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        let mode = situation == "open" ? 0o640 : 0o700
        if isThere(path) { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
        let before = try scratch.names
        let ended = try Demo.replay(Demo.sides("01-filled"), into: scratch("ledger"), "--key", path)
        #expect(ended.status == 2)
        #expect(ended.errorLines.count == 1)
        #expect(ended.errors.hasPrefix("scand: \(path)"))
        if situation != "garbled" { #expect(ended.errors.contains(says), "\(ended.errors)") }
        #expect(try scratch.names == before)
    }

    @Test(arguments: [
        ("missing", "no such file"), ("empty", "is empty"), ("garbled", "vkey"), ("secret", "private key"),
        ("folder", "a directory instead of a file"), ("inside", "lies in the ledger"),
    ])
    func `a verifier key that cannot verify is refused`(situation: String, says: String) throws {
        let scratch = try Scratch()
        let counted = try Demo.counted.get().ledger
        try FileManager.default.copyItem(atPath: counted, toPath: scratch("ledger"))
        var path = scratch(situation)
        switch situation {
        case "missing": break
        case "empty": _ = try scratch.write(situation, [])
        case "garbled": _ = try scratch.write(situation, "a+00000000+AAAA\n".utf8)
        case "secret": _ = try scratch.write(situation, bytes(counted + ".key"))
        case "inside": path = try scratch.write("ledger/key.vkey", bytes(counted + ".key.vkey"))
        default: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        let ended = try Scand.verify(scratch("ledger"), key: path)
        #expect(ended.status == 2)
        #expect(ended.output.isEmpty && ended.errorLines.count == 1)
        #expect(ended.errors.hasPrefix("scand: \(path)") && ended.errors.contains(says), "\(ended.errors)")
    }
}
