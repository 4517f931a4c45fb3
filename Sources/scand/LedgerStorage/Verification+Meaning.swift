import DurableFiles
import Ledger

extension Verification {
    /// The entries are events that may follow one another, from genesis on. The report is about the published ones; the
    /// journal's further ones are checked by the same rules.
    mutating func checkHistory() {
        var history = LedgerHistory()
        var last = history
        for (index, entry) in entries.enumerated() {
            do {
                try history.apply(leaf: entry)
            } catch {
                // What follows a broken rule means nothing: one line is enough.
                damage(file(of: index), "event \(index): \(error)")
                break
            }
            if index < size { last = history }
        }
        set { $0.history = last }
        if let genesis = history.genesis, genesis.key != key {
            damage(file(of: 0), "event 0: the ledger was begun with the key \(genesis.key)")
        }
        let count = max(0, entries.count - size)
        set { $0.unpublishedEventCount = count }
        if size == 0 && published != nil { damage(LedgerFiles.checkpoint, "of no event, not even a genesis") }
        self.history = history
    }

    private func file(of index: Int) -> String {
        guard index < size else { return LedgerFiles.journal }
        let number = index / TileLayout.fullWidth
        let width = min(TileLayout.fullWidth, size - number * TileLayout.fullWidth)
        return EntryBundle(index: number, width: width).path
    }

    /// The release is the one that the totals are of, file by file.
    mutating func checkRelease(_ checker: (any ReleaseChecker)?) {
        guard let totals = history.totals else { return }
        guard let bytes = read(LedgerFiles.manifest, limit: LedgerFiles.maximumManifestByteCount) else { return }
        guard FileDigest(of: bytes) == totals.releaseDigest, let manifest = ReleaseManifest(parsing: bytes) else {
            // Without it nobody can say what belongs in the release.
            expected.formUnion(tree.kinds.keys.filter { $0.utf8.starts(with: "\(LedgerFiles.release)/".utf8) })
            return damage(LedgerFiles.manifest, "not the manifest that the totals name")
        }
        for entry in manifest.entries {
            let path = "\(LedgerFiles.release)/\(entry.path)"
            expected.insert(path)
            guard let kind = tree.kinds[path] else {
                damage(path, "missing")
                continue
            }
            guard case .file = kind else { continue }
            do throws(FileProblem) {
                let digest = try FileSystem.digest("\(directory)/\(path)")
                if digest != entry.digest { damage(path, "not the file that the manifest names") }
            } catch {
                damage(path, error.message)
            }
        }
        guard let checker, let genesis = history.genesis else { return }
        let release = PublishedRelease(
            genesis: genesis, counts: history.counts, totals: totals, close: history.close,
            adjudication: history.adjudication,
            files: Dictionary(uniqueKeysWithValues: manifest.entries.map { ($0.path, $0.digest) }),
            contents: { [directory] path in manifest.contents(of: path, in: "\(directory)/\(LedgerFiles.release)") })
        for finding in checker.findings(in: release) { damage("\(LedgerFiles.release)/\(finding.path)", finding.what) }
    }

    /// Nothing is in the directory but what belongs there, and each as what it must be.
    mutating func checkNames() {
        var directories: Set<String> = []
        for path in expected {
            var above = FileSystem.parent(of: path)
            while above != "." && directories.insert(above).inserted { above = FileSystem.parent(of: above) }
        }
        for (path, kind) in tree.kinds {
            switch kind {
            case .file, .directory:
                if path == LedgerFiles.box || path.utf8.starts(with: "\(LedgerFiles.box)/".utf8) { continue }
            case .other: break
            }
            switch kind {
            case .file(let size):
                if !expected.contains(path) {
                    damage(path, "does not belong here")
                } else if path == LedgerFiles.lock && size > 0 {
                    damage(path, "not empty")
                }
            case .directory:
                if expected.contains(path) {
                    damage(path, "a directory instead of a file")
                } else if !directories.contains(path) {
                    damage(path, "a directory that does not belong here")
                }
            case .other(let what):
                damage(
                    path, expected.contains(path) ? "\(what) instead of a file" : "\(what) that does not belong here")
            }
        }
        if tree.kinds[LedgerFiles.lock] == nil { damage(LedgerFiles.lock, "missing") }
    }
}

extension ReleaseManifest {
    /// The bytes of one of its files in a directory, where they are the ones that it names.
    fileprivate func contents(of path: String, in directory: String) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.path == path }),
            let bytes = try? FileSystem.read("\(directory)/\(path)", limit: LedgerFiles.maximumReleaseFileByteCount),
            FileDigest(of: bytes) == entry.digest
        else { return nil }
        return bytes
    }
}
