import Foundation
import Testing

@Suite struct KeyTests {
    /// What can be wrong with a secret key file, and the word by which the message names it.
    @Test(arguments: [
        ("missing", "no such file"), ("empty", "is empty"), ("garbled", "line 1"),
        ("vkey", "is the public half of a key"),
        ("seedless", "seed"), ("open", "readable by others"), ("folder", "a directory instead of a file"),
    ])
    func `a key that cannot sign is refused before a ledger is made`(situation: String, says: String) throws {
        let scratch = try Scratch()
        #expect(try Scand.makeKey("n", at: scratch("key")).status == 0)
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
        let ended = try Scand.run("ledger", "verify", scratch("ledger"), "--vkey", path)
        #expect(ended.status == 2)
        #expect(ended.output.isEmpty && ended.errorLines.count == 1)
        #expect(ended.errors.hasPrefix("scand: \(path)") && ended.errors.contains(says), "\(ended.errors)")
    }
}
