import BallotPrinting
import Diagnostics
import Foundation
import Raster
import TestSupport
import Testing

/// The technician's bench as a person at the terminal meets it.
@Suite struct CalibrateTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func calibrate(_ arguments: String...) throws -> Ended { try Scand.run(["calibrate"] + arguments) }

    /// A white side of 100 dpi with some noise, and a black column where asked for.
    private func blank(_ name: String, dirtAt x: Int? = nil) throws -> String {
        let pixels = (0..<827 * 1169).map { index -> UInt8 in
            if let x, (x..<x + 2).contains(index % 827) { return 60 }
            return UInt8(228 + (index &* 2_654_435_761 >> 9) % 9)
        }
        return try Pictures.pgm(GrayImage(width: 827, height: 1169, pixels: pixels), at: scratch(name))
    }

    private func tables(_ name: String, white: (Int) -> Int = { _ in 200 }) throws -> String {
        let list = (0..<300).map { "\(white($0))" }.joined(separator: ",")
        let black = Array(repeating: "10", count: 300).joined(separator: ",")
        return try scratch.write(name, "{\"sideA\":{\"white\":[\(list)],\"black\":[\(black)]}}".utf8)
    }

    @Test func `a clean sheet passes, a dirty one fails with the place to wipe`() throws {
        let good = try calibrate("blank", "--dpi", "100", "--image", try blank("a.pgm"), try blank("b.pgm"))
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        #expect(good.lines.allSatisfy { $0.hasPrefix("passed  ") } && good.lines.count == 5)
        let bad = try calibrate(
            "blank", "--dpi", "100", "--image", try blank("a.pgm"), try blank("b.pgm", dirtAt: 600))
        #expect(bad.status == 6 && bad.errors.isEmpty)
        #expect(bad.output.contains("FAILED  Columns, side B: 1 place on side B does not see"))
        #expect(bad.output.contains("side B, right third, 152.4 to 152.9 mm"))
        #expect(bad.output.contains("What to do: Wipe the glass"))
    }

    @Test func `a page with print is not judged, and that is no pass`() throws {
        let ended = try calibrate("blank", "--dpi", "150", "--image", Demo.image("01-filled-front"))
        #expect(ended.status == 7)
        #expect(ended.output.hasPrefix("NOT POSSIBLE  Blank sheet seen: The sheet is not blank"))
    }

    @Test func `a run is kept whole, under its date, and never overwritten`() throws {
        let arguments = [
            "calibrate", "blank", "--dpi", "100", "--image", try blank("a.pgm"), "--runs", scratch("runs"),
            "--operator",
            "Ада <b>", "--scanner-name", "fi-8170/1", "--date", "2026-11-23T07:00:00Z", "--json",
        ]
        let ended = try Scand.run(arguments)
        #expect(ended.status == 0)
        let file = scratch("runs/20261123T070000Z-fi-8170-1-blank.json")
        #expect(ended.errors == "scand: kept as \(file)\n")
        let run = try JSONDecoder().decode(CalibrationRun.self, from: Data(try bytes(file)))
        #expect(run.operatorName == "Ада <b>" && run.device.name == "fi-8170/1" && run.verdict == .passed)
        #expect(run.pictures.count == 2)
        #expect(try ended.json(CalibrationRun.self).results == run.results)
        let before = try snapshot(scratch("runs"))
        let again = try Scand.run(arguments)
        #expect(again.status == 2 && again.errors.contains("is not overwritten"))
        #expect(try snapshot(scratch("runs")) == before)
    }

    @Test func `a run without a name, or into a ledger, is refused before anything is done`() throws {
        let image = try blank("a.pgm")
        let nameless = try calibrate("blank", "--dpi", "100", "--image", image, "--runs", scratch("runs"))
        #expect(nameless.status == 2 && nameless.errors.contains("--operator"))
        #expect(!isThere(scratch("runs")))
        let ledger = try Demo.counted.get().ledger
        let names = try FileManager.default.contentsOfDirectory(atPath: ledger)
        let refused = try calibrate(
            "blank", "--dpi", "100", "--image", image, "--runs", ledger, "--operator", "Ada")
        #expect(refused.status == 2 && refused.errors.contains("is a ledger"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: ledger) == names)
    }

    private func sensors(_ tables: String, day: Int) throws -> Ended {
        try calibrate(
            "sensors", "--tables", tables, "--dpi", "200", "--runs", scratch("runs"), "--operator", "Ada", "--date",
            "2026-11-\(day)T07:00:00Z")
    }

    @Test func `tables are compared with the last good run, not with a bad one`() throws {
        #expect(try sensors(try tables("1.json"), day: 20).status == 0)
        let dirty = try tables("2.json") { $0 == 150 ? 188 : 200 }
        let moved = try sensors(dirty, day: 21)
        #expect(moved.status == 6 && moved.output.contains("moved by up to 6.3 %"))
        // The same again: had the bad run counted as good, nothing would have moved.
        #expect(try sensors(dirty, day: 22).status == 6)
        #expect(try sensors(try tables("1.json"), day: 23).output.contains("answers as in the last good run"))
    }

    private func doubleFeed(_ values: String, paper: String, day: Int) throws -> Ended {
        try calibrate(
            "double-feed", "--values", values, "--paper", paper, "--runs", scratch("runs"), "--operator", "Ada",
            "--date",
            "2026-11-\(day)T07:00:00Z")
    }

    @Test func `double-feed values are judged, and compared on the same paper`() throws {
        #expect(try doubleFeed("180,90,135", paper: "90 g", day: 20).status == 0)
        #expect(try doubleFeed("140,60,100", paper: "120 g", day: 21).status == 0)
        let moved = try doubleFeed("181,91,155", paper: "90 g", day: 22)
        #expect(moved.status == 6 && moved.output.contains("FAILED  Double-feed values since the last good run"))
        let near = try doubleFeed("180,90,178", paper: "200 g", day: 23)
        #expect(near.status == 6 && near.output.contains("single sheets will be refused"))
        for values in ["", "180,90", "a,b,c", "1,2,3,4", "180,90,99999999999", "1.5,2,3"] {
            let ended = try doubleFeed(values, paper: "90 g", day: 24)
            #expect(ended.status == 2 && ended.errorLines.count == 1 && ended.errors.contains("--values"), "\(values)")
        }
        #expect(try calibrate("double-feed", "--values", "180,90,135").errors.contains("--paper"))
    }

    @Test func `the target sheet is written, measured on either side, and not confused with a ballot`() throws {
        let ended = try calibrate("target", "-o", scratch("target.pdf"), "--format", "letter")
        #expect(ended.status == 0)
        #expect(try bytes(scratch("target.pdf")) == (try TargetSheet(.letter).pdf()))
        #expect(try calibrate("target", "-o", scratch("target.pdf")).status == 2)
        let page = Pictures.turned(try TargetSheet(.letter).page.image(dpi: 150))
        let scan = try Pictures.pgm(page, at: scratch("scan.pgm"))
        let measured = try calibrate("measure", "--dpi", "150", "--image", try blank("back.pgm"), scan)
        #expect(measured.status == 0, "\(measured.output)")
        #expect(measured.output.contains("The target sheet (Letter) is seen on side B, 63 of its 63 marks."))
        let ballot = try calibrate("measure", "--dpi", "150", "--image", Demo.image("01-filled-front"))
        #expect(ballot.status == 7 && ballot.output.contains("This is not a target sheet"))
        let wrong = try calibrate("measure", "--dpi", "146", "--image", scan)
        #expect(wrong.status == 6 && wrong.output.contains("scale across: 102.7 %"))
    }

    @Test func `thresholds are reported from a ballot and from a target sheet`() throws {
        let ballot = try calibrate("threshold", "--dpi", "150", "--image", Demo.image("01-filled-front"))
        #expect(ballot.status == 0 && ballot.output.contains("parts ink from paper"), "\(ballot.output)")
        let scan = try Pictures.pgm(try TargetSheet(.a4).page.image(dpi: 150), at: scratch("scan.pgm"))
        let target = try calibrate("threshold", "--dpi", "150", "--image", scan, "--json")
        // Nobody has tried a pen: that is not a check that passed.
        #expect(target.status == 7)
        let run = try target.json(CalibrationRun.self)
        #expect(run.results.map(\.verdict) == [.passed, .notPossible])
        #expect(run.results[1].sentence.contains("no pen was tried"))
        #expect(run.results[0].measurements.contains { $0.name == "patch of 40 % ink" })
        #expect(try calibrate("threshold", "--dpi", "100", "--image", try blank("a.pgm")).status == 7)
    }

    @Test func `history and report leave out what is damaged, and say so`() throws {
        #expect(try sensors(try tables("1.json"), day: 20).status == 0)
        #expect(try sensors(try tables("2.json") { $0 == 150 ? 188 : 200 }, day: 21).status == 6)
        let good = try text(scratch("runs/20261120T070000Z-recorded-sensors.json"))
        _ = try scratch.write("runs/cut.json", good.utf8.prefix(200))
        _ = try scratch.write(
            "runs/new.json", good.replacingOccurrences(of: "\"version\":1", with: "\"version\":9").utf8)
        _ = try scratch.write("runs/notes.txt", "not a record".utf8)
        let history = try calibrate("history", "--runs", scratch("runs"))
        #expect(history.status == 0 && history.errorLines.count == 2)
        #expect(history.errors.contains("skipped: \(scratch("runs/cut.json")): "))
        #expect(history.errors.contains("version is 9: this program reads version 1"))
        #expect(history.lines.first == "2026-11-20T07:00:00Z  recorded  sensors  passed  by Ada")
        #expect(history.output.contains("    Sensor since the last good run, side A, verdict: noComparison -> failed"))
        let listed = try calibrate("history", "--runs", scratch("runs"), "--json")
        let entries = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]]
        #expect(try #require(entries).compactMap { $0["verdict"] as? String } == ["passed", "failed"])
        let report = try calibrate("report", "--runs", scratch("runs"), "-o", scratch("report.html"))
        #expect(report.status == 6, "a check failed")
        let page = try text(scratch("report.html"))
        #expect(page.contains("Readiness of recorded") && page.contains("data:image/png;base64,"))
        #expect(page.contains("recorded is NOT READY") && !page.contains("is ready"))
        #expect(try calibrate("report", "--runs", scratch("runs"), "-o", scratch("report.html")).status == 2)
        #expect(try text(scratch("report.html")) == page)
        #expect(try calibrate("history", "--runs", scratch("nowhere")).status == 2)
        #expect(
            try calibrate("report", "--runs", scratch("runs"), "--device", "x", "-o", scratch("x.html")).status == 2)
    }

    @Test func `a scanner is ready when every check was made, passed and is fresh, and not before`() throws {
        func report(_ name: String, _ more: String...) throws -> Ended {
            try Scand.run(
                [
                    "calibrate", "report", "--runs", scratch("runs"), "-o", scratch(name), "--date",
                    "2026-11-21T07:00:00Z",
                ]
                    + more)
        }
        #expect(try sensors(try tables("1.json"), day: 20).status == 0)
        let alone = try report("alone.html")
        #expect(alone.status == 7)
        #expect(
            alone.errors.contains(
                "recorded: NOT READY: blank never made, double-feed never made, target never made, threshold never made"
            ))
        let page = try text(scratch("alone.html"))
        #expect(page.contains("recorded is NOT READY") && page.contains("never made"))
        // The first run proves nothing of drift.
        #expect(page.contains("nothing to compare with"))

        let others = ["blank", "double-feed", "target", "threshold"].flatMap { ["--skip", $0] }
        func skipping(_ name: String, _ more: String...) throws -> Ended {
            try Scand.run(
                ["calibrate", "report", "--runs", scratch("runs"), "-o", scratch(name)] + others + more)
        }
        let ready = try skipping("ready.html", "--date", "2026-11-21T07:00:00Z")
        #expect(ready.status == 0 && ready.errors.contains("recorded: ready"), "\(ready.errors)")
        #expect(try text(scratch("ready.html")).contains("not asked of this scanner"))
        let old = try skipping("old.html", "--date", "2026-11-28T07:00:00Z")
        #expect(old.status == 7 && old.errors.contains("NOT READY: sensors 8 days old"), "\(old.errors)")
        #expect(try skipping("older.html", "--date", "2026-11-28T07:00:00Z", "--days", "8").status == 0)
        let early = try skipping("early.html", "--date", "2026-11-19T07:00:00Z")
        #expect(early.status == 7 && early.errors.contains("sensors dated in the future"))
        #expect(try skipping("x.html", "--days", "-1").status == 2)
    }

    @Test func `a report of one run stands beside it`() throws {
        let ended = try calibrate(
            "blank", "--dpi", "100", "--image", try blank("a.pgm", dirtAt: 100), "--report", scratch("report.html"))
        #expect(ended.status == 6)
        #expect(try text(scratch("report.html")).contains("side A, left third"))
        #expect(
            try calibrate("blank", "--dpi", "100", "--image", scratch("a.pgm"), "--report", scratch("report.html"))
                .status == 2)
    }

    @Test func `input that cannot be used is named in one line`() throws {
        let image = try blank("a.pgm")
        let cases: [(Int32, String, [String])] = [
            (2, "--device for a scanner, or --image", ["blank"]),
            (2, "give one of them", ["blank", "--device", "x", "--image", image]),
            (2, "does not state its resolution", ["blank", "--image", image]),
            (2, "expected 50 to 1200", ["blank", "--image", image, "--dpi", "9"]),
            (2, "expected 100 to 1200", ["measure", "--image", image, "--dpi", "72"]),
            (2, "expected 50 to 1200", ["blank", "--image", image, "--dpi", "nan"]),
            (2, "a sheet has two sides", ["blank", "--dpi", "100", "--image", image, image, image]),
            (3, "none of this name", ["blank", "--dpi", "100", "--image", scratch("no.png")]),
            (2, "--date", ["blank", "--dpi", "100", "--image", image, "--date", "today"]),
            (2, "sideA.white", ["sensors", "--tables", try scratch.write("t.json", #"{"sideA":{}}"#.utf8)]),
            (2, "--tables", ["sensors"]), (2, "--values", ["double-feed", "--paper", "x"]),
            (2, "is empty", ["blank", "--dpi", "100", "--image", image, "--runs", "", "--operator", "Ada"]),
        ]
        for (status, words, arguments) in cases {
            let ended = try Scand.run(["calibrate"] + arguments)
            #expect(ended.status == status, "\(arguments): \(ended.errors)")
            #expect(ended.output.isEmpty && ended.errorLines.count == 1, "\(arguments)")
            #expect(ended.errors.contains(words), "\(arguments): \(ended.errors)")
        }
    }

    @Test(arguments: ["blank", "sensors", "double-feed", "target", "measure", "threshold", "history", "report"])
    func `every command of the bench has its help`(command: String) throws {
        let ended = try calibrate(command, "--help")
        #expect(ended.status == 0 && ended.output.contains("USAGE: scand calibrate \(command)"))
    }
}

/// The bench on real scanners, as far as libsane's own backends are some.
@Suite(.enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
struct CalibrateScannerTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("sane.d"), withIntermediateDirectories: false)
        _ = try scratch.write("sane.d/dll.conf", "test\npnm\n".utf8)
    }

    private func calibrate(_ arguments: String...) throws -> Ended {
        try Scand.run(["calibrate"] + arguments, environment: ["SANE_CONFIG_DIR": scratch("sane.d")])
    }

    @Test func `a target sheet from a scanner is measured, and the scanner is named in the record`() throws {
        let page = try Pictures.pgm(try TargetSheet(.a4).page.image(dpi: 200), at: scratch("page.pgm"))
        let ended = try calibrate(
            "measure", "--device", "pnm:0", "--dpi", "200", "--page", page, "--runs", scratch("runs"), "--operator",
            "Ada",
            "--json")
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        let run = try ended.json(CalibrationRun.self)
        #expect(run.device.name == "pnm:0" && run.results.count == 5)
    }

    @Test func `what a scanner cannot do is said in words, with what to do instead`() throws {
        let sensors = try calibrate("sensors", "--device", "pnm:0")
        #expect(sensors.status == 7)
        #expect(sensors.output.contains("The scanner 'pnm:0' cannot give the tables of its sensors."))
        #expect(sensors.output.contains("scand calibrate blank"))
        let doubleFeed = try calibrate("double-feed", "--device", "pnm:0", "--paper", "90 g", "--calibrate")
        #expect(doubleFeed.status == 7 && doubleFeed.errors.isEmpty)
        #expect(doubleFeed.output.contains("cannot calibrate double-feed detection"))
    }

    @Test func `a scanner that is not there is a fault`() throws {
        let ended = try calibrate("blank", "--device", "nope:0")
        #expect(ended.status == 5 && ended.errorLines.count == 1 && ended.errors.contains("nope:0"))
        #expect(try calibrate("blank", "--device", "").status == 2)
    }
}
