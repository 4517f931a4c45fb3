import Diagnostics
import Foundation
import ScannerDriver
import Testing

@Suite struct RunTests {
    private func run(
        _ kind: RunKind = .blank, _ date: String = "2026-11-23T07:00:00Z", _ verdict: Verdict = .passed,
        paper: String = "",
        device: CalibrationRun.Device = .init(name: "test:0"), value: Double = 20
    ) throws -> CalibrationRun {
        CalibrationRun(
            kind, on: try #require(RunDate(date)), device: device, operatorName: "Ada", paper: paper, software: "scand",
            results: [
                CheckResult(
                    .sheet, verdict, "Seen.", measurements: [Measurement("paper", value, .grayLevels, .atLeast(10))])
            ])
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T07:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-23T24:00:00Z",
        "2026-11-23 07:00:00Z", "1999-01-01T00:00:00Z", "2026-11-23T07:00:00Z ", "2026-1a-23T07:00:00Z",
        "2026-00-10T00:00:00Z",
    ])
    func `what is no date is refused`(text: String) { #expect(RunDate(text) == nil) }

    @Test func `days are counted over months, years and leap days`() throws {
        func days(_ a: String, _ b: String) throws -> Int {
            try #require(RunDate(b + "T00:00:01Z")).days(since: try #require(RunDate(a + "T23:59:59Z")))
        }
        #expect(try days("2026-11-23", "2026-11-24") == 1)
        #expect(try days("2024-02-28", "2024-03-01") == 2)
        #expect(try days("2026-02-28", "2026-03-01") == 1)
        #expect(try days("2025-12-31", "2027-01-01") == 366)
        #expect(try days("2000-01-01", "2400-01-01") == 146_097)
    }

    @Test func `a record comes back as it was written`() throws {
        let plain = try run()
        let run = CalibrationRun(
            .sensors, on: plain.date,
            device: .init(name: "a", vendor: "b", model: "c", serialNumber: "d", firmware: "e"),
            operatorName: "Ада", paper: "90 g", software: "scand", results: plain.results,
            sensorTables: SensorTables(sideA: .init(white: [1, 2], black: [0, 0])),
            doubleFeedValues: DoubleFeedValues(oneSheet: 1, twoSheets: 2, threshold: 3, lamp: 4, sensors: 5),
            pictures: [.init(title: "x", caption: "y", png: "AAAA")])
        let bytes = try JSONEncoder().encode(run)
        #expect(try JSONDecoder().decode(CalibrationRun.self, from: bytes) == run)
    }

    @Test func `another version, a changed verdict and a missing part are refused`() throws {
        let text = String(decoding: try JSONEncoder().encode(try run()), as: UTF8.self)
        for (old, new) in [
            ("\"version\":1", "\"version\":2"), ("\"verdict\":\"passed\"", "\"verdict\":\"failed\""),
            ("\"operator\"", "\"person\""), ("2026-11-23T07:00:00Z", "yesterday"),
            ("\"kind\":\"blank\"", "\"kind\":\"lunch\""),
        ] {
            let range = try #require(text.range(of: old), "\(old)")
            let changed = text.replacingCharacters(in: range, with: new)
            #expect(throws: DecodingError.self, "\(new)") {
                try JSONDecoder().decode(CalibrationRun.self, from: Data(changed.utf8))
            }
        }
    }

    @Test func `a file's name is plain, whatever the device is called`() throws {
        let odd = try run(device: .init(name: "net:10.0.0.1:fujitsu/fi-8170 \u{202E}é..\n"))
        #expect(odd.fileName == "20261123T070000Z-net-10.0.0.1-fujitsu-fi-8170---..--blank.json")
        #expect(try run(device: .init(name: String(repeating: "x", count: 400))).fileName.utf8.count < 100)
    }

    @Test func `a run that failed anything failed, and nothing checked is nothing passed`() throws {
        #expect([CheckResult]().verdict == .notPossible)
        let results = { (verdicts: [Verdict]) in verdicts.map { CheckResult(.sheet, $0, "") } }
        #expect(results([.passed, .passed]).verdict == .passed)
        #expect(results([.noComparison, .passed]).verdict == .passed)
        #expect(results([.noComparison]).verdict == .notPossible, "nothing was found in order")
        #expect(results([.passed, .notPossible]).verdict == .notPossible)
        #expect(results([.notPossible, .failed, .passed]).verdict == .failed)
        #expect(results([.failed, .notPossible]).verdict == .failed)
    }

    @Test func `the last good run is of the same device, kind and paper, and passed`() throws {
        let good = try run(.doubleFeed, "2026-11-20T07:00:00Z", paper: "90 g")
        let history = RunHistory([
            try run(.doubleFeed, "2026-11-22T07:00:00Z", .failed, paper: "90 g"),
            try run(.doubleFeed, "2026-11-21T07:00:00Z", paper: "120 g"),
            try run(.blank, "2026-11-22T08:00:00Z", paper: "90 g"), good,
            try run(.doubleFeed, "2026-11-22T09:00:00Z", paper: "90 g", device: .init(name: "other")),
        ])
        let now = try #require(RunDate("2026-11-23T07:00:00Z"))
        let found = history.lastGood(.doubleFeed, device: .init(name: "test:0"), paper: "90 g", before: now)
        #expect(found == good)
        #expect(history.lastGood(.doubleFeed, device: .init(name: "test:0"), paper: "90 g", before: good.date) == nil)
        #expect(history.latest.count == 4)
    }

    @Test func `a device is known by its serial number before its name`() {
        let a = CalibrationRun.Device(name: "usb:1", model: "PageScan 6", serialNumber: "12345678")
        #expect(a.isSame(as: .init(name: "usb:2", model: "PageScan 6", serialNumber: "12345678")))
        #expect(!a.isSame(as: .init(name: "usb:1", model: "PageScan 6", serialNumber: "12345679")))
        #expect(a.isSame(as: .init(name: "usb:1")))
    }

    @Test func `history tells what changed, and leaves out what did not`() throws {
        let history = RunHistory([
            try run(.blank, "2026-11-20T07:00:00Z", .failed, value: 20),
            try run(.blank, "2026-11-22T07:00:00Z", value: 20.4),
            try run(.blank, "2026-11-23T07:00:00Z", value: 25),
        ])
        let changes = history.runs.map { history.changes(in: $0) }
        #expect(changes[0].isEmpty)
        #expect(changes[1].map(\.measurement) == [nil])
        #expect(changes[1].first?.before == "failed" && changes[1].first?.now == "passed")
        #expect(changes[2].map(\.measurement) == ["paper"])
        #expect(changes[2].first?.before == "20.4 gray" && changes[2].first?.now == "25.0 gray")
    }

    @Test func `numbers are written alike everywhere`() {
        #expect(NumberText.text(-0.04) == "0.0")
        #expect(NumberText.text(-0.06) == "-0.1")
        #expect(NumberText.text(12.345, digits: 2) == "12.35" || NumberText.text(12.345, digits: 2) == "12.34")
        #expect(NumberText.text(3.05, digits: 2) == "3.05")
        #expect(NumberText.text(7, digits: 0) == "7")
        #expect(NumberText.text(.nan) == "-")
        #expect(Measurement("x", 4.2, .percent, .within(1...5)).boundsText == "1.0 % to 5.0 %")
    }
}
