public import ArgumentParser
import BallotPrinting
public import Diagnostics

/// `scand calibrate target`: the target sheet to print.
struct CalibrateTargetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "target", abstract: "Writes the target sheet as PDF, to print and to measure with.")

    @Option(name: [.short, .long], help: ArgumentHelp("PDF to write.", valueName: "target.pdf"))
    var output: String

    @Option(help: ArgumentHelp("Size of the paper.", valueName: "a4|letter"))
    var format = TargetSheet.Paper.a4

    func run() throws {
        try NewFile.check(output)
        let pdf: [UInt8]
        do throws(PrintingFailure) {
            pdf = try TargetSheet(format).pdf()
        } catch {
            throw CommandFailure(.unusableArguments, "\(output): \(error.description)")
        }
        try WholeFile.write(pdf, to: output)
        StandardError.write("scand: \(output): print it at 100 %, and check its line with a ruler")
    }
}

extension TargetSheet.Paper: ExpressibleByArgument {}
