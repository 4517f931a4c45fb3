import ArgumentParser
import Diagnostics
import Foundation

/// Who is at the bench, and where runs are kept: the options that all checks share.
struct BenchOptions: ParsableArguments {
    @Option(name: .customLong("operator"), help: ArgumentHelp("Who does it, for the record.", valueName: "name"))
    var operatorName: String?

    @Option(
        help: ArgumentHelp("Directory in which runs are kept as JSON, a file each; made if missing.", valueName: "dir"))
    var runs: String?

    @Option(
        help: ArgumentHelp("Name of the paper, as you call it: runs are compared on the same paper.", valueName: "name")
    )
    var paper = ""

    @Option(help: ArgumentHelp("Write a report of this run.", valueName: "report.html"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Date of a recorded scan, as 2026-11-23T07:00:00Z; now, if not given.", valueName: "date"))
    var date: String?

    @Flag(help: "Print the run as JSON, without its pictures.")
    var json = false

    /// Refuses what would make the run useless at its end, before anybody feeds paper.
    ///
    /// - Returns: the date of the run, and the runs that are kept.
    func checked() throws -> (date: RunDate, store: RunStore?) {
        if runs != nil, operatorName?.isEmpty ?? true {
            throw CommandFailure(
                .unusableArguments, "--operator: is missing: a run is kept with the name of who did it")
        }
        if let report { try NewFile.check(report) }
        return (try RunDate(given: date), try runs.map { try RunStore(directory: $0) })
    }

}

extension RunDate {
    /// The date of an option `--date`; now where it is not given.
    init(given text: String?) throws {
        let text = text ?? Date().formatted(.iso8601)
        guard let date = RunDate(text) else {
            throw CommandFailure(
                .unusableArguments, "--date: '\(text)' is no date: expected a form like 2026-11-23T07:00:00Z")
        }
        self = date
    }
}
