import ArgumentParser
import CalibrationReport
import Diagnostics

/// `scand calibrate history`: all runs that are kept, and what changed from one to the next.
struct CalibrateHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists the runs that are kept, and what changed from one to the next.")

    @Option(help: ArgumentHelp("Directory in which runs are kept.", valueName: "dir"))
    var runs: String

    @Option(help: ArgumentHelp("Only runs of this scanner, by the name in its records.", valueName: "name"))
    var device: String?

    @Flag(help: "Print the list as JSON.")
    var json = false

    /// A run as a script reads it.
    private struct Entry: Encodable {
        let date: RunDate
        let device, serialNumber, paper: String
        let kind: RunKind
        let `operator`: String
        let verdict: Verdict
        let changes: [RunChange]
    }

    func run() throws {
        let history = try RunStore(directory: runs, mustExist: true).history
        let listed = history.runs.filter { device == nil || $0.device.name == device }
        if json {
            let entries = listed.map { run in
                Entry(
                    date: run.date, device: run.device.name, serialNumber: run.device.serialNumber, paper: run.paper,
                    kind: run.kind, operator: run.operatorName, verdict: run.verdict, changes: history.changes(in: run))
            }
            try StandardOutput.write(try JSONText.page(entries))
            return
        }
        for run in listed {
            let paper = run.paper.isEmpty ? "" : "  paper '\(run.paper)'"
            try StandardOutput.write(
                PlainText.line(
                    "\(run.date)  \(run.device.name)  \(run.kind.rawValue)  \(run.verdict.word)\(paper)  by \(run.operatorName)"
                ))
            for change in history.changes(in: run) {
                let what = change.measurement ?? "verdict"
                try StandardOutput.write(
                    PlainText.line("    \(change.check.title), \(what): \(change.before) -> \(change.now)"))
            }
        }
        if listed.isEmpty { StandardError.write("scand: \(runs): holds no run\(device.map { " of \($0)" } ?? "")") }
    }
}
