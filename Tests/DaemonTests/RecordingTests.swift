import Foundation
import Ledger
import TestSupport
import Testing

/// `scand scan record` and `scand replay --recording`, through the real libsane.
@Suite(.enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
struct RecordingTests {
    private let scratch: Scratch
    private static let sheets = ["01-filled", "12-overvote-mayor", "31-hesitation", "32-blank-paper", "09-against-all"]

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("sane.d"), withIntermediateDirectories: false)
        _ = try scratch.write("sane.d/dll.conf", "pnm\n".utf8)
    }

    private func scand(_ arguments: [String]) throws -> Ended {
        try Scand.run(arguments, environment: ["SANE_CONFIG_DIR": scratch("sane.d")])
    }

    private func pages() throws -> [String] {
        try Self.sheets.flatMap { sheet in
            try ["front", "back"].flatMap { side in
                ["--page", try Pictures.pgm(Demo.image("\(sheet)-\(side)"), at: scratch("\(sheet)-\(side).pgm"))]
            }
        }
    }

    private func record(_ more: String...) throws -> Ended {
        try scand(
            ["scan", "record", "--device", "pnm:0", "--sides", "both", "--output", scratch("recording")] + pages()
                + more)
    }

    private func replay() throws -> Ended {
        try scand([
            "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--json", "--recording",
            scratch("recording"),
        ])
    }

    @Test func `a stack that was recorded is counted from its recording as from paper`() throws {
        let recorded = try record("--election", Demo.election)
        #expect(recorded.status == 0, "\(recorded.errors)")
        #expect(recorded.errors == "scand: 5 sheets recorded in \(scratch("recording"))\n")
        let paper = try Demo.replay(Self.sheets.flatMap(Demo.sides), into: scratch("paper"))
        let ended = try replay()
        #expect(ended.status == 0, "\(ended.errors)")
        let (report, expected) = (try ended.json(Report.self), try paper.json(Report.self))
        #expect(report.sheets == expected.sheets && report.sheets.accepted == 3)
        #expect(report.contests == expected.contests)
        #expect(try releasedSheets(in: scratch("ledger")) == releasedSheets(in: scratch("paper")))
    }

    @Test func `payloads are named by their SHA-256`() throws {
        #expect(try record().status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch("recording/payloads"))
        #expect(names.count == 10)
        for name in names {
            #expect(name == FileDigest(of: try bytes(scratch("recording/payloads/\(name)"))).hex + ".pgm")
        }
    }

    @Test func `where counting decides otherwise than the recording, the line is named and polls are paused`() throws {
        #expect(try record().status == 0)
        let ended = try replay()
        #expect(ended.status == 5)
        // A line of capabilities, two a sheet; the third sheet needs a person.
        #expect(ended.errors.contains("line 7 recorded acceptSheet; asked for returnSheet"))
        #expect(try ended.json(Report.self).sheets.accepted == 2)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "paused")
        let again = try replay()
        #expect(again.status == 4 && again.errorLines.count == 1)
        #expect(again.errors.contains("a recording plays from its first sheet alone: 'scand ledger close'"))
    }

    @Test func `a payload that was changed ends the count with its name`() throws {
        #expect(try record("--election", Demo.election).status == 0)
        let text = try text(scratch("recording/recording.jsonl"))
        let line = text.split(separator: "\n")[3]
        let hash = try #require(line.split(separator: "\"payload\":\"").dropFirst().first?.prefix(64))
        let payload = scratch("recording/payloads/\(hash).pgm")
        var changed = try bytes(payload)
        changed[changed.count / 2] ^= 128
        try Data(changed).write(to: URL(fileURLWithPath: payload))
        let ended = try replay()
        #expect(ended.status == 5)
        #expect(ended.errors.contains("line 4: \(payload): the payload was changed"))
        #expect(try ended.json(Report.self).sheets.accepted == 1)
    }

    @Test func `a recording that is none is named, and nothing is made`() throws {
        let before = try scratch.names
        let ended = try replay()
        #expect(ended.status == 3)
        #expect(
            ended.errors == "scand: \(scratch("recording"))/recording.jsonl: expected a file, found none of this name\n"
        )
        #expect(try scratch.names == before)
    }

    @Test func `nothing is recorded over what exists`() throws {
        #expect(try record().status == 0)
        let before = try snapshot(scratch("recording"))
        let again = try record()
        #expect(again.status == 2)
        #expect(again.errors == "scand: \(scratch("recording")): cannot be made: File exists\n")
        #expect(try snapshot(scratch("recording")) == before)
    }

    @Test(arguments: [
        ["scan"], ["scan", "count"], ["replay"],
    ])
    func `no command that counts can record`(command: [String]) throws {
        #expect(try !Scand.run(command + ["--help"]).output.contains("--record "))
        let device = command[0] == "scan" ? ["--device", "pnm:0"] : []
        for option in ["--record", "--output", "--save"] {
            let ended = try Scand.run(
                command + device + ["--election", Demo.election, "--ledger", scratch("ledger")]
                    + [option, scratch("recording")])
            #expect(ended.status == 2)
            #expect(ended.errors.contains("Unknown option '\(option)'"))
        }
        #expect(!isThere(scratch("recording")) && !isThere(scratch("ledger")))
        #expect(try Scand.run("scan", "record", "--ledger", "l", "--device", "d", "--output", "o").status == 2)
    }

    @Test func `the help says why`() throws {
        let help = try Scand.run("scan", "record", "--help").output.split(whereSeparator: \.isWhitespace)
        #expect(help.joined(separator: " ").contains("NEVER for voters' sheets"))
    }
}
