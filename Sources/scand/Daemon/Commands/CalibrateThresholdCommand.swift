import ArgumentParser
import CalibrationReport
import Diagnostics

/// `scand calibrate threshold`: where ink and paper lie, and the level between them that scand reads with.
struct CalibrateThresholdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "threshold", abstract: "Reports the grays of paper and ink, and the level in use between them.",
        discussion: """
            Give a printed sheet: a ballot of the election or the target sheet. On a target sheet whose boxes were marked with the \
            station's pens, these are judged too.
            """)

    @OptionGroup var input: BenchInput
    @OptionGroup var bench: BenchOptions

    func run() throws {
        let (date, store) = try bench.checked()
        let sheet = try input.sheet(dpi: 50...1200)
        let checks = sheet.sides.map { (side: $0.side, check: ThresholdCheck($0.image, side: $0.side, dpi: sheet.dpi)) }
        // A side without print says nothing about ink, and the other one says it all.
        let printed = checks.filter { $0.check.results.verdict != .notPossible }
        let judged = printed.isEmpty ? checks : printed
        let run = CalibrationRun(
            .threshold, on: date, device: sheet.device, operatorName: bench.operatorName ?? "", paper: bench.paper,
            software: Software.name, results: judged.flatMap(\.check.results),
            pictures: judged.flatMap { CalibrationRun.Picture.pictures(of: $0.check, side: $0.side) })
        try BenchOutcome.finish(run, bench, store: store)
    }
}
