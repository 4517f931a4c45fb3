import ArgumentParser
import CalibrationReport
import Diagnostics

/// `scand calibrate report`: the last run of every check, on one page.
struct CalibrateReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes a page with the last run of every check, with pictures and history.")

    @Option(help: ArgumentHelp("Directory in which runs are kept.", valueName: "dir"))
    var runs: String

    @Option(name: [.short, .long], help: ArgumentHelp("Page to write.", valueName: "report.html"))
    var output: String

    @Option(help: ArgumentHelp("Only runs of this scanner, by the name in its records.", valueName: "name"))
    var device: String?

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
        let title = "Readiness of \(Set(latest.map(\.device.name)).sorted().joined(separator: ", "))"
        let page = HTMLReport(title: title, runs: latest, history: history)
        try WholeFile.write(Array(page.html.utf8), to: output)
        StandardError.write(
            "scand: \(output): \(NumberText.count(latest.count, "check")), \(latest.flatMap(\.results).verdict.word)")
    }
}
