import ArgumentParser
import Diagnostics
import ScannerDriver
import USB

/// The scanner on the bench: opened as `scand scan` opens it, or only named where pictures or values were recorded.
struct BenchScanner: ParsableArguments {
    @Option(help: ArgumentHelp("Scanner, by its name from 'scand devices'.", valueName: "name"))
    var device: String?

    @OptionGroup var settings: DeviceSettings

    @Option(
        help: ArgumentHelp(
            "Size of the sheet in millimetres, such as 148x210: a PageScan refuses others. Without it that takes A4 and letter.",
            valueName: "width x height"))
    var size: PaperSize?

    @Option(help: ArgumentHelp("Name of the scanner that made recorded pictures or values.", valueName: "name"))
    var scannerName = "recorded"

    /// Letter is within the tolerance of its length.
    private static let a4 = PaperSize(width: 210, height: 297)

    /// The device of a record, where none is opened.
    var named: CalibrationRun.Device { CalibrationRun.Device(name: scannerName) }

    /// - Precondition: `--device` was given.
    func open() throws -> any Scanner {
        var options = try DeviceOptions.parse(["--device", device ?? ""])
        options.settings = settings
        options.paper = size ?? (USBBus.names(device ?? "") ? Self.a4 : nil)
        return try options.scanner(until: nil)
    }
}

extension ScannerCapabilities {
    /// Says what to put in, where nothing can lie ready in a feeder.
    func askFor(_ sheet: String) {
        if feeder == .slot { StandardError.write("scand: put in \(sheet)") }
    }
}
