import DurableFiles
import Glibc
import Ledger

/// Ledgers and copies in the making, and what a kill left of them.
///
/// Each grows beside its place, as `PLACE.tmp-<16 hex digits>`, and is renamed when it is whole. One that a kill left behind
/// may hold the day's secret: it is found, its keys are overwritten, and it is removed.
enum LedgerDrafts {
    private static let mark = ".tmp-"
    private static let digitCount = 16

    /// Begins one: a directory of its own beside a place, in the hands of this process.
    ///
    /// Whoever sweeps at this moment takes a directory that nobody holds yet for one that was left, and removes it: then another
    /// is begun.
    static func begin(for directory: String) throws(LedgerError) -> (path: String, lock: LedgerLock) {
        var attempt = 1
        while true {
            let draft = directory + mark + Hex.encode((0..<(digitCount / 2)).map { _ in UInt8.random(in: 0...255) })
            try LedgerError.naming(draft) { () throws(SystemFailure) in try FileSystem.makeDirectory(draft) }
            do throws(LedgerError) {
                return (draft, try LedgerLock(making: draft))
            } catch {
                FileSystem.removeTree(draft)
                guard attempt < attempts else { throw error }
                attempt += 1
            }
        }
    }

    /// Drafts that are begun before giving up: each may meet another process that begins at the same moment.
    private static let attempts = 16

    /// What a sweep found.
    struct Swept {
        /// Drafts that held keys, which are overwritten now.
        var withKeys = 0
        /// Drafts that another process is still at work on.
        var busy: [String] = []
    }

    /// Sweeps again and again while another process is at work on a draft, for so many seconds at most.
    static func sweep(beside directory: String, patience seconds: Double) throws(LedgerError) -> Swept {
        var swept = try sweep(beside: directory)
        for _ in 0..<Int(seconds * 10) where !swept.busy.isEmpty {
            usleep(100_000)
            let later = try sweep(beside: directory)
            swept = Swept(withKeys: swept.withKeys + later.withKeys, busy: later.busy)
        }
        return swept
    }

    /// Removes what was left beside a place, its keys first; durable on return. The place may be written as a path that ends in
    /// `.`, or leads over a link: it is swept beside both.
    static func sweep(beside directory: String) throws(LedgerError) -> Swept {
        var swept = Swept()
        for place in Set([FileSystem.resolved(directory) ?? directory, directory]) {
            let here = try sweep(besidePlain: place)
            swept = Swept(withKeys: swept.withKeys + here.withKeys, busy: swept.busy + here.busy)
        }
        return swept
    }

    private static func sweep(besidePlain directory: String) throws(LedgerError) -> Swept {
        let parent = FileSystem.parent(of: directory)
        let base = directory.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? directory
        guard FileSystem.isDirectory(parent), let resolved = FileSystem.resolved(parent) else { return Swept() }
        let names = try LedgerError.naming(parent) { () throws(SystemFailure) in
            try DirectoryTree.names(in: resolved).compactMap { String(validating: $0, as: UTF8.self) }
        }
        var swept = Swept()
        for name in names.sorted() where isDraft(name, of: base) {
            let draft = "\(parent)/\(name)"
            let (lock, isFree): (Descriptor?, Bool)
            do throws(LedgerError) {
                (lock, isFree) = try LedgerError.naming(draft) { () throws(SystemFailure) in
                    guard case .directory? = try FileSystem.kind(of: draft) else { return (nil as Descriptor?, false) }
                    let lock = try Descriptor.directory(draft)
                    return (lock, try lock.lock())
                }
            } catch {
                // It got its name, or was given up, meanwhile.
                guard FileSystem.isThere(draft) else { continue }
                throw error
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
