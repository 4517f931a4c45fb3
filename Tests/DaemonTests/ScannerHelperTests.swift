import Foundation
import TestSupport
import Testing

/// libsane's own process as a user meets it: a backend that fails costs a sheet and not the run.
@Suite(.enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
struct ScannerHelperTests {
    private let scratch: Scratch
    private let feeder: MadeUpFeeder

    init() throws {
        scratch = try Scratch()
        feeder = try MadeUpFeeder()
        try FileManager.default.createDirectory(atPath: scratch("out"), withIntermediateDirectories: false)
    }

    private var save: [String] { ["scan", "save", "--device", MadeUpFeeder.device, "--output", scratch("out")] }

    /// Waits until something is so.
    private func wait(_ what: String, until isSo: () throws -> Bool) throws {
        let end = Date.now + 20
        while try !isSo() {
            guard Date.now < end else { throw Problem("\(what): not within 20 s") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    @Test func `a backend that crashes ends the run with one line, and what was scanned before is there`() throws {
        try feeder.put()
        try feeder.put("readB=20:crash")
        try feeder.put()
        let ended = try Scand.run(save, environment: feeder.environment)
        #expect(ended.status == 5)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("ended by signal 11"))
        #expect(ended.errors.hasSuffix("1 sheets were saved before.\n"))
        #expect(try snapshot(scratch("out")).keys.sorted() == ["sheet-0001a.png", "sheet-0001b.png"])
        // The stack goes on in the next run.
        try FileManager.default.removeItem(atPath: scratch("out"))
        try FileManager.default.createDirectory(atPath: scratch("out"), withIntermediateDirectories: false)
        #expect(try Scand.run(save, environment: feeder.environment).status == 0)
        #expect(try feeder.fed == [1, 2, 3])
    }

    @Test func `no more sheets are pulled than the user allows`() throws {
        // The first picture is there already: the run ends after the first sheet.
        for _ in 0..<5 { try feeder.put() }
        _ = try scratch.write("out/sheet-0001a.png", [])
        #expect(try Scand.run(save + ["--ahead", "0"], environment: feeder.environment).status == 2)
        #expect(try feeder.fed == [1])
        let ended = try Scand.run(save + ["--ahead", "3"], environment: feeder.environment)
        #expect(ended.status == 2)
        #expect(ended.errors == "scand: --ahead: '3' is not 0, 1 or 2\n")
    }

    @Test(arguments: ["215.9x355.6x1", "x", "0x100", "215.9"])
    func `a size of paper that is none is refused, and no sheet is fed`(paper: String) throws {
        try feeder.put()
        let ended = try Scand.run(save + ["--paper", paper], environment: feeder.environment)
        #expect(ended.status == 2)
        #expect(ended.errors.contains("--paper") && ended.errors.contains(paper))
        #expect(try feeder.fed == [])
    }

    @Test func `what the device lacks is told before ballots are counted`() throws {
        let sane = try SANEConfiguration()
        let ended = try Scand.run(
            [
                "scan", "--device", "test:0", "--resolution", "51", "--election", Demo.election, "--ledger",
                scratch("l"),
            ],
            environment: sane.environment)
        #expect(ended.errors.contains("scand: test:0: It does not stop when two sheets go in at once"))
        #expect(ended.errors.contains("scand: test:0: It looks at one side of a sheet.\n"))
    }

    /// What lies under others when the message is read is not found again.
    @Test(arguments: [0, 2]) func `a feeder stops at a sheet that does not count, and says where it lies`(ahead: Int)
        throws
    {
        for sheet in ["01-filled", "31-hesitation", "03-tick", "07-cross", "09-against-all"] {
            let sides = try ["front", "back"].map {
                try Pictures.pgm(Demo.image("\(sheet)-\($0)"), at: scratch("\(sheet)-\($0).pgm"))
            }
            try feeder.put(a: sides[0], b: sides[1])
        }
        func count(_ more: String...) throws -> Ended {
            try Scand.run(
                [
                    "scan", "--device", MadeUpFeeder.device, "--ahead", "\(ahead)", "--election", Demo.election,
                    "--ledger", scratch("ledger"), "--json",
                ] + more, environment: feeder.environment)
        }
        let first = try count()
        #expect(first.status == 5, "\(first.errors)")
        let place =
            ahead == 0 ? "it is the top sheet of the output" : "under at most 2 sheets that were drawn in behind it"
        #expect(first.errors.contains("a sheet does not count (marginalMark): ") && first.errors.contains(place))
        let report = try first.json(Report.self)
        #expect(report.sheets.accepted == 1 && report.sheets.returned == 1)
        #expect(try feeder.fed.count <= 2 + ahead)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "paused")
        let second = try count("--close")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try second.json(Report.self).sheets.returned == 0)
    }

    @Test(arguments: ["startA=spin", "readA=20:hang"])
    func `the helper ends when scand is killed, even while the backend hangs`(line: String) throws {
        try feeder.put(line)
        let running = try Running(save, environment: feeder.environment)
        try wait("the sheet is fed") { try feeder.fed == [1] }
        let helper = try #require(try running.children.first)
        running.kill()
        try wait("the helper ends") { ProcessTable.parent(of: helper) == nil }
        _ = try running.end()
    }

    @Test func `a helper that is not installed is named with the way out`() throws {
        let alone = URL(fileURLWithPath: scratch("scand"))
        try FileManager.default.copyItem(at: Scand.executable, to: alone)
        let ended = try Running(["devices"], environment: feeder.environment, executable: alone).end()
        #expect(ended.status == 5 && ended.output.isEmpty)
        #expect(ended.errorLines.count == 1)
        #expect(ended.errors.contains("\(scratch("scand-sane-helper")) is missing"))
    }
}
