import DurableFiles
import Ledger

extension Verification {
    /// Reads a file that must be there, noting what is wrong where it is not or is none.
    ///
    /// - Parameter missing: the code of a file that is not there.
    mutating func read(_ path: String, _ code: FindingCode, missing: FindingCode? = nil, limit: Int) -> [UInt8]? {
        let directory = directory
        return read(path, code, missing: missing) { () throws(FileProblem) in
            try FileSystem.read("\(directory)/\(path)", limit: limit)
        }
    }

    /// The same for a file that is read in a way of its own.
    mutating func read<Contents>(
        _ path: String, _ code: FindingCode, missing: FindingCode? = nil, _ read: () throws(FileProblem) -> Contents
    ) -> Contents? {
        expected.insert(path)
        guard case .file? = tree.kinds[path] else {
            // What is there and no file is named among the strange ones.
            find(missing ?? code, path, tree.kinds[path] == nil ? "missing" : "not a file")
            return nil
        }
        do throws(FileProblem) {
            return try read()
        } catch .system(let failure) {
            unread(path, "cannot be read: \(failure.message)")
        } catch {
            find(code, path, error.message)
        }
        return nil
    }

    func isFile(_ path: String) -> Bool {
        if case .file? = tree.kinds[path] { true } else { false }
    }

    /// Regular files under a directory, but for those of desktop systems.
    func files(under directory: String) -> [String] {
        tree.kinds.keys.filter { $0.utf8.starts(with: "\(directory)/".utf8) && isFile($0) && !Self.isOfDesktop($0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Nothing is in the directory but what belongs there, and each as what it must be.
    mutating func checkNames() {
        for problem in tree.problems { find(.files, problem.path, problem.what) }
        for path in tree.unread { unread(path.path, path.what) }
        // The files of the release are judged by its manifest, those of the tiles by a checkpoint; version 1 does not say what
        // the box has.
        let free =
            [LedgerFiles.release] + (published == nil ? [LedgerFiles.tiles] : [])
            + (format == .one ? [LedgerFiles.box] : [])
        expected.formUnion(BallotBoxNames.all)
        var directories: Set = [LedgerFiles.tiles, LedgerFiles.release, LedgerFiles.box]
        for path in tree.kinds.keys where isFile(path) && !Self.isOfDesktop(path) {
            var above = FileSystem.parent(of: path)
            while above != "." && directories.insert(above).inserted { above = FileSystem.parent(of: above) }
        }
        var passedOver: [String] = []
        for (path, kind) in tree.kinds {
            switch kind {
            case .file where Self.isOfDesktop(path): passedOver.append(path)
            case .file:
                if !expected.contains(path), !free.contains(where: { path.utf8.starts(with: "\($0)/".utf8) }) {
                    find(.files, path, "does not belong here")
                }
            case .directory:
                if !directories.contains(path) { find(.files, path, "a directory that does not belong here") }
            case .other(let what): find(.files, path, "\(what), which does not belong here")
            }
        }
        if !passedOver.isEmpty {
            checked("passed over what desktop systems leave: \(passedOver.sorted().joined(separator: ", "))")
        }
        if case .file(let size)? = tree.kinds[LedgerFiles.lock] {
            if size > 0 { find(.files, LedgerFiles.lock, "not empty") }
        } else {
            find(.files, LedgerFiles.lock, "missing")
        }
    }

    /// Names that desktop systems leave in every directory that they show.
    static func isOfDesktop(_ path: String) -> Bool {
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...]
        return name.starts(with: "._".utf8)
            || [".DS_Store", "Thumbs.db", "desktop.ini"].contains { name.elementsEqual($0.utf8) }
    }
}
