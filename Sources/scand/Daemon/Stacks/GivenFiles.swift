import Foundation
import Replay

/// The files that a command's arguments name: files, folders of files, and `-` for a list on standard input.
struct GivenFiles {
    let arguments: [Argument]

    enum Argument {
        case file(String)
        /// A folder and its files, in their order.
        case folder(String, [String])
    }

    /// Every file, one after the other.
    var paths: [String] {
        arguments.flatMap {
            switch $0 {
            case .file(let path): [path]
            case .folder(_, let paths): paths
            }
        }
    }

    /// - Throws: `CommandFailure` of a folder that cannot be read or has other folders in it, and of a list that is none.
    init(_ texts: [String]) throws {
        guard texts.count(where: { $0 == "-" }) <= 1 else {
            throw CommandFailure(.unusableArguments, "-: standard input can be read once: name it once")
        }
        var arguments: [Argument] = []
        for text in texts {
            for path in text == "-" ? try StandardInput.paths() : [text] {
                arguments.append(Self.isFolder(path) ? .folder(path, try Self.files(in: path)) : .file(path))
            }
        }
        self.arguments = arguments
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// A folder's files in the order in which file managers show them: `scan-2` before `scan-10`.
    private static func files(in folder: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw CommandFailure(.inputNotOpened, "\(folder): cannot be listed: may this user read the folder?")
        }
        let paths = names.filter { !isOfTheSystem($0) }
            .sorted { one, other in
                switch one.compare(other, options: [.numeric, .caseInsensitive]) {
                case .orderedAscending: true
                case .orderedDescending: false
                case .orderedSame: one.utf8.lexicographicallyPrecedes(other.utf8)
                }
            }
            .map { FilePath.inside(folder, $0) }
        guard !paths.isEmpty else {
            throw CommandFailure(.unusableArguments, "\(folder): the folder is empty: expected pictures")
        }
        // Passed over, its pictures would stay uncounted and nobody would be told.
        if let inner = paths.first(where: isFolder) {
            throw CommandFailure(.unusableArguments, "\(inner): a folder in a folder: name each folder that is meant")
        }
        return paths
    }

    /// What file managers leave in every folder that they show, and hidden files.
    private static func isOfTheSystem(_ name: String) -> Bool {
        name.hasPrefix(".") || ["thumbs.db", "desktop.ini"].contains(name.lowercased())
    }
}

/// Lists that another program writes.
enum StandardInput {
    /// Standard input to its end.
    static func bytes() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try FileHandle.standardInput.read(upToCount: 1 << 16), !more.isEmpty {
            bytes += more
            guard bytes.count <= ReplayManifest.maximumBytes else {
                throw CommandFailure(
                    .unusableArguments,
                    "-: expected at most \(ReplayManifest.maximumBytes) bytes of names on standard input")
            }
        }
        return bytes
    }

    /// Names of files, one a line.
    fileprivate static func paths() throws -> [String] {
        var paths: [String] = []
        for (index, line) in try bytes().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard !line.isEmpty else { continue }
            guard let path = String(validating: line, as: UTF8.self), !line.contains(0) else {
                throw CommandFailure(
                    .unusableArguments, "-: line \(index + 1): expected the name of a file in UTF-8, found other bytes")
            }
            guard path != "-" else {
                throw CommandFailure(.unusableArguments, "-: line \(index + 1): expected the name of a file, found '-'")
            }
            paths.append(path)
        }
        guard !paths.isEmpty else {
            throw CommandFailure(
                .unusableArguments, "-: expected the name of a file a line on standard input, found none")
        }
        return paths
    }
}
