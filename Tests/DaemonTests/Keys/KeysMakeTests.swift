import Foundation
import Testing

/// `scand keys make --no-passphrase`, and what holds for every key that is made.
@Suite struct KeysMakeTests {
    @Test func `a key is made for its owner alone, and the secret is not printed`() throws {
        let scratch = try Scratch()
        let ended = try Scand.makeKey("example.org/box-7", at: scratch("key"))
        #expect(ended.status == 0)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("WITHOUT A PASSPHRASE"))
        #expect(ended.output == (try text(scratch("key.vkey"))))
        #expect(ended.output.hasPrefix("example.org/box-7+"))
        #expect(try FileManager.default.attributesOfItem(atPath: scratch("key"))[.posixPermissions] as? Int == 0o600)
        let seed = try #require(try text(scratch("key")).split(separator: "\n").last?.split(separator: " ").last)
        #expect(seed.count == 44)
        #expect(!ended.output.contains(seed))
    }

    @Test func `an existing key is never overwritten, nor an existing verifier key`() throws {
        let scratch = try Scratch()
        #expect(try Scand.makeKey("one", at: scratch("key")).status == 0)
        _ = try scratch.write("b.vkey", "mine".utf8)
        let before = try snapshot(scratch.path)
        for name in ["key", "b"] {
            let ended = try Scand.makeKey("two", at: scratch(name))
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
        let ended = try Scand.makeKey(name, at: scratch("key"))
        #expect(ended.status == 2)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("name"))
        #expect(try scratch.names == [])
    }

    @Test(arguments: ["nope/key", "", "folder/", "folder"])
    func `a place that takes no key is named`(out: String) throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("folder"), withIntermediateDirectories: false)
        let ended = try Scand.makeKey("n", at: out, in: scratch.path)
        #expect(ended.status == 2)
        #expect(ended.errorLines.count == 1 && ended.errors.contains(out.isEmpty ? "--out" : out))
        #expect(try scratch.names == ["folder"])
    }
}
