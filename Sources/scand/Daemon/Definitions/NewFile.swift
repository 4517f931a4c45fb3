import Foundation

/// Writing results that must not take the place of anything: what a person corrected by hand is not lost to a second run.
enum NewFile {
    /// - Throws: `CommandFailure` when the file exists or cannot be written.
    static func write(_ bytes: [UInt8], to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.unusableArguments, "\(path): exists and is not overwritten: choose another name")
        }
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            throw CommandFailure(.unusableArguments, "\(path): cannot be written: \(error.localizedDescription)")
        }
    }

    /// Makes a folder where there is none.
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(.unusableArguments, "\(path): cannot be made a folder: \(error.localizedDescription)")
        }
    }

    /// Refuses names that are taken or lie nowhere, before any work is done for them.
    static func check(_ path: String) throws {
        let folder = FilePath.folder(of: path)
        guard folder.isEmpty || FileManager.default.fileExists(atPath: folder) else {
            throw CommandFailure(.unusableArguments, "\(path): its folder does not exist: make it first")
        }
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.unusableArguments, "\(path): exists and is not overwritten: choose another name")
        }
    }
}
