import ArgumentParser
import CalibrationReport
import Diagnostics
import Foundation
import ScannerDriver

/// `scand calibrate double-feed`: the values by which the device knows two sheets from one, per paper.
struct CalibrateDoubleFeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "double-feed", abstract: "Checks by which values the device knows two sheets from one.",
        discussion: """
            Without --calibrate the values are only read. With it, the device asks for two blank sheets of the election's \
            paper, one on the other, and then for one. Only some scanners can do this; the others say so (exit status 7).
            """)

    @OptionGroup var scanner: BenchScanner
    @OptionGroup var bench: BenchOptions

    @Flag(help: "Have the device calibrate double-feed detection first.")
    var calibrate = false

    @Option(help: ArgumentHelp("Instead of a scanner: values that were read before.", valueName: "one,two,threshold"))
    var values: String?

    func run() throws {
        let (date, store) = try bench.checked()
        guard !bench.paper.isEmpty else {
            throw CommandFailure(.unusableArguments, "--paper: is missing: the values belong to one paper, so name it")
        }
        guard (scanner.device == nil) != (values == nil), values == nil || !calibrate else {
            throw CommandFailure(
                .unusableArguments,
                "give --device for a scanner, or --values for recorded values (these without --calibrate)")
        }
        func earlier(_ device: CalibrationRun.Device) -> DoubleFeedValues? {
            store?.history.lastGood(.doubleFeed, device: device, paper: bench.paper, before: date)?.doubleFeedValues
        }
        let device: CalibrationRun.Device
        let outcome: (results: [CheckResult], values: DoubleFeedValues?)
        if let values {
            device = scanner.named
            let parsed = try Self.parsed(values)
            outcome = (DoubleFeedCheck(parsed, since: earlier(device), paper: bench.paper).results, parsed)
        } else {
            var opened = Bench(try scanner.open())
            device = opened.device
            let prompt: ((DeviceCalibration) -> Void)? = calibrate ? { Self.prompt($0) } : nil
            do throws(ScannerFault) {
                outcome = try opened.checkDoubleFeed(
                    calibrating: prompt, since: earlier(device), paper: bench.paper)
            } catch  where calibrate {
                // An attempt that failed is kept like any other: the device may be half calibrated.
                outcome = (
                    [
                        CheckResult(
                            .doubleFeedCalibration, .failed, "\(error.code.sentence) (\(error.detail))",
                            action: error.code.remedy)
                    ],
                    nil
                )
            } catch {
                throw CommandFailure(error)
            }
        }
        let pictures = outcome.values.map { CalibrationRun.Picture.pictures(of: $0, earlier: earlier(device)) }
        let run = CalibrationRun(
            .doubleFeed, on: date, device: device, operatorName: bench.operatorName ?? "", paper: bench.paper,
            software: Software.name, results: outcome.results, doubleFeedValues: outcome.values,
            pictures: pictures ?? [])
        try BenchOutcome.finish(run, bench, store: store)
    }

    private static func parsed(_ text: String) throws -> DoubleFeedValues {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        // Devices count to some hundreds; beyond a million, differences could overflow.
        guard numbers.count == 3, let one = numbers[0], let two = numbers[1], let threshold = numbers[2],
            [one, two, threshold].allSatisfy({ $0.magnitude <= 1_000_000 })
        else {
            throw CommandFailure(
                .unusableArguments,
                "--values: '\(text)': expected three whole numbers: one sheet, two sheets, threshold, as 180,90,135")
        }
        return DoubleFeedValues(oneSheet: one, twoSheets: two, threshold: threshold)
    }

    /// Says what to put in; a person at a terminal confirms, a script is trusted to have done it.
    private static func prompt(_ step: DeviceCalibration) {
        let sheets = step == .doubleFeedWithTwoSheets ? "two blank sheets, one exactly on the other" : "one blank sheet"
        let isTerminal = isatty(STDIN_FILENO) == 1
        StandardError.write(
            "scand: put in \(sheets), of the election's paper\(isTerminal ? ", and press Enter when ready" : "")")
        if isTerminal { _ = readLine() }
    }
}
