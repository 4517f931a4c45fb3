import Foundation
import LedgerSupport

/// The files under a directory with their bytes, as values.
struct FileTree: Hashable {
    var files: [String: [UInt8]] = [:]
    var directories: Set<String> = []

    init() {}

    /// Everything that stands under a directory now.
    init(of directory: String) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)")
            if attributes[.type] as? FileAttributeType == .typeDirectory {
                directories.insert(path)
            } else {
                files[path] = try bytes("\(directory)/\(path)")
            }
        }
    }

    /// Puts everything under a directory, which is made.
    func write(to directory: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for path in directories.sorted() {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/\(path)", withIntermediateDirectories: false)
        }
        for (path, bytes) in files { try LedgerSupport.write(bytes, to: "\(directory)/\(path)") }
    }
}
