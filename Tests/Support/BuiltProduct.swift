import Foundation

/// The package's own products, beside the test bundle, where the build put all of them.
public enum BuiltProduct {
    /// Path of an executable or a library.
    public static func path(_ name: String) -> String {
        let places = CommandLine.arguments + [Bundle.main.bundlePath, Bundle.main.executablePath ?? ""]
        for place in places where place.hasPrefix("/") {
            var folder = URL(fileURLWithPath: place)
            while folder.path != "/" {
                let file = folder.appending(path: name)
                var isDirectory: ObjCBool = false
                let isThere = unsafe FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory)
                if isThere, !isDirectory.boolValue, FileManager.default.isExecutableFile(atPath: file.path) {
                    return file.path
                }
                folder.deleteLastPathComponent()
            }
        }
        fatalError("no product '\(name)' above \(places)")
    }
}
