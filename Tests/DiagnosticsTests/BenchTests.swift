import Diagnostics
import Raster
import ScannerDriver
import Testing

/// A scanner that answers from a list, and keeps what it was asked.
private final class ScriptedScanner: Scanner {
    let capabilities: ScannerCapabilities
    private var answers: [Result<ScannerEvent, ScannerFault>]
    private(set) var asked: [ScannerCommand] = []

    init(
        features: Set<ScannerCapabilities.Feature> = [.sensorTables, .doubleFeedValues, .doubleFeedDetection],
        calibrations: Set<DeviceCalibration> = Set(DeviceCalibration.allCases),
        _ answers: [Result<ScannerEvent, ScannerFault>]
    ) {
        capabilities = ScannerCapabilities(
            name: "script:0", serialNumber: "42", isDuplex: true, feeder: .slot, features: features,
            calibrations: calibrations)
        self.answers = answers
    }

    func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        asked.append(command)
        guard !answers.isEmpty else { throw ScannerFault(.timeout, "the script is over at \(command)") }
        return try answers.removeFirst().get()
    }
}

@Suite struct BenchTests {
    private let day = RunDate("2026-11-23T07:00:00Z")!
    private let tables = SensorTables(
        sideA: .init(white: [UInt8](repeating: 200, count: 1728), black: [UInt8](repeating: 10, count: 1728)))
    private let values = DoubleFeedValues(oneSheet: 180, twoSheets: 90, threshold: 135)

    @Test func `one sheet is scanned and given back, never accepted`() throws {
        let scan = SheetScan(sideA: GrayImage(width: 1, height: 1, pixels: [9]))
        let scanner = ScriptedScanner([
            .success(.noSheetYet), .success(.sheetScanned(scan)), .success(.sheetReturned),
        ])
        var bench = Bench(scanner)
        #expect(try bench.scanSheet() == scan)
        #expect(scanner.asked == [.feedSheet, .feedSheet, .returnSheet])
    }

    @Test func `nobody who comes is waited for only so long`() throws {
        let scanner = ScriptedScanner(Array(repeating: .success(.noSheetYet), count: 100))
        var bench = Bench(scanner)
        #expect(try bench.scanSheet() == nil)
        #expect(scanner.asked.count == Bench.patience)
        var empty = Bench(ScriptedScanner([.success(.outOfSheets)]))
        #expect(try empty.scanSheet() == nil)
    }

    @Test func `sensors are calibrated, read and judged in this order`() throws {
        let scanner = ScriptedScanner([.success(.calibrated(.imageSensors)), .success(.sensorTables(tables))])
        var bench = Bench(scanner)
        let outcome = try bench.checkSensors(calibrating: true, on: day, since: nil, dpi: 200)
        #expect(outcome.results.map(\.verdict) == [.passed, .passed, .noComparison])
        #expect(outcome.tables == tables)
        #expect(scanner.asked == [.calibrate(.imageSensors), .readSensorTables])
    }

    @Test func `a device's word on its light is a failed check, in words`() throws {
        let scanner = ScriptedScanner([.failure(ScannerFault(.calibrationFailed, "PageScan: event #73"))])
        var bench = Bench(scanner)
        let outcome = try bench.checkSensors(calibrating: true, on: day, since: nil, dpi: nil)
        #expect(outcome.results.map(\.verdict) == [.failed])
        #expect(
            outcome.results.first?.sentence == "There is not enough blue light on side A. (The device's code is #73.)")
        #expect(outcome.tables == nil && scanner.asked == [.calibrate(.imageSensors)])
    }

    @Test func `a jam is a fault and no result`() {
        var bench = Bench(ScriptedScanner([.failure(ScannerFault(.jam, "rear sensors"))]))
        #expect(throws: ScannerFault(.jam, "")) {
            try bench.checkSensors(calibrating: true, on: day, since: nil, dpi: nil)
        }
    }

    @Test func `what a scanner cannot do is said, and it is not asked for it`() throws {
        let scanner = ScriptedScanner(features: [], calibrations: [], [])
        var bench = Bench(scanner)
        let sensors = try bench.checkSensors(calibrating: false, on: day, since: nil, dpi: nil)
        #expect(sensors.results.map(\.verdict) == [.notPossible])
        #expect(sensors.results.first?.sentence.contains("script:0") == true)
        let calibrated = try bench.checkSensors(calibrating: true, on: day, since: nil, dpi: nil)
        #expect(calibrated.results.map(\.verdict) == [.notPossible])
        var prompts: [DeviceCalibration] = []
        let doubleFeed = try bench.checkDoubleFeed(calibrating: { prompts.append($0) }, since: nil, paper: "90 g")
        #expect(doubleFeed.results.map(\.verdict) == [.notPossible] && prompts.isEmpty)
        let read = try bench.checkDoubleFeed(calibrating: nil, since: nil, paper: "90 g")
        #expect(read.results.first?.action?.contains("do not count ballots") == true)
        #expect(scanner.asked.isEmpty)
    }

    @Test func `double feed is calibrated with two sheets, then with one, then read`() throws {
        let scanner = ScriptedScanner([
            .success(.calibrated(.doubleFeedWithTwoSheets)), .success(.calibrated(.doubleFeedWithOneSheet)),
            .success(.doubleFeedValues(values)),
        ])
        var bench = Bench(scanner)
        var prompts: [DeviceCalibration] = []
        let outcome = try bench.checkDoubleFeed(calibrating: { prompts.append($0) }, since: nil, paper: "90 g")
        #expect(prompts == [.doubleFeedWithTwoSheets, .doubleFeedWithOneSheet])
        #expect(outcome.values == values && outcome.results.verdict == .passed)
        #expect(
            scanner.asked == [
                .calibrate(.doubleFeedWithTwoSheets), .calibrate(.doubleFeedWithOneSheet), .readDoubleFeedValues,
            ])
    }

    @Test func `a calibration that runs out of time fails and stops`() throws {
        let scanner = ScriptedScanner([.failure(ScannerFault(.calibrationFailed, "event #9A"))])
        var bench = Bench(scanner)
        let outcome = try bench.checkDoubleFeed(calibrating: { _ in }, since: nil, paper: "90 g")
        #expect(outcome.results.map(\.verdict) == [.failed] && outcome.values == nil)
        #expect(outcome.results.first?.sentence.contains("ran out of time") == true)
        #expect(scanner.asked.count == 1)
    }
}
