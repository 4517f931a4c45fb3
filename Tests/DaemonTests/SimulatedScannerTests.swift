import BallotPrinting
import Diagnostics
import Foundation
import Raster
import ScannerDriver
import TestSupport
import Testing

/// Commands on a PageScan in software, through the real libusb: as a poll worker and a technician use them.
@Suite(.serialized) struct SimulatedScannerTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func calibrate(_ bus: SimulatedScanner, _ arguments: String...) throws -> Running {
        try bus.start(["calibrate"] + arguments + ["--device", "pagescan"])
    }

    private func endurance(_ bus: SimulatedScanner, _ arguments: String...) throws -> Running {
        try bus.start(
            ["scan", "endurance", "--device", "pagescan", "--paper", "148x210", "--election", Demo.election, "--json"]
                + arguments)
    }

    private struct Endurance: Decodable {
        let scans, differing: Int
        let readings, faults: [String: Int]
    }

    /// A white sheet of letter size with some noise, and a dark column where asked for.
    private func white(_ name: String, dirtAt x: Int? = nil) throws -> String {
        let pixels = (0..<1_700 * 2_200).map { index -> UInt8 in
            if let x, (x..<x + 2).contains(index % 1_700) { return 60 }
            return UInt8(228 + (index &* 2_654_435_761 >> 9) % 9)
        }
        return try Pictures.pgm(GrayImage(width: 1_700, height: 2_200, pixels: pixels), at: scratch(name))
    }

    // Counting.

    /// The person who clears the jam takes a second and a half for each step: the scanner is asked several times meanwhile.
    @Test func `a jam is one sheet that went back, however long it takes to clear it`() throws {
        let sheets = ["01-filled", "03-tick", "07-cross"].map { Demo.sides($0).joined(separator: " ") }
        let bus = try SimulatedScanner(
            ["set people.clearDelay 1500ms", "on sheet 2 at feeding: jam"]
                + sheets.map { "at start: insert sheet \($0)" })
        let running = try bus.start([
            "scan", "--device", "pagescan", "--paper", "148x210", "--election", Demo.election, "--ledger",
            scratch("ledger"), "--json",
        ])
        try running.wait(until: "the last sheet") { try bus.account().sheetsInBox == 2 }
        running.send(SIGTERM)
        let ended = try running.end()
        #expect(ended.status == 0, "\(ended.errors)")
        let report = try ended.json(Report.self)
        #expect(report.sheets.accepted == 2 && report.sheets.rejected == 1)
        #expect(report.sheets.reasons == ["jam": 1])
        #expect(ended.errorLines.filter { $0.contains("stuck in the scanner.") }.count == 1)
        #expect(ended.errorLines.filter { $0.contains("Paper lies in the scanner.") }.count == 1)
        let account = try bus.account()
        #expect(account.sheetsInBox == 2 && account.sheetsRemoved == 1)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).returned == 1)
    }

    /// Starts counting what the simulator's people put in.
    private func count(_ bus: SimulatedScanner, _ more: String...) throws -> Running {
        try bus.start(
            [
                "scan", "--device", "pagescan", "--paper", "148x210", "--election", Demo.election, "--ledger",
                scratch("ledger"), "--json",
            ] + more)
    }

    /// The next voter is early and his sheet holds up the drop of the one before, who may be gone. However long he takes to take his
    /// sheet away: what falls then is counted, once. (It was given up after 30 s, called void, and fell.)
    @Test(arguments: ["4s", "33s"])
    func `a ballot that falls late, because the next one was put in too early, counts once`(delay: String) throws {
        let sheets = ["01-filled", "03-tick"].map { Demo.sides($0).joined(separator: " ") }
        let bus = try SimulatedScanner(
            ["set speed 12", "set people.areEager yes", "set people.takeDelay \(delay)"]
                + sheets.map { "at start: insert sheet \($0)" })
        let running = try count(bus)
        try running.wait(until: "both sheets in the box") { try bus.account().sheetsInBox == 2 }
        running.send(SIGTERM)
        let ended = try running.end()
        #expect(ended.status == 0, "\(ended.errors)")
        let report = try Scand.verify(scratch("ledger")).json(Verification.self)
        #expect(report.accepted == 2 && report.voided == 0 && report.unresolved == 0)
        #expect(ended.errorLines.filter { $0.contains("Take away the sheet that lies in the input") }.count == 1)
    }

    /// The sensors see the sheet: whoever goes on is asked for it, and no sheet is counted that nobody saw fall.
    @Test func `a sheet that is stuck in the drop when counting is stopped stays on its way`() throws {
        let sheets = ["01-filled", "03-tick"].map { Demo.sides($0).joined(separator: " ") }
        let bus = try SimulatedScanner(
            ["set people.clearDelay 3s", "on sheet 1 at ejecting: jam"] + sheets.map { "at start: insert sheet \($0)" })
        let running = try count(bus)
        try running.wait(until: "the jam in the drop") { running.errorsSoFar.contains("stuck in the scanner.") }
        running.send(SIGTERM)
        let ended = try running.end()
        #expect(ended.status == 5 && ended.errors.contains("Sheet 1 is still on its way"), "\(ended.errors)")
        #expect(!ended.errors.contains("polls are paused"))
        #expect(try ended.json(Report.self).sheets.unresolved == 0)

        let asked = try count(bus).end()
        #expect(asked.status == 4 && asked.errors.contains("say --last-sheet 1:back"), "\(asked.errors)")
        let resumed = try count(bus, "--last-sheet", "1:back")
        try resumed.wait(until: "the second sheet") { try bus.account().sheetsInBox == 1 }
        resumed.send(SIGTERM)
        #expect(try resumed.end().status == 0)
        let report = try Scand.verify(scratch("ledger")).json(Verification.self)
        #expect(report.accepted == 1 && report.voided == 1 && report.unresolved == 0)
    }

    /// A failure that the device reports of itself is shown, and counting goes on when it is over.
    @Test func `a failure of the device does not end the day`() throws {
        let sheets = ["01-filled", "03-tick"].map { Demo.sides($0).joined(separator: " ") }
        let bus = try SimulatedScanner(
            ["on sheet 1 at boxed: event 06"] + sheets.map { "at start: insert sheet \($0)" })
        let running = try count(bus)
        try running.wait(until: "the second sheet") { try bus.account().sheetsInBox == 2 }
        running.send(SIGTERM)
        let ended = try running.end()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errorLines.filter { $0.contains("The scanner reports a failure of its own.") }.count == 1)
        #expect(try ended.json(Report.self).sheets.accepted == 2)
    }

    /// The sheet is stuck in the drop when the program is killed; a person then takes it out.
    @Test func `a sheet that was on its way at a kill is asked for by its number, and only the answer settles it`()
        throws
    {
        let sheets = ["01-filled", "03-tick"].map { Demo.sides($0).joined(separator: " ") }
        let bus = try SimulatedScanner(
            ["set people.clearDelay 4s", "on sheet 1 at ejecting: jam"] + sheets.map { "at start: insert sheet \($0)" })
        let ledger = scratch("ledger")
        func scan(_ more: String...) throws -> Running {
            try bus.start(
                [
                    "scan", "--device", "pagescan", "--paper", "148x210", "--election", Demo.election, "--ledger",
                    ledger,
                    "--json",
                ] + more)
        }
        let killed = try scan()
        try killed.wait(until: "the jam in the drop") { killed.errorsSoFar.contains("stuck in the scanner.") }
        killed.kill()
        #expect(try killed.end().status == SIGKILL)

        // Asked twice, nothing is settled; a sheet that is not on its way is no answer.
        for _ in 0..<2 {
            let asked = try scan().end()
            #expect(asked.status == 4, "\(asked.errors)")
            #expect(asked.errors.contains("0 sheets should be in the box without it, 0 were given back"))
            #expect(asked.errors.contains("say --last-sheet 1:back"))
        }
        let other = try scan("--last-sheet", "2:back").end()
        #expect(other.status == 2 && other.errors.contains("it is sheet 1 that was on its way"))

        let resumed = try scan("--last-sheet", "1:back")
        try resumed.wait(until: "the second sheet") { try bus.account().sheetsInBox == 1 }
        resumed.send(SIGTERM)
        let ended = try resumed.end()
        #expect(ended.status == 0 && ended.errors.contains("is void: give it back"), "\(ended.errors)")
        let account = try bus.account()
        #expect(account.sheetsInBox == 1 && account.sheetsRemoved == 1)
        let report = try Scand.verify(ledger).json(Verification.self)
        #expect(report.accepted == 1 && report.voided == 1 && report.unresolved == 0)
    }

    // Endurance.

    @Test func `a held sheet is scanned over and over, and comes back`() throws {
        let sides = Demo.sides("01-filled").joined(separator: " ")
        let bus = try SimulatedScanner(["at start: insert sheet \(sides)"])
        let ended = try endurance(bus, "--times", "12").end()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errors == "scand: put in the sheet; it comes back\n")
        let report = try ended.json(Endurance.self)
        #expect(report.scans == 12 && report.differing == 0 && report.readings == ["accepted": 12])
        let account = try bus.account()
        #expect(account.sheetsReturned == 1 && account.sheetsInBox == 0 && account.violations == [])
    }

    @Test func `a run in which nothing was scanned is no success`() throws {
        let bus = try SimulatedScanner([])
        let running = try endurance(bus)
        try running.wait(until: "the question for a sheet") { running.errorsSoFar.contains("put in the sheet") }
        running.send(SIGTERM)
        let ended = try running.end()
        #expect(ended.status == 7)
        #expect(try ended.json(Endurance.self).scans == 0)
    }

    // The bench.

    @Test func `the sensors are calibrated, and their tables judged`() throws {
        let bus = try SimulatedScanner(["set calibrationSheetsLeave front", "at start: insert 1 sheet"])
        let ended = try calibrate(bus, "sensors", "--calibrate").end()
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        #expect(ended.errors == "scand: put in a clean white sheet\n")
        #expect(ended.lines.count == 5 && ended.output.contains("The device calibrated its image sensors."))
        #expect(ended.output.contains("All 1728 columns of side B tell white from black."))
        #expect(try bus.account().events["10"] == 1)
    }

    @Test func `a calibration that finds dirt says what to wipe`() throws {
        let bus = try SimulatedScanner(["at start: calibration result 53", "at start: insert 1 sheet"])
        let ended = try calibrate(bus, "sensors", "--calibrate").end()
        #expect(ended.status == 6)
        #expect(ended.output.contains("side B stay dark") && ended.output.contains("Wipe the glass"))
    }

    /// At speed: the sheets of the first step are still on their way out when the second one begins.
    @Test(arguments: ["0", "12"])
    func `double-feed detection is calibrated with two sheets and with one`(speed: String) throws {
        let bus = try SimulatedScanner([
            "set speed \(speed)", "set calibrationSheetsLeave front", "at start: insert 1 double sheet",
            "at start: insert 1 sheet",
            "set oneSheetReading 120", "set twoSheetReading 200",
        ])
        let ended = try calibrate(bus, "double-feed", "--paper", "90 g", "--calibrate", "--json").end()
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        #expect(ended.errorLines.count == 2 && ended.errorLines[0].contains("two blank sheets"))
        let values = try #require(try ended.json(CalibrationRun.self).doubleFeedValues)
        #expect(values.oneSheet == 120 && values.twoSheets == 200)
        #expect(try bus.account().events["90"] == 2)
    }

    @Test func `an attempt to calibrate that failed is kept`() throws {
        let bus = try SimulatedScanner(["on command n12: event 01"])
        let ended = try calibrate(
            bus, "double-feed", "--paper", "90 g", "--calibrate", "--runs", scratch("runs"), "--operator", "A. Lovelace"
        ).end()
        #expect(ended.status == 6, "\(ended.output)\(ended.errors)")
        #expect(ended.output.contains("The sheet is stuck in the scanner."))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("runs")).count == 1)
    }

    // Pictures and recordings.

    /// The box below a slot may be the day's: a sheet for the technician comes back.
    @Test(arguments: [["save", "--output"], ["record", "--output"]])
    func `a sheet that is scanned for its pictures comes back, and never falls into the box`(command: [String]) throws {
        let sides = Demo.sides("01-filled").joined(separator: " ")
        let bus = try SimulatedScanner(["at start: insert sheet \(sides)"])
        if command[0] == "save" {
            try FileManager.default.createDirectory(atPath: scratch("out"), withIntermediateDirectories: false)
        }
        let running = try bus.start(
            ["scan", command[0], "--device", "pagescan", "--paper", "148x210", command[1], scratch("out")])
        try running.wait(until: "the sheet's return") { try bus.account().sheetsReturned == 1 }
        running.send(SIGTERM)
        let ended = try running.end()
        #expect(ended.status == 0 && ended.errors.contains("1 sheets"), "\(ended.errors)")
        #expect(try bus.account().sheetsInBox == 0)
    }

    @Test func `a clean sheet passes, a dirty one fails with the place to wipe`() throws {
        let (clean, dirty) = (try white("clean.pgm"), try white("dirty.pgm", dirtAt: 600))
        for (front, status) in [(clean, Int32(0)), (dirty, 6)] {
            let bus = try SimulatedScanner(["at start: insert sheet \(front) \(clean)"])
            let ended = try calibrate(bus, "blank").end()
            #expect(ended.status == status, "\(ended.output)\(ended.errors)")
            #expect(ended.errors == "scand: put in the sheet; it comes back\n")
            // The paper lies in the middle of the array: 14 columns are left of it.
            if status == 6 { #expect(ended.output.contains("columns 614 to 615")) }
            #expect(try bus.account().sheetsReturned == 1)
        }
    }

    @Test(arguments: [TargetSheet.Paper.a4, .letter])
    func `a target sheet on either paper is measured`(paper: TargetSheet.Paper) throws {
        let page = try Pictures.pgm(try TargetSheet(paper).page.image(dpi: 200), at: scratch("page.pgm"))
        let bus = try SimulatedScanner(["at start: insert sheet \(page) \(try white("back.pgm"))"])
        let ended = try calibrate(bus, "measure", "--json").end()
        #expect(ended.status == 0 || ended.status == 6, "\(ended.output)\(ended.errors)")
        #expect(try ended.json(CalibrationRun.self).results.count >= 5)
        #expect(try bus.account().sheetsReturned == 1)
    }

    @Test func `a ballot of another size is judged when its size is given, and refused when not`() throws {
        let sides = Demo.sides("01-filled").joined(separator: " ")
        let bus = try SimulatedScanner(["at start: insert sheet \(sides)", "at start: insert sheet \(sides)"])
        let refused = try calibrate(bus, "threshold").end()
        #expect(refused.status == 5 && refused.errors.contains("shorter than a ballot"))
        let judged = try calibrate(bus, "threshold", "--size", "148x210").end()
        #expect(judged.status != 5 && judged.lines.count >= 2, "\(judged.output)\(judged.errors)")
    }
}

