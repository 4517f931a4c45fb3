import ArgumentParser
import CalibrationReport
import Diagnostics
import ScannerDriver

/// `scand calibrate sensors`: the device's tables of white and black, by themselves and against the last good run.
struct CalibrateSensorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensors",
        abstract: "Reads the sensors' white and black and compares them with the last good run.",
        discussion: """
            Only some scanners give their tables; the others say so (exit status 7): use 'scand calibrate blank' there. \
            A JSON file of tables: {"sideA": {"white": [...], "black": [...]}, "sideB": {...}}, numbers from 0 to 255.
            """)

    @OptionGroup var scanner: BenchScanner
    @OptionGroup var bench: BenchOptions

    @Option(help: ArgumentHelp("Instead of a scanner: tables that were read before.", valueName: "tables.json"))
    var tables: String?

    @Flag(help: "Have the device calibrate its sensors first: a clean white sheet must lie ready.")
    var calibrate = false

    @Option(help: "Dots per inch of the tables' columns, for places in millimetres.")
    var dpi: Double?

    func run() throws {
        let (date, store) = try bench.checked()
        guard dpi.map({ (50...1200).contains($0) }) ?? true else {
            throw CommandFailure(.unusableArguments, "--dpi: expected 50 to 1200")
        }
        guard (scanner.device == nil) != (tables == nil), tables == nil || !calibrate else {
            throw CommandFailure(
                .unusableArguments,
                "give --device for a scanner, or --tables for recorded tables (these without --calibrate)")
        }
        func earlier(_ device: CalibrationRun.Device) -> SensorTableCheck.Earlier? {
            store?.history.lastGood(.sensors, device: device, paper: bench.paper, before: date)
                .flatMap { run in run.sensorTables.map { .init(date: run.date, tables: $0) } }
        }
        let device: CalibrationRun.Device
        let outcome: (results: [CheckResult], tables: SensorTables?)
        if let tables {
            device = scanner.named
            let read = try JSONFile.read(SensorTables.self, at: tables).value
            outcome = (SensorTableCheck(read, on: date, since: earlier(device), dpi: dpi).results, read)
        } else {
            var opened = Bench(try scanner.open())
            device = opened.device
            if calibrate { opened.capabilities.askFor("a clean white sheet") }
            do throws(ScannerFault) {
                outcome = try opened.checkSensors(calibrating: calibrate, on: date, since: earlier(device), dpi: dpi)
            } catch {
                throw CommandFailure(error)
            }
        }
        let pictures = outcome.tables.map {
            CalibrationRun.Picture.pictures(
                of: $0, earlier: earlier(device)?.tables, results: outcome.results, dpi: dpi)
        }
        let run = CalibrationRun(
            .sensors, on: date, device: device, operatorName: bench.operatorName ?? "", paper: bench.paper,
            software: Software.name, results: outcome.results, sensorTables: outcome.tables, pictures: pictures ?? [])
        try BenchOutcome.finish(run, bench, store: store)
    }
}
