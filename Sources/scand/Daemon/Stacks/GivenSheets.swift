import ImageFiles
import Replay
import ScannerDriver

/// The sheets that a command's arguments name: pictures side after side, and whole stacks.
struct GivenSheets {
    /// A file of several pages, or a folder: what one scan gave.
    struct Stack {
        let name: String
        let sides: [ReplaySide]
        let sheets: [ReplaySheet]
    }

    private(set) var sheets: [ReplaySheet] = []
    private(set) var stacks: [Stack] = []

    /// - Parameters:
    ///   - isOneSided: whether each side is a sheet.
    ///   - list: opens the files.
    /// - Throws: `CommandFailure` where a side is missing, or a file cannot be opened.
    init(_ files: GivenFiles, isOneSided: Bool, _ list: FileFacts) throws {
        // Pictures that are named one by one are pairs with each other, never with a page of a stack.
        var loose: [ReplaySide] = []
        func close() throws {
            sheets += try Self.sheets(loose, isOneSided) {
                "\(loose.count) images are not pairs: '\($0)' has no other side; for one-sided scans give --simplex"
            }
            loose = []
        }
        for argument in files.arguments {
            switch argument {
            case .file(let text):
                let side: ReplaySide
                do throws(ScannerFault) {
                    side = try ReplaySide(parsing: text)
                } catch {
                    throw CommandFailure(.unusableArguments, error.detail)
                }
                let count = side.frame == nil ? try list.facts(of: side.path).sizes.count : 1
                if count == 1 {
                    loose.append(side)
                } else {
                    try close()
                    try add(side.path, (0..<count).map { ReplaySide(path: side.path, frame: $0) }, isOneSided)
                }
            case .folder(let folder, let paths):
                try close()
                var sides: [ReplaySide] = []
                for path in paths {
                    let count = try list.facts(of: path).sizes.count
                    sides += (0..<count).map { ReplaySide(path: path, frame: count > 1 ? $0 : nil) }
                }
                try add(folder, sides, isOneSided)
            }
        }
        try close()
    }

    private mutating func add(_ name: String, _ sides: [ReplaySide], _ isOneSided: Bool) throws {
        let sheets = try Self.sheets(sides, isOneSided) { last in
            "\(name): has \(sides.count) sides, and every sheet has two: one is missing, up to the last, \(last): scan the stack "
                + "again; for one-sided scans give --simplex"
        }
        stacks.append(Stack(name: name, sides: sides, sheets: sheets))
        self.sheets += sheets
    }

    private static func sheets(
        _ sides: [ReplaySide], _ isOneSided: Bool, odd: (ReplaySide) -> String
    ) throws -> [ReplaySheet] {
        if isOneSided { return sides.map { ReplaySheet(sideA: $0) } }
        if !sides.count.isMultiple(of: 2), let last = sides.last {
            throw CommandFailure(.unusableArguments, odd(last))
        }
        return stride(from: 0, to: sides.count, by: 2).map { ReplaySheet(sideA: sides[$0], sideB: sides[$0 + 1]) }
    }
}

/// What is known of the files of a list; each is read once.
final class FileFacts {
    private let pictures: OpenPictures
    private var known: [[UInt8]: OpenPictures.Facts] = [:]

    init(_ pictures: OpenPictures) { self.pictures = pictures }

    /// - Throws: `CommandFailure` that names the file.
    func facts(of path: String) throws -> OpenPictures.Facts {
        let name = Array(path.utf8)
        if let facts = known[name] { return facts }
        do {
            let facts = try pictures.facts(of: path)
            known[name] = facts
            return facts
        } catch {
            throw CommandFailure(.inputNotOpened, "\(path): \(error.detail)")
        }
    }
}
