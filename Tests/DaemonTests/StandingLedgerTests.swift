import Foundation
import Testing

/// A ledger, or anything else, that stands where a new one should: never overwritten.
@Suite struct StandingLedgerTests {
    private let sheet = Demo.sides("01-filled")

    @Test func `a final ledger takes no more sheets, says what to do, and is left byte for byte`() throws {
        let scratch = try Scratch()
        let folder = scratch("incoming")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for (side, path) in zip(["a", "b"], sheet) {
            try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/1-\(side).png")
        }
        _ = try scratch.write("incoming/end", [])
        let count = [
            "replay", "--election", Demo.election, "--watch", folder, "--close", "--ledger", scratch("ledger"),
        ]
        #expect(try Scand.run(count).status == 0)
        try FileManager.default.copyItem(atPath: sheet[0], toPath: "\(folder)/2.png")
        let before = try snapshot(scratch.path)
        let ended = try Scand.run(count.dropLast() + [scratch("ledger") + "/"])
        #expect(ended.status == 4)
        #expect(
            ended.errors
                == "scand: \(scratch("ledger")): the count is finished: none of the 1 files in \(folder) was counted; what has "
                + "to be counted still needs a ledger and a signing key of its own ('scand keys make'), and a folder of its own\n"
        )
        #expect(ended.output.isEmpty)
        #expect(try snapshot(scratch.path) == before)
    }

    @Test func `a directory that is no ledger is refused, and nothing is put in it or beside it`() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("photos"), withIntermediateDirectories: false)
        _ = try scratch.write("photos/cat.txt", "miaow".utf8)
        let before = try scratch.names
        for name in ["photos", "photos/", "photos/.", "photos/cat.txt"] {
            let ended = try Demo.replay(sheet, into: scratch(name))
            #expect(ended.status == 4, "\(name)")
            #expect(ended.errorLines.count == 1 && ended.errors.contains("name a directory that does not exist yet"))
            #expect(try scratch.names == before)
        }
        let here = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", "."] + sheet, in: scratch("photos"))
        #expect(here.status == 4)
        #expect(try scratch.names == before)
    }

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func `where a standard stream is closed, nothing is printed into a file of the ledger`(closed: String) throws {
        let scratch = try Scratch()
        let ledger = scratch("ledger")
        func run(_ arguments: [String]) throws -> Int32 {
            try Running(
                ["-c", "exec \"$@\" \(closed)", "sh", Scand.executable.path] + arguments,
                executable: URL(fileURLWithPath: "/bin/sh")
            ).end().status
        }
        // What cannot be printed is said by the status: the count is on the disk all the same.
        let printed: Int32 = closed.contains(" >&-") || closed == ">&-" ? 3 : 0
        let sheet = Demo.sides("01-filled")
        let count = ["replay", "--election", Demo.election, "--ledger", ledger, "--capacity", "4", "--leave-open"]
        #expect(try run(count + sheet) == printed)
        #expect(try run(["ledger", "close", ledger]) == printed)
        #expect(try run(["ledger", "release", ledger, "--election", Demo.election]) == printed)
        let verified = try Scand.verify(ledger)
        #expect(verified.status == 0, "\(verified.output)")
        #expect(try verified.json(Verification.self).accepted == 1)
    }

    @Test func `a link that leads nowhere is not followed`() throws {
        let scratch = try Scratch()
        try FileManager.default.createSymbolicLink(
            atPath: scratch("ledger"), withDestinationPath: scratch("elsewhere"))
        let ended = try Demo.replay(sheet, into: scratch("ledger"))
        #expect(ended.status == 4)
        #expect(ended.errorLines.count == 1)
        #expect(try scratch.names == ["ledger"])
    }

    @Test func `a ledger without its key beside it asks for the key`() throws {
        let scratch = try Scratch()
        #expect(try Demo.replay(sheet, into: scratch("ledger")).status == 0)
        try FileManager.default.moveItem(atPath: scratch("ledger.key"), toPath: scratch("other"))
        let before = try snapshot(scratch.path)
        let ended = try Demo.replay(sheet, into: scratch("ledger"))
        #expect(ended.status == 2)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("give it with --key"))
        #expect(try snapshot(scratch.path) == before)
    }

    @Test func `another key than the ledger's own is refused`() throws {
        let scratch = try Scratch()
        #expect(try Demo.replay(sheet, into: scratch("ledger")).status == 0)
        #expect(try Scand.makeKey("example.org/other", at: scratch("other")).status == 0)
        let before = try snapshot(scratch.path)
        let ended = try Demo.replay(sheet, into: scratch("ledger"), "--key", scratch("other"))
        #expect(ended.status == 4)
        #expect(ended.errorLines.count == 1 && ended.errors.hasPrefix("scand: \(scratch("ledger")): "))
        #expect(ended.errors.contains("example.org/other") && ended.errors.contains("--key"))
        #expect(try snapshot(scratch.path) == before)
        let verified = try Scand.verify(scratch("ledger"), key: scratch("other.vkey"))
        #expect(verified.status == 1)
    }

    @Test(arguments: ["nope/ledger", "", String(repeating: "l", count: 231), String(repeating: "л", count: 200)])
    func `a place where no ledger can be made is refused before a key is made`(name: String) throws {
        let scratch = try Scratch()
        let ended = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", name] + sheet, in: scratch.path)
        #expect(ended.status == (name == "nope/ledger" ? 4 : 2))
        #expect(ended.errorLines.count == 1)
        #expect(try scratch.names == [])
    }

    @Test(arguments: [
        "-ledger", "lédger 名 \u{1F5F3}", "a/../ledger", "./ledger//", "l", "ы", String(repeating: "l", count: 200),
    ])
    func `a ledger with an odd name is a ledger like any other`(name: String) throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("a"), withIntermediateDirectories: false)
        #expect(try Scand.makeKey("n", at: "key", in: scratch.path).status == 0)
        let counted = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger=\(name)", "--key", "key", "--accept-file-system"] + sheet,
            in: scratch.path)
        #expect(counted.status == 0)
        let verified = try Scand.run("ledger", "verify", "--vkey", "key.vkey", "--", name, in: scratch.path)
        #expect(verified.status == 0)
    }

    @Test func `a real ledger in memory is refused, or accepted with a loud line; a ledger of tests is let through`()
        throws
    {
        let memory = "/dev/shm/scand-e2e-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: memory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: memory) }
        let scratch = try Scratch()
        #expect(try Scand.makeKey("n", at: scratch("key")).status == 0)
        let arguments = ["replay", "--election", Demo.election, "--ledger", "\(memory)/ledger"] + sheet
        let refused = try Scand.run(arguments + ["--key", scratch("key"), "--box-key", "\(memory)/box"])
        #expect(refused.status == 4 && refused.errorLines.count == 1, "\(refused.errors)")
        #expect(refused.errors.contains("which is memory: a power loss takes the whole count"))
        #expect(refused.errors.contains("--accept-file-system"))
        #expect(!isThere("\(memory)/ledger"))
        #expect(try Scand.run(arguments).status == 0)
        try FileManager.default.removeItem(atPath: "\(memory)/ledger")
        let accepted = try Scand.run(arguments + ["--key", scratch("key"), "--accept-file-system"])
        #expect(accepted.status == 0 && accepted.errors.contains("which is memory"), "\(accepted.errors)")
    }
}
