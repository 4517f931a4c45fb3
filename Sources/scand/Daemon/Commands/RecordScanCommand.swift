import ArgumentParser
import Ledger
import OMR
import Replay
import ReplayFiles
import ScannerDriver

/// `scand scan record`: what a scanner was asked and answered, for technicians and tests.
///
/// It has no ledger, and `CountingSession` takes no scanner that records: sheets in a recording lie in the order of casting.
struct RecordScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Records all that a scanner is asked and answers, for technicians and tests.",
        discussion: """
            NEVER for voters' sheets: a recording keeps them in the order in which they were cast, and whoever watched the \
            voters could tell who voted how. That is why no command can record while it counts. Use test ballots.

            The directory gets recording.jsonl, a line a command, and payloads/HASH.pgm, a side a file. Without --election \
            or --layout every sheet is accepted. With one, sheets are accepted or returned as counting would: then \
            'scand replay --recording' can count the recording. Recording ends with the stack, a fault, SIGINT or SIGTERM.

            A scanner with a slot gives every sheet back, unless --into-box is given: then sheets fall as counting would \
            drop them, and no ballots of voters may be in the box.
            """)

    @OptionGroup var device: DeviceOptions
    @OptionGroup var reading: ReadingOptions

    @Flag(help: "With a slot: let sheets fall into the box, in which no ballots of voters may be.")
    var intoBox = false

    @Option(help: ArgumentHelp("Directory for the recording; must not exist.", valueName: "dir"))
    var output: String

    func run() throws {
        let stop = StopRequest()
        let interpreter = try reading.loadedElection()?.sheets
        do {
            let sheets = try record(try device.scanner(until: stop), interpreter, stop)
            StandardError.write("scand: \(sheets) sheets recorded in \(output)")
        } catch let fault as ScannerFault {
            // The fault is the directory's or the scanner's; a scanner's fault stands in the recording, too.
            throw CommandFailure(
                fault.code == .badInput ? .unusableArguments : .scannerFault,
                fault.code == .badInput ? fault.detail : fault.description)
        }
    }

    private func record(
        _ opened: some ScannerDriver.Scanner, _ interpreter: SheetInterpreter?, _ stop: StopRequest
    ) throws -> Int {
        let folder = try RecordingFolder(creating: FilePath.trimmed(output)) { FileDigest(of: $0).hex }
        var scanner = try RecordingScanner(opened, into: folder)
        var sheets = 0
        feeding: while !stop.isMade {
            switch try scanner.perform(.feedSheet) {
            case .sheetScanned(let scan):
                sheets += 1
                let mayFall = intoBox || scanner.capabilities.feeder != .slot
                _ = try scanner.perform(mayFall && accepts(scan, interpreter) ? .acceptSheet : .returnSheet)
            case .noSheetYet: continue
            default: break feeding
            }
        }
        if let failure = scanner.failure { throw failure }
        return sheets
    }

    private func accepts(_ scan: SheetScan, _ interpreter: SheetInterpreter?) -> Bool {
        guard let interpreter else { return true }
        if case .readable = interpreter.interpret(scan) { return true }
        return false
    }
}
