import ElectionModel
import Foundation
import ImageFiles
import Learning

/// The blank pages named on the command line, each page of a file a page, with the names that the layout gives them.
struct BlankPages {
    /// Most blank pages at once: all are held in memory. An election of a hundred styles with fronts and backs.
    static let most = 200

    private(set) var pages: [BlankPage] = []
    /// Pictures that were found in PDFs, as files that have to lie beside the layout: whoever counts needs no PDF.
    private(set) var pictures: [(path: String, bytes: [UInt8])] = []

    /// - Parameters:
    ///   - paths: pictures of blank pages.
    ///   - output: where the layout will stand: it names the pictures relative to its own folder.
    init(_ paths: [String], forLayoutAt output: String) throws {
        for path in paths {
            do {
                try add(path, OpenPictures().open(path), output)
            } catch let error as ImageFileError where error.code == .drawn {
                let frames = try DrawnPages.pictures(of: path, most: Self.most)
                try requireRoom(for: frames.count, path)
                try keep(frames, path, output)
            } catch let error as ImageFileError {
                throw CommandFailure(file: path, error)
            }
        }
        for picture in pictures { try NewFile.check(picture.path) }
    }

    private mutating func add(_ path: String, _ reader: ImageFileReader, _ output: String) throws {
        try requireRoom(for: reader.frameCount, path)
        guard reader.format != .pdf else {
            return try keep((0..<reader.frameCount).map { try reader.frame(at: $0) }, path, output)
        }
        let stem = FilePath.stem(of: path)
        for frame in 0..<reader.frameCount {
            let name = reader.frameCount > 1 ? "\(stem)-\(frame + 1)" : stem
            pages.append(
                BlankPage(
                    id: free(name), reference: Self.relative(path, toFolderOf: output), frame: frame,
                    image: try reader.frame(at: frame).image))
        }
    }

    private mutating func keep(_ frames: [ImageFrame], _ path: String, _ output: String) throws {
        let stem = FilePath.stem(of: path)
        for (index, frame) in frames.enumerated() {
            let id = free(frames.count > 1 ? "\(stem)-\(index + 1)" : stem)
            let name = "\(id).png"
            pictures.append(
                (
                    FilePath.inside(FilePath.folder(of: output), name),
                    PNGEncoding.gray(frame.image, dpi: frame.dpiHint, level: 6)
                ))
            pages.append(BlankPage(id: id, reference: name, frame: 0, image: frame.image))
        }
    }

    private func requireRoom(for count: Int, _ path: String) throws {
        guard pages.count + count <= Self.most else {
            throw CommandFailure(
                .unusableArguments, "\(path): expected at most \(Self.most) blank pages in all, found more")
        }
    }

    /// The name itself, or with a number where two files of two folders bear it.
    private func free(_ name: String) -> PageID {
        let names = [name] + (2...pages.count + 2).map { "\(name)-\($0)" }
        let free = names.first { name in !pages.contains { $0.id.rawValue == name } }
        return PageID(rawValue: free ?? name)
    }

    /// The way from a file's folder to another file.
    static func relative(_ path: String, toFolderOf file: String) -> String {
        let to = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
        let from = URL(fileURLWithPath: file).standardizedFileURL.pathComponents.dropLast()
        let common = zip(to, from).prefix { $0 == $1 }.count
        let up = [String](repeating: "..", count: from.count - common)
        return (up + to.dropFirst(common)).joined(separator: "/")
    }
}
