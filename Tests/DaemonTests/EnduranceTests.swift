import Foundation
import TestSupport
import Testing

/// `scand scan endurance`: one sheet over and over.
@Suite struct EnduranceTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// What `--json` prints.
    private struct Endurance: Decodable {
        let scans, differing, memoryGrowthBytes: Int
        let sheetsPerSecond: Double?
        let readings, faults: [String: Int]
    }

    private func arguments(_ sides: [String], _ more: [String] = []) -> [String] {
        ["scan", "endurance", "images", "--election", Demo.election, "--json"] + more + sides
    }

    @Test(arguments: [
        ("01-filled", "accepted"), ("31-hesitation", "needsReview"), ("32-blank-paper", "blank"),
        ("33-letter", "unrecognisedPage"),
    ])
    func `every scan of a sheet is read alike, whatever the sheet is`(sheet: String, kind: String) throws {
        let ended = try Scand.run(arguments(Demo.sides(sheet), ["--times", "12"]), in: scratch.path)
        #expect(ended.status == 0, "\(ended.errors)")
        let report = try ended.json(Endurance.self)
        #expect(report.scans == 12 && report.differing == 0)
        #expect(report.readings == [kind: 12] && report.faults.isEmpty)
        #expect(try #require(report.sheetsPerSecond) > 0)
        #expect(try scratch.names == [])
    }

    /// A run without end on a sheet in big files, well under way.
    private func begun() throws -> (running: Running, front: String) {
        let front = try Pictures.pgm(Demo.image("01-filled-front"), at: scratch("front.pgm"))
        let back = try Pictures.pgm(Demo.image("01-filled-back"), at: scratch("back.pgm"))
        let running = try Running(arguments([front, back]))
        try more(scans: 10, of: running)
        return (running, front)
    }

    /// Waits until as many scans more were read: each reads two files of some 2 MB.
    private func more(scans: Int, of running: Running) throws {
        let before = running.bytesRead
        let size = try bytes(scratch("front.pgm")).count
        try running.wait(until: "\(scans) scans") { running.bytesRead > before + scans * 2 * size }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `it runs until it is stopped, and then reports`(signal: Int32) throws {
        let (running, _) = try begun()
        running.send(signal)
        let ended = try running.end()
        #expect(ended.status == 0, "\(ended.errors)")
        let report = try ended.json(Endurance.self)
        #expect(report.scans >= 5 && report.differing == 0)
        #expect(report.readings == ["accepted": report.scans])
    }

    @Test func `a scan that is read differently is counted, and the status tells`() throws {
        let (running, front) = try begun()
        let other = try Pictures.pgm(Demo.image("09-against-all-front"), at: scratch("other.pgm"))
        try #require(unsafe rename(other, front) == 0)
        try more(scans: 10, of: running)
        running.send(SIGINT)
        let ended = try running.end()
        #expect(ended.status == 1)
        let report = try ended.json(Endurance.self)
        #expect(report.differing >= 5 && report.differing < report.scans)
        #expect(report.readings == ["accepted": report.scans] && report.faults.isEmpty)
    }

    @Test func `faults are counted by kind, and ten in a row end the run`() throws {
        let (running, front) = try begun()
        try FileManager.default.removeItem(atPath: front)
        let ended = try running.end()
        #expect(ended.status == 5)
        let report = try ended.json(Endurance.self)
        #expect(report.faults == ["badInput": 10] && report.differing == 0 && report.scans >= 5)
    }

    @Test func `a sheet that cannot be fed is a fault`() throws {
        let ended = try Scand.run(arguments([scratch("nothing.png")], ["--times", "3"]))
        #expect(ended.status == 5 && ended.output.isEmpty)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("\(scratch("nothing.png")): expected a file"))
    }

    @Test(.enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
    func `a scanner that cannot scan a held sheet again is refused`() throws {
        try FileManager.default.createDirectory(atPath: scratch("sane.d"), withIntermediateDirectories: false)
        _ = try scratch.write("sane.d/dll.conf", "pnm\n".utf8)
        let page = try Pictures.pgm(Demo.image("01-filled-front"), at: scratch("front.pgm"))
        let ended = try Scand.run(
            "scan", "endurance", "--layout", Demo.layout, "--device", "pnm:0", "--page", page,
            environment: ["SANE_CONFIG_DIR": scratch("sane.d")])
        #expect(ended.status == 5)
        #expect(ended.errors.contains("pnm:0: does not scan a held sheet again"))
    }

    @Test(arguments: [
        ["images", "a.png"], ["images", "--layout", "l", "--election", "e", "a.png"], ["images", "--layout", "l"],
        ["images", "--layout", "l", "--times", "0", "a.png"], ["images", "--layout", "l", "a", "b", "c"],
    ])
    func `a run that was typed wrong makes nothing and ends with status 2`(arguments: [String]) throws {
        let ended = try Scand.run(["scan", "endurance"] + arguments, in: scratch.path)
        #expect(ended.status == 2 && ended.output.isEmpty)
        #expect(ended.errors.hasPrefix("Error: ") && ended.errors.contains("Usage: scand scan endurance images"))
        #expect(try scratch.names == [])
    }
}
