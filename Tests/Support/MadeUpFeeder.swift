import Foundation

/// A feeder behind our own SANE backend (Tests/SANEBallots, where `Tray` explains its sheets): its configuration and its tray.
///
/// Tests that use it depend on the target `SANEBallots`, so that it is built.
public final class MadeUpFeeder {
    public static let device = "ballots:feeder"

    public let configuration: SANEConfiguration
    private var sheets = 0
    private var tray: String { configuration.directory + "/tray" }

    public init() throws {
        configuration = try SANEConfiguration(backends: ["ballots"])
        for folder in ["tray", "lib"] {
            try FileManager.default.createDirectory(
                atPath: "\(configuration.directory)/\(folder)", withIntermediateDirectories: false)
        }
        try FileManager.default.createSymbolicLink(
            atPath: configuration.directory + "/lib/libsane-ballots.so.1",
            withDestinationPath: MadeUpFeeder.library)
    }

    /// The backend: as the build made it, unless `SCAND_SANE_BALLOTS` names another one. (Under ThreadSanitizer an
    /// executable does not lend the sanitizer to libraries that it loads: they have to come from a build without it.)
    private static let library =
        ProcessInfo.processInfo.environment["SCAND_SANE_BALLOTS"] ?? BuiltProduct.path("libsane-ballots.so")

    /// What makes libsane load the backend and the backend find its tray.
    public var environment: [String: String] {
        configuration.environment.merging([
            "LD_LIBRARY_PATH": configuration.directory + "/lib", "SANE_BALLOTS_TRAY": tray,
        ]) { $1 }
    }

    /// Puts a sheet under the others; a small one of two gray sides, 1 and 101 for the first, when none are given.
    public func put(_ lines: String..., a: String? = nil, b: String? = nil) throws {
        sheets += 1
        let name = "sheet-" + String(repeating: "0", count: max(0, 6 - "\(sheets)".count)) + "\(sheets)"
        let sides = ["a=" + (a ?? "8x6:\(sheets)"), "b=" + (b ?? "8x6:\(100 + sheets)")]
        try Data((sides + lines).joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: "\(tray)/\(name)"))
    }

    /// Lets something happen at the next call of a kind.
    public func put(fault: String, at call: String) throws {
        try Data(fault.utf8).write(to: URL(fileURLWithPath: "\(tray)/fault-\(call)"))
    }

    /// Whether what was put down for a call has not happened yet.
    public func waits(faultAt call: String) -> Bool { FileManager.default.fileExists(atPath: "\(tray)/fault-\(call)") }

    /// Takes all paper away.
    public func empty() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: tray) {
            try FileManager.default.removeItem(atPath: "\(tray)/\(name)")
        }
        sheets = 0
    }

    /// Sheets that the device has pulled, in order, as they were put.
    public var fed: [Int] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: tray).compactMap { name in
                name.hasPrefix("fed-") ? Int(name.dropFirst(4)) : nil
            }.sorted()
        }
    }
}
