import Foundation

/// A configuration of libsane for tests, in a directory of its own: only the backends that are named are looked at.
///
/// The backends `test` (pictures it makes up) and `pnm` (pages from files) are Debian's.
public final class SANEConfiguration: Sendable {
    public let directory: String

    /// - Parameter backends: the lines of `dll.conf`.
    public init(backends: [String] = ["test", "pnm"]) throws {
        directory = NSTemporaryDirectory() + "scand-sane-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try write("dll.conf", Array((backends.joined(separator: "\n") + "\n").utf8))
        try write("test.conf", Array(SANEConfiguration.testBackend.utf8))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// What makes libsane use it.
    public var environment: [String: String] { ["SANE_CONFIG_DIR": directory] }

    /// Writes a file in the directory and gives its path.
    @discardableResult
    public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
        return "\(directory)/\(name)"
    }

    /// What the `test` backend has no sane default for (without these its resolution is 0), and a mode and a depth
    /// that are not the ones which the driver asks for.
    private static let testBackend = """
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

    /// Whether the backends `test` and `pnm` are there to be loaded.
    public static let isInstalled = ["test", "pnm"].allSatisfy(hasBackend)

    /// Whether libsane would find a backend.
    public static func hasBackend(_ name: String) -> Bool {
        ["/usr/lib/x86_64-linux-gnu/sane", "/usr/lib/aarch64-linux-gnu/sane", "/usr/lib64/sane", "/usr/lib/sane"]
            .contains { FileManager.default.fileExists(atPath: "\($0)/libsane-\(name).so.1") }
    }

    /// What to say where a test is skipped.
    public static let missing = "install libsane1 for libsane's test and pnm backends"
}
