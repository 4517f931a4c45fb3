import Foundation
import ImageFiles
import Raster

/// Pages of a PDF that are letters and lines, drawn as pictures by poppler's `pdftoppm`, where that is installed.
enum DrawnPages {
    /// As scans are made: what is read of a page is read at 200 dpi.
    private static let dpi = 300

    /// - Parameters:
    ///   - path: a PDF.
    ///   - most: pages that may come.
    /// - Throws: `CommandFailure` that says how to get on where nothing draws it.
    static func pictures(of path: String, most: Int) throws -> [ImageFrame] {
        guard let program = find("pdftoppm") else {
            throw CommandFailure(
                .unusableArguments,
                "\(path): its pages are letters and lines, which pdftoppm draws, and that is not installed: install poppler-utils, "
                    + "or export the pages as PNG with \(dpi) dpi")
        }
        let folder = FileManager.default.temporaryDirectory.path + "/scand-pages-\(UUID().uuidString)"
        try NewFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard try run(program, on: path, into: folder, most: most) == 0 else {
            throw CommandFailure(
                .unusableArguments,
                "\(path): pdftoppm could not draw it: is it damaged, or are its pages very large? Export them as PNG with \(dpi) dpi"
            )
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.map { name in
            do {
                let frame = try ImageFile.read(path: "\(folder)/\(name)").frame(at: 0)
                return ImageFrame(image: frame.image, dpiHint: DotsPerInch(Double(dpi)))
            } catch let error as ImageFileError {
                throw CommandFailure(.unusableArguments, "\(path): as pdftoppm draws it: \(error.detail)")
            }
        }
    }

    /// Runs it with limits: a page may be as large as a hall, and a drawing may have no end.
    private static func run(_ program: String, on path: String, into folder: String, most: Int) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: find("prlimit") ?? "/usr/bin/prlimit")
        process.arguments = [
            "--as=2147483648", "--cpu=120", "--fsize=104857600", "--core=0", "--", program, "-gray", "-r", "\(dpi)",
            // One more than may come, so that it is seen.
            "-l", "\(most + 1)", FilePath.name(of: path).hasPrefix("-") ? "./\(path)" : path, "\(folder)/page",
        ]
        (process.standardInput, process.standardOutput, process.standardError) = (
            FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice
        )
        do {
            try process.run()
        } catch {
            throw CommandFailure(
                .unusableArguments, "\(path): prlimit, under which pdftoppm draws it, cannot be started")
        }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// A program's place, by the environment's PATH.
    private static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
            .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
