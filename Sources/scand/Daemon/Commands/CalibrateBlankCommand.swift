import ArgumentParser
import CalibrationReport
import Diagnostics

/// `scand calibrate blank`: dirt, dead columns and uneven light, with a blank white sheet.
struct CalibrateBlankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blank", abstract: "Finds dirt, dead columns and uneven light with a blank white sheet.",
        discussion: "Works with every scanner, and on pictures of a blank sheet that it made.")

    @OptionGroup var input: BenchInput
    @OptionGroup var bench: BenchOptions

    func run() throws {
        let (date, store) = try bench.checked()
        let sheet = try input.sheet(dpi: 50...1200)
        guard let sideA = sheet.images[.a] else { preconditionFailure("a sheet has a side A") }
        let check = BlankSheetCheck(sideA: sideA, sideB: sheet.images[.b], dpi: sheet.dpi)
        let run = CalibrationRun(
            .blank, on: date, device: sheet.device, operatorName: bench.operatorName ?? "", paper: bench.paper,
            software: Software.name, results: check.results,
            pictures: CalibrationRun.Picture.pictures(of: check, images: sheet.images))
        try BenchOutcome.finish(run, bench, store: store)
    }
}
