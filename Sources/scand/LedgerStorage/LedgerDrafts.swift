import DurableFiles
import Ledger

/// Ledgers and copies in the making, and what a kill left of them.
///
/// Each grows beside its place, as `PLACE.tmp-<16 hex digits>`, and is renamed when it is whole. One that a kill left behind
/// may hold the day's secret: it is found, its keys are overwritten, and it is removed.
enum LedgerDrafts {
    private static let mark = ".tmp-"
    private static let digitCount = 16

    /// A new name beside a place.
    static func path(for directory: String) -> String {
        directory + mark + Hex.encode((0..<(digitCount / 2)).map { _ in UInt8.random(in: 0...255) })
    }

    /// What a sweep found.
    struct Swept {
        /// Drafts that held keys, which are overwritten now.
        var withKeys = 0
        /// Drafts that another process is still at work on.
        var busy: [String] = []
    }

    /// Removes what was left beside a place, its keys first; durable on return.
    static func sweep(beside directory: String) throws(LedgerError) -> Swept {
        let parent = FileSystem.parent(of: directory)
        let base = directory.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? directory
        guard FileSystem.isDirectory(parent), let resolved = FileSystem.resolved(parent) else { return Swept() }
        let names = try LedgerError.naming(parent) { () throws(SystemFailure) in
            try DirectoryTree.names(in: resolved).compactMap { String(validating: $0, as: UTF8.self) }
        }
        var swept = Swept()
        for name in names.sorted() where isDraft(name, of: base) {
            let draft = "\(parent)/\(name)"
            let (lock, isFree) = try LedgerError.naming(draft) { () throws(SystemFailure) in
                guard case .directory? = try FileSystem.kind(of: draft) else { return (nil as Descriptor?, false) }
                let lock = try Descriptor.directory(draft)
                return (lock, try lock.lock())
            }
            guard let lock else { continue }
            guard isFree else {
                swept.busy.append(draft)
                continue
            }
            if try BoxKeysFiles.destroy(in: draft) { swept.withKeys += 1 }
            FileSystem.removeTree(draft)
            try LedgerError.naming(parent) { () throws(SystemFailure) in try FileSystem.syncDirectory(resolved) }
            withExtendedLifetime(lock) {}
        }
        return swept
    }

    private static func isDraft(_ name: String, of base: String) -> Bool {
        guard name.utf8.starts(with: (base + mark).utf8) else { return false }
        let digits = name.utf8.dropFirst((base + mark).utf8.count)
        return digits.count == digitCount && Hex.decode(Substring(digits)) != nil
    }
}
