public import ArgumentParser
import CalibrationReport
public import Diagnostics

/// `scand calibrate report`: whether the scanners may be used, and the last run of every check, on one page.
struct CalibrateReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a page that says whether a scanner is ready, with the last run of every check.",
        discussion: """
            A scanner is ready when the newest run of every check passed and is not too old. A check that was never made \
            counts like one that failed: where a scanner has no part for it, say so with --skip, and the page says so too. \
            Ends with 6 where a check failed, and with 7 where one is missing, too old or was not possible.
            """)

    @Option(help: ArgumentHelp("Directory in which runs are kept.", valueName: "dir"))
    var runs: String

    @Option(name: [.short, .long], help: ArgumentHelp("Page to write.", valueName: "report.html"))
    var output: String

    @Option(help: ArgumentHelp("Only runs of this scanner, by the name in its records.", valueName: "name"))
    var device: String?

    @Option(help: ArgumentHelp("Oldest age of a run that counts.", valueName: "days"))
    var days = 7

    @Option(help: ArgumentHelp("The moment of which it is asked; default: now.", valueName: "date"))
    var date: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A check for which the scanner has no part; may be repeated.", valueName: "check"))
    var skip: [RunKind] = []

    func validate() throws {
        guard days >= 0 else { throw ValidationError("--days: expected a number of days, found \(days)") }
    }

    func run() throws {
        try NewFile.check(output)
        let store = try RunStore(directory: runs, mustExist: true)
        let history = RunHistory(store.history.runs.filter { device == nil || $0.device.name == device })
        guard !history.runs.isEmpty else {
            throw CommandFailure(
                .unusableArguments,
                "\(runs): holds no run\(device.map { " of \($0)" } ?? ""): run a check with --runs first")
        }
        let latest = try history.latest.map { try store.complete($0) }
        let readiness = Readiness.all(history, skipping: Set(skip), at: try RunDate(given: date), mostDays: days)
        let title = "Readiness of \(readiness.map(\.device.name).joined(separator: ", "))"
        let page = HTMLReport(title: title, runs: latest, history: history, readiness: readiness)
        try WholeFile.write(Array(page.html.utf8), to: output)
        for scanner in readiness {
            let wrong = scanner.rows.filter { $0.state != .passed && $0.state != .skipped }
            let why = wrong.map { "\($0.kind.rawValue) \($0.state.word)" }.joined(separator: ", ")
            StandardError.write(
                "scand: \(output): \(scanner.device.name): \(wrong.isEmpty ? "ready" : "NOT READY: " + why)")
        }
        let states = readiness.flatMap(\.rows).map(\.state)
        if states.contains(.failed) { throw ExitCode(FailureStatus.checkFailed.rawValue) }
        if !readiness.allSatisfy(\.isReady) { throw ExitCode(FailureStatus.checkNotPossible.rawValue) }
    }
}

extension RunKind: ExpressibleByArgument {}
