public import ArgumentParser
import Foundation
import ImageFiles
import Ledger
import LedgerStorage
import Raster
import SANEClient
public import SANEMessages
import ScannerDriver
import USB

/// `scand scan`: paper from a scanner, into a ledger or into picture files.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Scans a stack: counts it into a ledger, or saves the pictures.",
        discussion:
            "What counting takes, such as --device, --election and --ledger, is told by 'scand scan count --help'.",
        subcommands: [CountScanCommand.self, SaveScanCommand.self, RecordScanCommand.self, EnduranceCommand.self],
        defaultSubcommand: CountScanCommand.self)
}

/// How a scanner is set, by whatever command.
struct DeviceSettings: ParsableArguments {
    @Option(help: "Dots per inch.")
    var resolution = 200.0

    @Option(
        help: ArgumentHelp("Sides to scan: both, one, or what the scanner offers.", valueName: "asOffered|one|both"))
    var sides = SANESettings.Sides.asOffered

    @Option(help: ArgumentHelp("Option of the device, set as it says; may be repeated.", valueName: "name=value"))
    var option: [String] = []

    @Option(
        help: ArgumentHelp(
            "Picture file for a device that reads files (SANE's pnm backend), a side each; may be repeated.",
            valueName: "file"))
    var page: [String] = []
}

/// How to drive the scanner.
struct DeviceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Scanner, by its name from 'scand devices'.", valueName: "name"))
    var device: String

    @OptionGroup var settings: DeviceSettings

    @Option(
        help: ArgumentHelp(
            "Size of the sheets in millimetres, such as 215.9x355.6; default: as the scanner is set.",
            valueName: "width x height"))
    var paper: PaperSize?

    @Option(
        help: ArgumentHelp(
            "Sheets to scan while the last one is read: 0, 1 or 2. With 0 the sheet in question lies on top of the tray.",
            valueName: "sheets"))
    var ahead = 2

    /// Opens the scanner.
    ///
    /// - Parameter stop: ends whatever the scanner waits for; nil where the signals end the process.
    func scanner(until stop: StopRequest?) throws -> any ScannerDriver.Scanner {
        USBBus.names(device) ? try usbScanner(stop) : try saneScanner(stop)
    }

    private func usbScanner(_ stop: StopRequest?) throws -> any ScannerDriver.Scanner {
        guard settings.option.isEmpty, settings.page.isEmpty else {
            throw CommandFailure(.unusableArguments, "--option, --page: '\(device)' has none; they are for SANE")
        }
        guard settings.resolution == 200, settings.sides != .one else {
            throw CommandFailure(
                .unusableArguments, "--resolution, --sides: '\(device)' scans both sides with 200 dots per inch")
        }
        var usb = USBScannerSettings()
        if let stop { usb.isStopped = { stop.isMade } }
        if let paper { usb.paperLength = Int((paper.height / 25.4 * 100).rounded()) }
        do throws(ScannerFault) {
            return try USBBus().scanner(named: device, settings: usb)
        } catch {
            throw CommandFailure(error)
        }
    }

    private func saneScanner(_ stop: StopRequest?) throws -> HelperSANEScanner {
        // libsane takes an empty name for "any scanner".
        guard !device.isEmpty else {
            throw CommandFailure(.unusableArguments, "--device: is empty: 'scand devices' lists the names")
        }
        guard (0...2).contains(ahead) else {
            throw CommandFailure(.unusableArguments, "--ahead: '\(ahead)' is not 0, 1 or 2")
        }
        do {
            let sane = SANESettings(
                resolution: settings.resolution, sides: settings.sides,
                area: paper.map { SANESettings.Area(width: $0.width, height: $0.height) },
                options: try settings.option.map { try SANESettings.OptionText(parsing: $0) },
                pages: settings.page.isEmpty ? nil : settings.page)
            let wish = SANEStop()
            stop?.whenMade { wish.stop() }
            return try HelperSANEScanner(
                device: device, settings: sane, helper: SANEHelperSettings(readAhead: ahead), stop: wish)
        } catch let fault as ScannerFault {
            throw CommandFailure(fault)
        }
    }
}

extension SANESettings.Sides: ExpressibleByArgument {}

/// Width and height in millimetres, as in `215.9x355.6`.
struct PaperSize: ExpressibleByArgument {
    let width, height: Double

    init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

    init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Double($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1], (1...2000).contains(width),
            (1...2000).contains(height)
        else { return nil }
        (self.width, self.height) = (width, height)
    }
}

