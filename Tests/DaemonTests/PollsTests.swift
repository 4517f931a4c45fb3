import Foundation
import Testing

/// How polls are paused and closed, and what a box that is full does.
@Suite struct PollsTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }

    init() throws { scratch = try Scratch() }

    @Test func `a list that is left open is closed by a person, once`() throws {
        let counted = try Demo.replay(Demo.sides("01-filled"), into: ledger, "--leave-open")
        #expect(counted.status == 0 && counted.errors.contains("polls are paused"), "\(counted.errors)")
        #expect(try counted.json(Report.self).totals == nil)
        let closed = try Scand.run("ledger", "close", ledger)
        #expect(closed.status == 0 && closed.output.contains("polls are closed"), "\(closed.errors)")
        // As whoever pulled the cable at the end of a close does.
        let again = try Scand.run("ledger", "close", ledger)
        #expect(again.status == 0 && again.output.contains("polls were closed before"), "\(again.errors)")
        #expect(try Scand.verify(ledger).json(Verification.self).size == 6)
        let made = try Scand.run(
            "keys", "make", "--no-passphrase", "--kind", "box", "--name", "example.org/other", "--out", scratch("other")
        )
        #expect(made.status == 0)
        for step in [[], ["open", "--vkey", ledger + ".key.vkey"]] {
            let ended = try Scand.run(
                ["ledger", "release"] + step + [ledger, "--election", Demo.election, "--box-key", scratch("other")])
            #expect(ended.status == 4)
            #expect(
                ended.errors.hasPrefix("scand: \(ledger): the ballots are sealed to scand-box+")
                    && ended.errors.hasSuffix(": give its own with --box-key\n"), "\(ended.errors)")
        }
        let released = try Scand.run("ledger", "release", ledger, "--election", Demo.election, "--json")
        #expect(released.status == 0, "\(released.errors)")
        #expect(try Scand.verify(ledger).json(Verification.self).final)
        let late = try Scand.run("ledger", "close", ledger)
        #expect(late.status == 4 && late.errors.contains("the count is finished"), "\(late.errors)")
    }

    @Test func `a list whose polls were closed before its end says how many sheets were not counted`() throws {
        let sheets = ["01-filled", "03-tick", "07-cross"].flatMap(Demo.sides)
        let running = try Running(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--manifest", Demo.manifest])
        try running.wait(until: "the first sheets") { countedSheets(in: ledger) >= 3 }
        running.kill()
        #expect(try running.end().status == SIGKILL)
        let closed = try Scand.run("ledger", "close", ledger)
        #expect(closed.status == 0, "\(closed.errors)")
        let settled = settledSheets(in: ledger)
        let ended = try Demo.replay([], into: ledger, "--manifest", Demo.manifest)
        #expect(ended.status == 4 && ended.output.isEmpty)
        #expect(
            ended.errors
                == "scand: \(ledger): polls are closed, and \(33 - settled) of the list's 33 sheets were not counted: the list "
                + "without its first \(settled) sheets needs a ledger and a signing key of its own ('scand keys make')\n"
        )
        #expect(try Demo.replay(sheets, into: ledger).status == 4)
    }

    /// Sheets that cannot be read are told apart from ballots in a moment: many of them fit into a test.
    private func strangers(_ count: Int) throws -> [String] {
        // A picture is one side of one sheet: each is a file of its own.
        try (0..<count).map { number in
            try ["a", "b"].map { side in
                try scratch.write(
                    "x-\(number)-\(side).pgm",
                    Array("P5\n# \(number)\(side)\n64 64\n255\n".utf8) + [UInt8](repeating: 250, count: 4096))
            }.joined(separator: "\t")
        }
    }

    private func list(_ lines: [String]) throws -> String {
        try scratch.write("list-\(lines.count)", lines.map { $0 + "\n" }.joined().utf8)
    }

    @Test func `however many sheets go back, a ballot has room behind them, and polls close`() throws {
        let ballot = Demo.sides("01-filled").joined(separator: "\t")
        for lines in [try [ballot] + strangers(1_600), try strangers(1_600) + [ballot]] {
            let name = scratch("ledger-\(lines[0] == ballot)")
            let ended = try Demo.replay([], into: name, "--manifest", list(lines), "--capacity", "2")
            #expect(ended.status == 0, "\(ended.errors)")
            let report = try ended.json(Report.self)
            #expect(report.counts.accepted == 1 && report.counts.returned == 1_600)
            #expect(try Scand.verify(name).json(Verification.self).final)
        }
    }

    @Test func `a full box gives the next ballot back and pauses polls, and what it has can be released`() throws {
        let sheets = ["01-filled", "03-tick", "07-cross"].flatMap(Demo.sides)
        let ended = try Demo.replay(sheets, into: ledger, "--capacity", "2")
        #expect(ended.status == 4, "\(ended.errors)")
        #expect(ended.errors.contains("the ballot box is full: each of its 2 places has a sheet"))
        #expect(try Scand.verify(ledger).json(Verification.self).phase == "paused")
        #expect(try Scand.run("ledger", "close", ledger).status == 0)
        #expect(try Scand.run("ledger", "release", ledger, "--election", Demo.election).status == 0)
        #expect(try Scand.verify(ledger).json(Verification.self).accepted == 2)
    }

    /// A person at a terminal, who is asked once and types one answer.
    private static let person = """
        import os, pty, sys
        answer, command = sys.argv[1], sys.argv[2:]
        child, terminal = pty.fork()
        if child == 0:
            os.execv(command[0], command)
        shown, typed = b"", False
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
            if not typed and b"Close the polls now?" in shown:
                os.write(terminal, answer.encode() + b"\\n")
                typed = True
        _, status = os.waitpid(child, 0)
        sys.stdout.buffer.write(shown)
        sys.exit(os.waitstatus_to_exitcode(status))
        """

    @Test(arguments: [("close", "ended"), ("", "paused"), ("yes", "paused")])
    func `a person at a terminal is asked whether polls close, and only the word closes them`(
        answer: String, phase: String
    ) throws {
        let folder = scratch("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for (side, name) in zip(Demo.sides("01-filled"), ["1-a.png", "1-b.png"]) {
            try FileManager.default.copyItem(atPath: side, toPath: "\(folder)/\(name)")
        }
        _ = try scratch.write("folder/end", [])
        let ended = try Running(
            [
                "-c", Self.person, answer, Scand.executable.path, "replay", "--election", Demo.election, "--ledger",
                ledger, "--watch", folder,
            ], executable: URL(fileURLWithPath: "/usr/bin/python3")
        ).end()
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        #expect(ended.output.contains("Type 'close', or Enter to leave them paused:"))
        #expect(try Scand.verify(ledger).json(Verification.self).phase == phase)
    }
}
