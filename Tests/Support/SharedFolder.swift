import Foundation

/// The folder of real scans that lies beside the project on the founders' and on the CI's machines, and nowhere else.
///
/// Tests that need it are skipped, with a message, where it is not.
public enum SharedFolder {
    /// The folder's path, or nil: `SCAND_SHARED` if set, else `shared` beside the package.
    public static let path: String? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidate =
            ProcessInfo.processInfo.environment["SCAND_SHARED"]
            ?? package.deletingLastPathComponent().appendingPathComponent("shared").path
        return FileManager.default.fileExists(atPath: candidate + "/ballots") ? candidate : nil
    }()

    /// What to say where a test is skipped.
    public static let missing = "the folder of real scans is not here: set SCAND_SHARED to where it lies"
}

/// The package's own folders.
public enum PackageFolder {
    /// Path of a file of the package.
    public static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(name).path
    }
}