/// `scand scan` (the default): counts the stack.
struct CountScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Counts the stack into a ledger.",
        discussion: """
            A feeder stops at a sheet that does not count, and says where it lies: a person takes it out and presses Enter; \
            where nobody sits at a terminal, polls are paused.

            Scanning ends when the feeder is empty, with a fault, or with SIGINT or SIGTERM, at once but for paper that \
            moves. Polls are paused then, and the same command goes on; every sheet that was accepted is in the count. With --close an \
            empty feeder closes polls; without it a person at a terminal is asked. 'scand ledger close' closes them, too.

            A scanner with a slot, such as a PageScan, has no last sheet: it is stopped by SIGINT or SIGTERM. Its faults are \
            shown as they come, and feeding goes on when they are mended.
            """)

    @OptionGroup var device: DeviceOptions
    @OptionGroup var counting: CountingOptions

    @Flag(help: "Close polls when the feeder is empty.")
    var close = false

    func run() throws {
        let loaded = try counting.loadedElection()
        let stop = StopRequest()
        var scanner = try device.scanner(until: stop)
        for lack in (scanner as? HelperSANEScanner)?.shortcomings ?? [] {
            StandardError.write("scand: \(device.device): \(lack)")
        }
        let ballots = try counting.openBallots(for: loaded)
        let session = try CountingSession(counting, loaded, ballots)
        // Interrupted behind the close, the same command has only to release.
        if !session.isCounting, close {
            StandardError.write("scand: \(ballots.store.directory): polls are closed already: no sheet was fed")
            return try session.finish(lastSheet: counting.lastSheet)
        }
        try ballots.requireCounting("no sheet was fed or")
        let places = PaperPlaces(capabilities: scanner.capabilities, ahead: device.ahead)
        try session.begin(lastSheet: counting.lastSheet) {
            let store = ballots.store
            StandardError.write("scand: \(store.directory): the count was interrupted: \(places.text(store.counts))")
        }
        let atEnd = close ? StackEnd.close : .ask
        guard scanner.capabilities.feeder == .slot else {
            let office = scanner as? HelperSANEScanner
            try session.run(
                &scanner, total: nil, atEnd: atEnd, until: { stop.isMade }, goOnAfter: { _ in false },
                afterReturn: { sheet in
                    // Files are no paper, and one sheet on a glass is not hidden.
                    guard let office, office.capabilities.feeder == .adf, device.settings.page.isEmpty else { return }
                    let question = SheetInQuestion(reason: sheet.reason, sheetsAbove: office.sheetsAhead)
                    guard question.isSettledAtTerminal(until: { stop.isMade }) else { throw question }
                }, paperAdvice: places.text)
            if stop.isMade {
                StandardError.write("scand: \(ballots.store.directory): stopped: \(places.text(ballots.store.counts))")
            }
            return
        }
        var troubles = Troubles { stop.isMade }
        try session.run(
            &scanner, total: nil, atEnd: atEnd, until: { stop.isMade },
            goOnAfter: { troubles.mayGoOn(after: $0) }, keepsFaults: false, paperAdvice: places.text)
    }
}

/// `scand scan save`: pictures for a technician. Never used while votes are cast: the files are in the order of feeding.
struct SaveScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "Saves the stack's pictures as PNG, for making layouts and for tests.",
        discussion: """
            The files are numbered as fed: never save voters' ballots this way on election day. A scanner with a slot gives every \
            sheet back into your hands: nothing falls into the box.
            """)

    @OptionGroup var device: DeviceOptions

    @Option(help: ArgumentHelp("Directory for the pictures; must exist.", valueName: "dir"))
    var output: String

    func run() throws {
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: output, isDirectory: &isDirectory), isDirectory.boolValue
        else {
            throw CommandFailure(.unusableArguments, "\(output): expected a directory that exists")
        }
        let stop = StopRequest()
        var scanner = try device.scanner(until: stop)
        var number = 0
        scanner.capabilities.askFor("sheet after sheet; each comes back: take it away")
        do {
            feeding: while !stop.isMade {
                switch try scanner.perform(.feedSheet) {
                case .sheetScanned(let scan):
                    number += 1
                    try save(scan.sideA, number, "a", scan.dpiHint)
                    if let side = scan.sideB { try save(side, number, "b", scan.dpiHint) }
                    _ = try scanner.perform(scanner.capabilities.feeder == .slot ? .returnSheet : .acceptSheet)
                case .noSheetYet: continue
                default: break feeding
                }
            }
        } catch let fault as ScannerFault {
            throw CommandFailure(.scannerFault, "\(fault.description) \(number) sheets were saved before.")
        }
        StandardError.write("scand: \(number) sheets saved in \(output)")
    }

    private func save(_ image: GrayImage, _ number: Int, _ side: String, _ dpi: Double?) throws {
        let name = "sheet-" + String(repeating: "0", count: max(0, 4 - String(number).count)) + "\(number)\(side).png"
        let path = FilePath.inside(output, name)
        let bytes = PNGEncoding.gray(image, dpi: dpi.flatMap { DotsPerInch($0) })
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            throw CommandFailure(
                .unusableArguments, "\(path): cannot be written: it exists already, or the disk refuses")
        }
    }
}
