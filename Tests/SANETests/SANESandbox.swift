import Foundation
import SANE
import ScannerDriver
import Testing

/// The parent of every test that runs the real libsane: its state belongs to the process, so one test at a time.
///
/// The backends are Debian's `test` (pictures it makes up) and `pnm` (pages from files), under a configuration of ours.
@Suite(.serialized, .enabled(if: SANESandbox.isInstalled, "install libsane1 for libsane's test and pnm backends"))
enum RealSANETests {}

enum SANESandbox {
    /// Whether the two backends are there to be loaded.
    static let isInstalled = ["test", "pnm"].allSatisfy { backend in
        ["/usr/lib/x86_64-linux-gnu/sane", "/usr/lib/aarch64-linux-gnu/sane", "/usr/lib64/sane", "/usr/lib/sane"]
            .contains { FileManager.default.fileExists(atPath: "\($0)/libsane-\(backend).so.1") }
    }

    /// A directory of this run, with libsane's configuration in it; libsane reads the variable once, at its first start.
    static let directory: URL = {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "scand-sane-\(ProcessInfo.processInfo.processIdentifier)")
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data("test\npnm\n".utf8).write(to: directory.appending(path: "dll.conf"))
            try Data(testConfiguration.utf8).write(to: directory.appending(path: "test.conf"))
        } catch {
            fatalError("cannot write libsane's configuration: \(error)")
        }
        unsafe setenv("SANE_CONFIG_DIR", directory.path, 1)
        atexit { try? FileManager.default.removeItem(at: SANESandbox.directory) }
        return directory
    }()

    /// What the `test` backend has no sane default for (without these its resolution is 0), and a mode and a depth
    /// that are not the ones which the driver asks for.
    private static let testConfiguration = """
        number_of_devices 2
        mode Color
        depth 16
        resolution_min 1.0
        resolution_max 1200.0
        resolution_quant 1.0
        resolution 50.0
        geometry_min 0.0
        geometry_max 400.0
        geometry_quant 1.0
        br_x 80.0
        br_y 100.0

        """

    static func library() throws -> SANELibrary {
        _ = directory
        return try SANELibrary()
    }

    /// Opens the `test` device at 51 dots per inch, 80 x 100 mm, so that pages are small.
    static func testDevice(
        _ options: String..., sides: SANESettings.Sides = .asOffered, resolution: Double = 51
    ) throws -> SANEScanner {
        let texts = try options.map { try SANESettings.OptionText(parsing: $0) }
        let settings = SANESettings(resolution: resolution, sides: sides, options: texts)
        return try library().scanner(named: "test:0", settings: settings)
    }

    /// Opens a `pnm` device on page files.
    static func pages(
        _ files: [String], sides: SANESettings.Sides = .asOffered, options: String...
    ) throws -> SANEScanner {
        let texts = try options.map { try SANESettings.OptionText(parsing: $0) }
        return try library().scanner(
            named: "pnm:0", settings: SANESettings(sides: sides, options: texts, pages: files))
    }

    /// Writes a file of the netpbm family and gives its path.
    static func write(_ name: String, header: String, _ bytes: [UInt8]) throws -> String {
        let file = directory.appending(path: name)
        try Data(Array(header.utf8) + bytes).write(to: file)
        return file.path
    }
}
