import ArgumentParser
import CalibrationReport
import Diagnostics

/// `scand calibrate measure`: skew, scale, shift and distortion from a scan of the target sheet.
struct CalibrateMeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measures skew, scale, shift and distortion with the target sheet.",
        discussion: """
            Feed the printed sheet of 'scand calibrate target', either way up. On two sides the printed one is found. Scale \
            contains the printer's own error: check the printed line with a ruler.
            """)

    @OptionGroup var input: BenchInput
    @OptionGroup var bench: BenchOptions

    func run() throws {
        let (date, store) = try bench.checked()
        let sheet = try input.sheet(dpi: 100...1200)
        let checks = sheet.sides.map { (side: $0.side, check: TargetCheck($0.image, side: $0.side, dpi: sheet.dpi)) }
        // The other side of the sheet is blank: only where no side is a target, each says why.
        let seen = checks.filter { $0.check.measurement != nil }
        let pictures = seen.flatMap { side, check in
            check.measurement.map { CalibrationRun.Picture.pictures(of: $0, side: side) } ?? []
        }
        let run = CalibrationRun(
            .target, on: date, device: sheet.device, operatorName: bench.operatorName ?? "", paper: bench.paper,
            software: Software.name, results: (seen.isEmpty ? checks : seen).flatMap(\.check.results),
            pictures: pictures)
        try BenchOutcome.finish(run, bench, store: store)
    }
}
