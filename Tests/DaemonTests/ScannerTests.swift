import Foundation
import Raster
import TestSupport
import Testing

/// Commands on scanners, through the real libsane and its backends `pnm` (pages from files) and `test` (pages it makes up).
@Suite(.enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
struct ScannerTests {
    private let scratch: Scratch
    private let sane: SANEConfiguration

    init() throws {
        scratch = try Scratch()
        sane = try SANEConfiguration()
    }

    private func scand(_ arguments: [String]) throws -> Ended {
        try Scand.run(arguments, environment: sane.environment)
    }

    /// `--page` for both sides of sheets, as files that the pnm backend reads.
    private func pages(_ sheets: [String]) throws -> [String] {
        try sheets.flatMap { sheet in
            try ["front", "back"].flatMap { side in
                ["--page", try Pictures.pgm(Demo.image("\(sheet)-\(side)"), at: scratch("\(sheet)-\(side).pgm"))]
            }
        }
    }

    private func count(_ arguments: [String]) throws -> Ended {
        try scand(["scan", "--election", Demo.election, "--ledger", scratch("ledger"), "--json"] + arguments)
    }

    @Test func `the devices of libsane are listed, for people and for scripts`() throws {
        let ended = try scand(["devices"])
        #expect(ended.status == 0)
        #expect(ended.lines.contains { $0.hasPrefix("test:0\t") } && ended.lines.contains { $0.hasPrefix("pnm:0\t") })
        let listed = try scand(["devices", "--json"])
        let objects = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]]
        #expect(try #require(objects).compactMap { $0["name"] as? String }.contains("pnm:0"))
    }

    @Test func `a machine without scanners says so`() throws {
        try sane.write("dll.conf", Array("# none\n".utf8))
        let ended = try scand(["devices"])
        #expect(ended.status == 0 && ended.output.isEmpty)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("no scanner found"))
        #expect(try scand(["devices", "--json"]).output.filter { !$0.isWhitespace } == "[]")
    }

    @Test func `a stack from a scanner is counted into a ledger that verifies`() throws {
        let sheets = ["01-filled", "12-overvote-mayor", "31-hesitation", "32-blank-paper", "33-letter"]
        let ended = try count(["--device", "pnm:0", "--sides", "both", "--close"] + pages(sheets))
        #expect(ended.status == 0, "\(ended.errors)")
        let report = try ended.json(Report.self)
        #expect(
            report.sheets
                == Report.Sheets(
                    scanned: 5, accepted: 2, returned: 1, blank: 1, rejected: 1, voided: 0, unresolved: 0,
                    reasons: ["marginalMark": 1, "blank": 1, "unrecognisedPage": 1]))
        let wanted = try Demo.expected().sheets.filter { sheets.contains($0.sheet) && $0.status == "accepted" }
        for contest in try #require(report.totals) {
            for option in contest.votes {
                let marked = wanted.filter { sheet in
                    let marks = sheet.sides.flatMap { $0.targets.filter { $0.value == "marked" } }.map(\.key)
                        .filter { $0.hasPrefix(contest.contest + "/") }
                    return marks.contains("\(contest.contest)/\(option.option)") && marks.count <= contest.votesAllowed
                }
                #expect(option.votes == marked.count)
            }
        }
        #expect(report.contests["mayor"]?.overvotes == 1)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).final)
    }

    @Test func `the pictures of a stack are saved, and never over others`() throws {
        try FileManager.default.createDirectory(atPath: scratch("out"), withIntermediateDirectories: false)
        let arguments = ["scan", "save", "--device", "test:0", "--resolution", "51", "--output", scratch("out")]
        let ended = try scand(arguments)
        #expect(ended.status == 0, "\(ended.errors)")
        let saved = try snapshot(scratch("out"))
        #expect(saved.count == 10)
        for name in saved.keys { #expect(try Pictures.gray(scratch("out/\(name)")).width > 100) }
        let again = try scand(arguments)
        #expect(again.status == 2)
        #expect(again.errorLines.count == 1 && again.errors.contains("sheet-0001a.png"))
        #expect(try snapshot(scratch("out")) == saved)
        let nowhere = try scand(["scan", "save", "--device", "test:0", "--output", scratch("nope")])
        #expect(nowhere.status == 2 && nowhere.errors.hasPrefix("scand: \(scratch("nope")): "))
    }

    @Test(arguments: ["nope:0", "test:77"])
    func `a device that is not there is named, and nothing is made`(device: String) throws {
        let before = try scratch.names
        let ended = try count(["--device", device])
        #expect(ended.status == 5)
        #expect(ended.output.isEmpty && ended.errorLines.count == 1)
        #expect(ended.errors.contains(device))
        #expect(try scratch.names == before)
    }

    @Test func `an empty device name is not any scanner`() throws {
        let before = try scratch.names
        for command in [
            ["count", "--election", Demo.election, "--ledger", scratch("ledger")], ["save", "--output", "."],
        ] {
            let ended = try scand(["scan"] + command + ["--device", ""])
            #expect(ended.status == 2)
            #expect(ended.errors == "scand: --device: is empty: 'scand devices' lists the names\n")
        }
        #expect(try scratch.names == before)
    }

    @Test(arguments: ["nope=1", "mode", "=x", "resolution=many"])
    func `an option that the device does not take is named, and nothing is made`(option: String) throws {
        let before = try scratch.names
        let ended = try count(["--device", "test:0", "--option", option])
        #expect(ended.status == 5 || ended.status == 2)
        #expect(ended.errorLines.count == 1)
        #expect(ended.errors.contains(option.split(separator: "=").first.map(String.init) ?? option))
        #expect(try scratch.names == before)
    }

    @Test func `a jam pauses polls with its line, and they can be closed without the scanner`() throws {
        let ended = try count([
            "--device", "test:0", "--resolution", "51", "--option", "read-return-value=SANE_STATUS_JAMMED", "--close",
        ])
        #expect(ended.status == 5)
        #expect(ended.errorLines.filter { $0.contains("jammed") }.count == 1)
        #expect(ended.errors.contains("The 0 sheets accepted before are in the count; polls are paused: "))
        #expect(try ended.json(Report.self).sheets.accepted == 0)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "paused")
        let closed = try Scand.run("ledger", "close", scratch("ledger"))
        #expect(closed.status == 0, "\(closed.errors)")
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "closed")
    }

    @Test func `sheets before a fault stay counted, the message says where paper lies, and the same ledger goes on`()
        throws
    {
        let cut = try scratch.write("cut.pgm", "P5\n1166 1654\n255\n".utf8)
        let ended = try count(
            ["--device", "pnm:0", "--sides", "both"] + pages(["01-filled", "03-tick"])
                + ["--page", cut, "--page", cut] + pages(["09-against-all"]))
        #expect(ended.status == 5)
        #expect(ended.errors.contains("The 2 sheets accepted before are in the count; polls are paused: "))
        #expect(
            ended.errors.contains(
                "since polls opened 2 sheets came out into the output tray, 2 counted and 0 to be taken out of it; up to 2 "
                    + "more may lie on top, which are not counted"))
        #expect(try ended.json(Report.self).totals == nil)
        let second = try count(["--device", "pnm:0", "--sides", "both", "--close"] + pages(["09-against-all"]))
        #expect(second.status == 0, "\(second.errors)")
        let report = try second.json(Report.self)
        #expect(report.sheets.accepted == 1 && report.counts.accepted == 3)
        #expect(report.contests["mayor"]?.ballots == 3)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).final)
    }

    @Test func `an empty feeder pauses polls, and closed polls take no sheet`() throws {
        let first = try count(["--device", "pnm:0", "--sides", "both"] + pages(["01-filled"]))
        #expect(first.status == 0 && first.errors.contains("polls are paused"), "\(first.errors)")
        #expect(try Scand.run("ledger", "close", scratch("ledger")).status == 0)
        let late = try count(["--device", "pnm:0", "--sides", "both"] + pages(["03-tick"]))
        #expect(late.status == 4 && late.output.isEmpty)
        #expect(
            late.errors
                == "scand: \(scratch("ledger")): polls are closed: no sheet was fed or counted; 'scand ledger release' opens "
                + "the ballot box; what has to be counted still needs a ledger and a signing key of its own ('scand keys make')\n"
        )
    }
}
