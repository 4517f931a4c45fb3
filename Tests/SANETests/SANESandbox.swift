import Foundation
import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport
import Testing

/// The parent of the tests on the real libsane, in helper processes.
@Suite(.enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
enum RealSANETests {}

/// Scanners in helpers of their own, under a configuration of ours.
enum SANESandbox {
    static let configuration: SANEConfiguration = {
        do {
            // A static lives as long as the process, whose end runs no deinit.
            atexit { try? FileManager.default.removeItem(atPath: SANESandbox.configuration.directory) }
            return try SANEConfiguration()
        } catch {
            fatalError("cannot write libsane's configuration: \(error)")
        }
    }()

    static func helper(
        _ configuration: SANEConfiguration = configuration, limits: SANETimeLimits = SANETimeLimits(),
        readAhead: Int = 2, environment: [String: String] = [:], executable: String = forDebiansBackends
    ) -> SANEHelperSettings {
        SANEHelperSettings(
            executable: executable,
            environment: configuration.environment.merging(environment) { $1 }.merging(sanitizer) { $1 },
            limits: limits, readAhead: readAhead)
    }

    /// The helper for libsane's own backends: as the build made it, unless `SCAND_SANE_HELPER` names another one.
    /// (ThreadSanitizer ends a process whose threads are cancelled, which is how the `test` backend ends its own.)
    static let forDebiansBackends = ProcessInfo.processInfo.environment["SCAND_SANE_HELPER"] ?? built
    static let built = BuiltProduct.path("scand-sane-helper")

    /// The helper is sanitized when the tests are.
    private static let sanitizer = ProcessInfo.processInfo.environment.filter { $0.key == "TSAN_OPTIONS" }

    static func scanner(
        _ device: String, _ settings: SANESettings = SANESettings(), _ helper: SANEHelperSettings = helper()
    ) throws(ScannerFault) -> HelperSANEScanner {
        try HelperSANEScanner(device: device, settings: settings, helper: helper)
    }

    /// Opens the `test` device at 51 dots per inch, 80 x 100 mm, so that pages are small.
    static func testDevice(
        _ options: String..., sides: SANESettings.Sides = .asOffered, resolution: Double = 51,
        helper: SANEHelperSettings = helper()
    ) throws -> HelperSANEScanner {
        let texts = try options.map { try SANESettings.OptionText(parsing: $0) }
        let settings = SANESettings(resolution: resolution, sides: sides, options: texts)
        return try scanner("test:0", settings, helper)
    }

    /// Opens a `pnm` device on page files.
    static func pages(
        _ files: [String], sides: SANESettings.Sides = .asOffered, options: String...
    ) throws -> HelperSANEScanner {
        let texts = try options.map { try SANESettings.OptionText(parsing: $0) }
        return try scanner("pnm:0", SANESettings(sides: sides, options: texts, pages: files))
    }

    /// Writes a file of the netpbm family and gives its path, which no other test has: they run at the same time.
    static func write(_ name: String, header: String, _ bytes: [UInt8]) throws -> String {
        try configuration.write("\(UUID().uuidString)-\(name)", Array(header.utf8) + bytes)
    }
}
