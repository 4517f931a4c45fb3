import ArgumentParser
import CalibrationReport
import Diagnostics
import Foundation

/// The end of a check: it is told, kept and reported, and its verdict becomes the exit status.
enum BenchOutcome {
    /// - Throws: `ExitCode` when the verdict is not "passed".
    static func finish(_ run: CalibrationRun, _ options: BenchOptions, store: RunStore?) throws {
        // Told first: what was found is worth knowing even if the disk refuses it.
        if options.json {
            try StandardOutput.write(try JSONText.page(run.withoutPictures))
        } else {
            for line in lines(run) { try StandardOutput.write(PlainText.line(line)) }
        }
        if let store { StandardError.write("scand: kept as \(try store.save(run))") }
        if let report = options.report {
            let runs = (store?.history.runs ?? []) + [run.withoutPictures]
            let page = HTMLReport(
                title: "\(run.kind.title), \(run.device.name), \(run.date.day)", runs: [run], history: RunHistory(runs))
            try WholeFile.write(Array(page.html.utf8), to: report)
        }
        switch run.verdict {
        case .passed: return
        case .failed: throw ExitCode(FailureStatus.checkFailed.rawValue)
        case .notPossible, .noComparison: throw ExitCode(FailureStatus.checkNotPossible.rawValue)
        }
    }

    /// The run for a person at the terminal.
    static func lines(_ run: CalibrationRun) -> [String] {
        run.results.flatMap { result -> [String] in
            let isFine = result.verdict == .passed || result.verdict == .noComparison
            let word = isFine ? result.verdict.word : result.verdict.word.uppercased()
            return ["\(word)  \(result.id.title): \(result.sentence)"]
                + result.columns.map {
                    "    \($0.placeText): \($0.kindText), \(NumberText.text($0.contrastInPercent)) %"
                }
                + result.measurements.filter { !$0.isWithinBounds }.map {
                    "    \($0.name): \($0.valueText), must be \($0.boundsText ?? "")"
                } + (result.action.map { ["    What to do: \($0)"] } ?? [])
        }
    }
}
