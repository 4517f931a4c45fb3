import ArgumentParser
import ImageFiles
import Ledger
import PDFFiles
import Replay
import Synchronization

/// Opens the picture files that a command is given, PDFs among them.
///
/// A file of several pages is opened once and kept for its next page: a PDF would else be taken apart for every side of every sheet.
final class OpenPictures: Sendable {
    /// What is told of a file before its pictures are wanted.
    struct Facts {
        /// Of the whole file.
        let digest: FileDigest
        /// Of each of its pictures, by its head; nil for one whose head is damaged.
        let sizes: [ImageSize?]
    }

    /// Bytes of files that are kept, one after the other put out when more come: two large stacks.
    private static let mostBytes = 512 << 20

    private let pdf = PDFReader(argument: PDFHelperCommand.name)
    private let kept = Mutex<[Kept]>([])

    private struct Kept {
        let path: [UInt8]
        let reader: ImageFileReader
    }

    /// Opens a file, by what its bytes say.
    func open(_ path: String) throws(ImageFileError) -> ImageFileReader {
        let name = Array(path.utf8)
        if let reader = find(name) { return reader }
        return keep(try reader(of: ImageFile.bytes(path: path)), name)
    }

    /// Opens the file of a side. Sides of one file wait for each other, so that it is taken apart once.
    func open(_ side: ReplaySide) throws(ImageFileError) -> ImageFileReader {
        guard side.frame != nil else { return try open(side.path) }
        let name = Array(side.path.utf8)
        let result = kept.withLock { files in
            if let reader = Self.find(name, in: &files) {
                return Result<ImageFileReader, ImageFileError>.success(reader)
            }
            do throws(ImageFileError) {
                let reader = try reader(of: ImageFile.bytes(path: side.path))
                Self.keep(reader, name, in: &files)
                return .success(reader)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Reads a file for what is to be known of it before a ledger is made.
    func facts(of path: String) throws(ImageFileError) -> Facts {
        let bytes = try ImageFile.bytes(path: path)
        let reader = keep(try reader(of: bytes), Array(path.utf8))
        return Facts(digest: FileDigest(of: bytes), sizes: (0..<reader.frameCount).map { try? reader.size(at: $0) })
    }

    private func reader(of bytes: [UInt8]) throws(ImageFileError) -> ImageFileReader {
        PDFReader.isPDF(bytes) ? try pdf.pictures(of: bytes) : try ImageFileReader(bytes: bytes)
    }

    private func find(_ name: [UInt8]) -> ImageFileReader? { kept.withLock { Self.find(name, in: &$0) } }

    private func keep(_ reader: ImageFileReader, _ name: [UInt8]) -> ImageFileReader {
        kept.withLock { Self.keep(reader, name, in: &$0) }
        return reader
    }

    private static func find(_ name: [UInt8], in files: inout [Kept]) -> ImageFileReader? {
        guard let index = files.firstIndex(where: { $0.path == name }) else { return nil }
        // The one that was wanted last is put out last.
        files.append(files.remove(at: index))
        return files[files.count - 1].reader
    }

    private static func keep(_ reader: ImageFileReader, _ name: [UInt8], in files: inout [Kept]) {
        // A picture alone is wanted once, and taking a PDF apart costs a process.
        guard reader.frameCount > 1 || reader.format == .pdf else { return }
        files.removeAll { $0.path == name }
        files.append(Kept(path: name, reader: reader))
        var count = files.reduce(0) { $0 + $1.reader.byteCount }
        while count > mostBytes, files.count > 1 { count -= files.removeFirst().reader.byteCount }
    }
}

/// Takes PDFs apart for another process of this program, which starts it.
struct PDFHelperCommand: ParsableCommand {
    static let name = "read-pdf"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Takes PDFs apart for scand, which starts it.", shouldDisplay: false)

    func run() throws {
        guard PDFReader.serve() else {
            throw CommandFailure(.unusableArguments, "\(Self.name): is started by scand alone")
        }
    }
}
