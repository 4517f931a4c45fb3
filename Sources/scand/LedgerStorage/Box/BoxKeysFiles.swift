import BallotBox
import DurableFiles
import Glibc
import Ledger

/// The two files of the day's secret: the same bytes twice, so that a spoiled byte blocks nobody.
///
/// They are never renamed over: an old file's blocks would keep what was in them. Whatever changes is written in place.
enum BoxKeysFiles {
    /// What reading gave.
    struct Read {
        let keys: DayKeys
        /// Files that are not as they must be, with the bytes that they should have.
        let spoiled: [(name: String, bytes: [UInt8])]
    }

    /// The secret from whichever file gives it.
    ///
    /// - Parameter open: opens the caller's own copy of it.
    static func read(
        in directory: String, _ open: (SecretCopies) throws(DayKeysError) -> DayKeys
    ) throws(LedgerError) -> Read {
        var found: [(name: String, bytes: [UInt8], copies: SecretCopies, keys: DayKeys?)] = []
        var missing: [String] = []
        var why = "none of the two files is as this version writes it"
        for name in BallotBoxNames.keys {
            let bytes: [UInt8]
            do throws(FileProblem) {
                bytes = try FileSystem.read("\(directory)/\(name)", limit: SecretCopies.byteCount)
            } catch {
                why = error.message
                missing.append(name)
                continue
            }
            guard let copies = SecretCopies(parsing: bytes) else {
                missing.append(name)
                continue
            }
            do throws(DayKeysError) {
                found.append((name, bytes, copies, try open(copies)))
            } catch {
                if case .notSigned(let why) = error { throw .notSigned(why.description) }
                why = error.description
                found.append((name, bytes, copies, nil))
            }
        }
        guard let good = found.first(where: { $0.keys != nil }), let keys = good.keys else {
            throw .damaged(file: BallotBoxNames.keys.joined(separator: ", "), what: why)
        }
        var spoiled = missing.map { (name: $0, bytes: good.bytes) }
        // Where only the other one's copy differs, nobody here can tell which of the two is right: both stay.
        for file in found where file.keys == nil && file.copies.differsInOneCopy(from: good.copies) {
            spoiled.append((file.name, good.bytes))
        }
        return Read(keys: keys, spoiled: spoiled)
    }

    /// A file below a ledger's directory that holds the day's secret and is none of its own: somebody saved the box there.
    ///
    /// - Throws: `notSearched` for what cannot be looked at: it may hold the secret.
    static func stray(in directory: String) throws(LedgerError) -> String? {
        // A second copy that is not at hand is told of by itself.
        guard FileSystem.isThere(directory) else { return nil }
        let tree = DirectoryTree(of: directory)
        if let (path, what) = (tree.unread + tree.problems).first { throw .notSearched("\(directory)/\(path)", what) }
        for path in tree.kinds.keys.sorted() {
            guard case .file(SecretCopies.byteCount)? = tree.kinds[path], !BallotBoxNames.keys.contains(path) else {
                continue
            }
            let bytes: [UInt8]
            do throws(FileProblem) {
                bytes = try FileSystem.read("\(directory)/\(path)", limit: SecretCopies.byteCount)
            } catch {
                throw .notSearched("\(directory)/\(path)", error.message)
            }
            if SecretCopies(parsing: bytes) != nil { return "\(directory)/\(path)" }
        }
        return nil
    }

    /// The first file of a directory that has the day's secret under its own name.
    static func first(in directory: String) -> String? {
        BallotBoxNames.secrets.map { "\(directory)/\($0)" }.first {
            FileSystem.isThere($0) && directories(in: $0) == nil
        }
    }

    // MARK: - Destroyed on a copy

    /// How a file begins that says that the secret was destroyed in it.
    private static let destroyedHere = "scand: the day's keys are destroyed here, and were still in:\0"
    private static let greatestRemark = 1 << 14

    /// Overwrites the secret of a copy in place with where it still is: should the copy be opened as the ledger now, it knows.
    ///
    /// - Parameter directories: where the secret may be, as paths.
    static func leave(_ directories: [String], in copy: String) throws(LedgerError) {
        let remark = Array((destroyedHere + directories.map { "\($0)\0" }.joined()).utf8)
        for name in BallotBoxNames.keys where FileSystem.isThere("\(copy)/\(name)") {
            let padding = [UInt8](repeating: 0, count: max(0, SecretCopies.byteCount - remark.count))
            try write(remark + padding, to: name, in: copy)
        }
    }

    /// The directories that a file of a copy names in place of the secret; nil for every other file.
    private static func directories(in path: String) -> [String]? {
        guard let bytes = try? FileSystem.read(path, limit: greatestRemark), bytes.starts(with: destroyedHere.utf8)
        else {
            return nil
        }
        return bytes.split(separator: 0).dropFirst().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Where the secret still was when it was destroyed in this directory before it was destroyed there; none where it was not.
    static func directoriesLeft(in directory: String) -> [String] {
        BallotBoxNames.keys.lazy.compactMap { directories(in: "\(directory)/\($0)") }.first ?? []
    }

    /// Makes both files in a box that has none; durable with the directory's names.
    static func create(_ copies: [UInt8], in directory: String) throws(LedgerError) {
        for name in BallotBoxNames.keys {
            try LedgerError.naming(name) { () throws(SystemFailure) in
                let file = try Descriptor("\(directory)/\(name)", O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
                try file.write(copies, at: 0)
                try file.sync()
            }
        }
        try LedgerError.naming(LedgerFiles.box) { () throws(SystemFailure) in
            try FileSystem.syncDirectory("\(directory)/\(LedgerFiles.box)")
        }
    }

    /// Gives a file the bytes that it should have, in place; durable on return.
    static func write(_ bytes: [UInt8], to name: String, in directory: String) throws(LedgerError) {
        try LedgerError.naming("\(directory)/\(name)") { () throws(SystemFailure) in
            let file = try Descriptor("\(directory)/\(name)", O_WRONLY | O_CREAT, mode: 0o600)
            try file.write(bytes, at: 0)
            try file.truncate(to: bytes.count)
            try file.sync()
            try FileSystem.syncDirectory("\(directory)/\(LedgerFiles.box)")
        }
    }

    /// Overwrites both files and the openings, and removes them; durable on return. What is not there any more is not missed:
    /// the one who began may have lost power on the way.
    ///
    /// Flash memory may keep what was overwritten: see FORMAT.md.
    ///
    /// - Returns: whether there was anything.
    @discardableResult static func destroy(
        _ names: [String] = BallotBoxNames.secrets, in directory: String
    ) throws(LedgerError) -> Bool {
        var wasThere = false
        for name in names {
            let path = "\(directory)/\(name)"
            try LedgerError.naming(path) { () throws(SystemFailure) in
                switch try FileSystem.kind(of: path) {
                case nil: return
                case .file(let size)?:
                    let file = try Descriptor(path, O_WRONLY)
                    try file.write(Array(repeating: 0, count: max(size, SecretCopies.byteCount)), at: 0)
                    try file.sync()
                default: throw SystemFailure(operation: "open", number: EINVAL)
                }
                wasThere = true
                try FileSystem.remove(path)
                try FileSystem.syncDirectory("\(directory)/\(LedgerFiles.box)")
            }
        }
        return wasThere
    }
}