/// A scanner in software on a bus of its own.
private final class SimulatedScanner {
    private let simulator = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var environment: [String: String] = [:]
    private let folder: Scratch

    /// What the simulator counted.
    struct Account: Decodable {
        let sheetsInBox, sheetsReturned, sheetsRemoved: Int
        let events: [String: Int]
        let violations: [String]
    }

    init(_ script: [String]) throws {
        folder = try Scratch()
        let lines = ["set people.insertDelay 100ms"] + script
        let file = try folder.write("script", (lines.joined(separator: "\n") + "\n").utf8)
        simulator.executableURL = URL(fileURLWithPath: BuiltProduct.path("scand-simulator"))
        simulator.arguments = ["--script", file]
        simulator.standardInput = input
        simulator.standardOutput = output
        try simulator.run()
        for word in line().split(separator: " ") {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2 { environment[pair[0]] = pair[1] }
        }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        simulator.waitUntilExit()
    }

    func start(_ arguments: [String]) throws -> Running { try Running(arguments, environment: environment) }

    func account() throws -> Account {
        try input.fileHandleForWriting.write(contentsOf: Data("report\n".utf8))
        return try JSONDecoder().decode(Account.self, from: Data(line().utf8))
    }

    private func line() -> String {
        var bytes: [UInt8] = []
        while let byte = output.fileHandleForReading.readData(ofLength: 1).first, byte != UInt8(ascii: "\n") {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
