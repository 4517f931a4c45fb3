import ElectionModel
import Foundation
import ImageFiles
import Learning

/// The blank pages named on the command line, each page of a file a page, with the names that the layout gives them.
enum BlankPages {
    /// Most blank pages at once: all are held in memory. An election of a hundred styles with fronts and backs.
    static let most = 200

    /// - Parameters:
    ///   - paths: pictures of blank pages.
    ///   - output: where the layout will stand: it names the pictures relative to its own folder.
    static func read(_ paths: [String], forLayoutAt output: String) throws -> [BlankPage] {
        var pages: [BlankPage] = []
        for path in paths {
            do {
                let reader = try ImageFile.read(path: path)
                guard pages.count + reader.frameCount <= most else {
                    throw CommandFailure(
                        .unusableArguments, "\(path): expected at most \(most) blank pages in all, found more")
                }
                let stem = FilePath.stem(of: path)
                for frame in 0..<reader.frameCount {
                    let name = reader.frameCount > 1 ? "\(stem)-\(frame + 1)" : stem
                    pages.append(
                        BlankPage(
                            id: free(name, among: pages), reference: relative(path, toFolderOf: output), frame: frame,
                            image: try reader.frame(at: frame).image))
                }
            } catch let error as ImageFileError {
                throw CommandFailure(file: path, error)
            }
        }
        return pages
    }

    /// The name itself, or with a number where two files of two folders bear it.
    private static func free(_ name: String, among pages: [BlankPage]) -> PageID {
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
