import Foundation
import Raster
import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport

/// A scanner behind our own SANE backend (Tests/SANEBallots) with a tray of sheets, real libsane and real helper included.
final class MadeUpScanner {
    static let device = "ballots:feeder"

    let configuration: SANEConfiguration
    private var sheets = 0
    private var tray: String { configuration.directory + "/tray" }

    init() throws {
        configuration = try SANEConfiguration(backends: ["ballots"])
        for folder in ["tray", "lib"] {
            try FileManager.default.createDirectory(
                atPath: "\(configuration.directory)/\(folder)", withIntermediateDirectories: false)
        }
        try FileManager.default.createSymbolicLink(
            atPath: configuration.directory + "/lib/libsane-ballots.so.1",
            withDestinationPath: BuiltProduct.path("libsane-ballots.so"))
    }

    /// Puts a sheet under the others, with the lines that `Tray` explains; small ones of two gray sides without any.
    func put(_ lines: String..., a: String? = nil, b: String? = nil) throws {
        sheets += 1
        let name = "sheet-" + String(repeating: "0", count: max(0, 6 - "\(sheets)".count)) + "\(sheets)"
        let sides = ["a=" + (a ?? "8x6:\(sheets)"), "b=" + (b ?? "8x6:\(100 + sheets)")]
        try Data((sides + lines).joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: "\(tray)/\(name)"))
    }

    /// Lets something happen at the next call of a kind.
    func put(fault: String, at call: String) throws {
        try Data(fault.utf8).write(to: URL(fileURLWithPath: "\(tray)/fault-\(call)"))
    }

    /// Sheets that the device has pulled, in order, as they were put.
    var fed: [Int] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: tray).compactMap { name in
                name.hasPrefix("fed-") ? Int(name.dropFirst(4)) : nil
            }.sorted()
        }
    }

    func helper(
        _ limits: SANETimeLimits = SANETimeLimits(), readAhead: Int = 2, lacking: String = ""
    ) -> SANEHelperSettings {
        SANESandbox.helper(
            configuration, limits: limits, readAhead: readAhead,
            environment: [
                "LD_LIBRARY_PATH": configuration.directory + "/lib", "SANE_BALLOTS_TRAY": tray,
                "SANE_BALLOTS_LACKS": lacking,
            ])
    }

    func open(
        _ settings: SANESettings = SANESettings(), limits: SANETimeLimits = SANETimeLimits(), readAhead: Int = 2,
        lacking: String = ""
    ) throws(ScannerFault) -> HelperSANEScanner {
        try HelperSANEScanner(
            device: MadeUpScanner.device, settings: settings,
            helper: helper(limits, readAhead: readAhead, lacking: lacking))
    }
}

extension SANETimeLimits {
    /// For tests in which something hangs. Long enough for a busy machine to start a process.
    static let short = SANETimeLimits(
        opening: .seconds(2), starting: .seconds(2), reading: .seconds(2), stopping: .seconds(2),
        answering: .seconds(2), inAll: .seconds(20))
}

extension HelperSANEScanner {
    /// Feeds a sheet and gives the gray of the first pixel of each side; `nil` when there is none.
    func grays() throws(ScannerFault) -> [UInt8]? {
        guard case .sheetScanned(let scan) = try perform(.feedSheet) else { return nil }
        return scan.sides.map { $0[0, 0] }
    }

    /// Feeds a sheet, gives the grays of its sides and accepts it.
    func counted() throws(ScannerFault) -> [UInt8]? {
        guard let grays = try grays() else { return nil }
        _ = try perform(.acceptSheet)
        return grays
    }
}
