import ArgumentParser
import Replay
import ReplayFiles
import ScannerDriver

/// `scand scan endurance`: one sheet, scanned and read over and over.
struct EnduranceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endurance", abstract: "Scans and reads one sheet over and over; counts nothing.",
        discussion: """
            Reports how many scans were read otherwise than the first one (none may be), the scanner's faults by kind, the \
            pace, and by how much the process grew. Nothing is written.

            Exit status: 0 all alike and no fault; 1 a scan was read differently; 5 the scanner reported faults; \
            7 it was stopped before a sheet was scanned.
            """,
        subcommands: [DeviceEnduranceCommand.self, ImageEnduranceCommand.self],
        defaultSubcommand: DeviceEnduranceCommand.self)
}

/// How long, and what is printed.
struct EnduranceOptions: ParsableArguments {
    @OptionGroup var reading: ElectionOptions

    @Option(help: ArgumentHelp("Scans; without it until SIGINT or SIGTERM.", valueName: "number"))
    var times: Int?

    @Flag(help: "Print the report as JSON.")
    var json = false

    func validate() throws {
        guard times ?? 1 > 0 else { throw ValidationError("--times: expected 1 or more.") }
    }

    /// Runs, prints, and ends with the status that the report deserves.
    func run(_ open: (StopRequest) throws -> any ScannerDriver.Scanner) throws {
        let stop = StopRequest()
        let loaded = try reading.loadedElection()
        var scanner = try open(stop)
        if scanner.capabilities.features.contains(.rescan) { scanner.capabilities.askFor("the sheet; it comes back") }
        let progress = ProgressLine(total: times)
        let report: EnduranceReport
        do {
            defer { progress.finish() }
            report = try EnduranceRun(interpreter: loaded.sheets, times: times) { stop.isMade }
                .run(&scanner) { progress.show($0) }
        } catch {
            throw CommandFailure(error)
        }
        try StandardOutput.write(json ? try report.json : report.text)
        if report.differing > 0 { throw ExitCode(FailureStatus.notVerified.rawValue) }
        if !report.faults.isEmpty { throw ExitCode(FailureStatus.scannerFault.rawValue) }
        if report.scans == 0 { throw ExitCode(FailureStatus.checkNotPossible.rawValue) }
    }
}

/// `scand scan endurance` (the default): a sheet that a device holds.
struct DeviceEnduranceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Scans the sheet that a scanner holds over and over.")

    @OptionGroup var device: DeviceOptions
    @OptionGroup var options: EnduranceOptions

    func run() throws { try options.run { try device.scanner(until: $0) } }
}

/// `scand scan endurance images`: a recorded sheet, decoded anew each time.
struct ImageEnduranceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "Decodes and reads the images of one sheet over and over.")

    @OptionGroup var options: EnduranceOptions

    @Argument(help: "Image of the sheet's only side, or of both.")
    var sides: [String]

    func validate() throws {
        guard sides.count <= 2 else { throw ValidationError("A sheet has one side or two.") }
    }

    func run() throws {
        try options.run { _ in
            do throws(ScannerFault) {
                let sheets = try sides.count == 2 ? ReplaySheet.pairs(of: sides) : ReplaySheet.singles(of: sides)
                return ReplayScanner(
                    sheets: sheets,
                    loader: ParallelSheetLoader { side throws(ScannerFault) in try PictureFiles.load(side) })
            } catch {
                throw CommandFailure(.unusableArguments, error.detail)
            }
        }
    }
}
