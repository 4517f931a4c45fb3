import Foundation
import Ledger
import Testing

/// Commands that were not typed right.
@Suite struct ArgumentTests {
    @Test(arguments: [
        ["--nope"], ["nope"], ["replay"], ["replay", "--ledger", "l", "a.png"], ["interpret", "a.png"],
        ["replay", "--ledger", "l", "--layout", "a", "--election", "b", "c.png"], ["interpret", "--layout", "a"],
        ["ledger", "verify", "l"], ["keys", "make", "--out", "k"], ["keys", "show"],
        ["keys", "make", "--kind", "spare", "--name", "n", "--out", "k"],
        ["keys", "make", "--name", "n", "--out", "k", "--no-passphrase", "--passphrase-file", "p"],
        ["scan", "--ledger", "l"], ["ledger", "nope"],
        ["scan", "--device", "d", "--sides", "three", "--ledger", "l", "--layout", "x"],
    ])
    func `a command that was typed wrong ends with status 2, says what is wrong and makes nothing`(
        arguments: [String]
    ) throws {
        let scratch = try Scratch()
        let ended = try Scand.run(arguments, in: scratch.path)
        #expect(ended.status == 2)
        #expect(ended.output.isEmpty)
        #expect(ended.errors.hasPrefix("Error: ") && ended.errors.contains("scand"))
        #expect(try scratch.names == [])
    }

    @Test(arguments: [
        [], ["replay"], ["interpret"], ["scan"], ["scan", "save"], ["devices"], ["keys"], ["keys", "make"],
        ["ledger", "verify"],
    ])
    func `every command has its help`(command: [String]) throws {
        let ended = try Scand.run(command + ["--help"])
        #expect(ended.status == 0)
        #expect(ended.errors.isEmpty && ended.output.contains("USAGE: scand"))
    }

    @Test func `the version as JSON has the hash of the program, which its ledgers have too`() throws {
        struct Line: Decodable, Equatable { let name, version, sha256: String }
        for arguments in [["--version", "--json"], ["--json", "--version"]] {
            let ended = try Scand.run(arguments)
            #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
            let digest = FileDigest(of: try bytes(Scand.executable.path)).hex
            let version = try Scand.run("--version").output.split(separator: "\n").first.map(String.init)
            #expect(try ended.json(Line.self) == Line(name: "scand", version: version ?? "", sha256: digest))
            let genesis = try leaves(of: Demo.counted.get().ledger)[0]
            #expect(genesis.contains("\nsoftware-sha256 \(digest)\n"), "\(genesis)")
        }
    }

    @Test func `the version is that of the ledgers it writes`() throws {
        let version = try Scand.run("--version").output.split(separator: "\n").first ?? ""
        let genesis = try leaves(of: try Demo.counted.get().ledger).first ?? ""
        #expect(genesis.contains("\nsoftware scand%20\(version)\n"))
    }
}
