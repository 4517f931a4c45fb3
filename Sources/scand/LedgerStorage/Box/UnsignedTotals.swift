import DurableFiles
import Ledger

/// The release, and the totals leaf that is to be signed: written by whoever opens the box, checked by whoever signs.
///
/// ```
/// box key      release/...  ->  release/manifest  ->  unsigned-totals
/// signing key  unsigned-totals + release, checked  ->  the leaf in the journal  ->  unsigned-totals is removed
/// ```
/// Where the signing key is lost, both stay, and verifiers say that nobody signed them.
enum UnsignedTotals {
    /// What the box says of itself: everything of the totals but the sums and the release.
    struct Box {
        let history: LedgerHistory
        let root: TreeHash
        let blind: [UInt8]
    }

    /// Puts a release in place, and behind it the totals; durable on return.
    ///
    /// The release comes first: totals must never speak of a file that a power loss could take back.
    ///
    /// - Parameter releasing: hands every file to what it is given.
    static func prepare(
        in directory: String, _ box: Box, contests: [ContestTotals],
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) -> Totals {
        let counted = box.history.counts.counted
        let modes = box.history.countsByMode.filter { $0.value > 0 }.map {
            Totals.Count(id: $0.key.rawValue, count: $0.value)
        }
        let batches = box.history.countsByBatch.filter { $0.value > 0 }.map {
            Totals.Count(id: "\($0.key)", count: $0.value)
        }
        func totals(_ digest: FileDigest) -> Totals {
            Totals(
                sheets: counted, contests: contests, modes: modes, batches: batches, releaseDigest: digest,
                boxRoot: box.root,
                boxBlind: box.blind)
        }
        // Refused before a file is written; the digest has no part in that.
        _ = try leaf(of: totals(FileDigest(of: [])), in: box.history)
        var digests: [(path: String, digest: FileDigest)] = []
        var publisher = Publisher(directory: directory)
        try releasing { file throws(LedgerError) in
            digests.append((file.path, FileDigest(of: file.bytes)))
            try publisher.put(file.bytes, at: "\(LedgerFiles.release)/\(file.path)")
        }
        let manifest = ReleaseManifest(digests).encoded
        try publisher.put(manifest, at: LedgerFiles.manifest)
        try publisher.settle()
        let made = totals(FileDigest(of: manifest))
        try publisher.put(try leaf(of: made, in: box.history), at: LedgerFiles.unsignedTotals)
        try publisher.settle()
        return made
    }

    /// The totals that wait for a signature, where they fit the leaves, and the release beside them fits them.
    static func read(
        in directory: String, history: LedgerHistory, checker: (any ReleaseChecker)?
    ) throws(LedgerError) -> Totals {
        let leaf: [UInt8]
        do throws(FileProblem) {
            leaf = try FileSystem.read(
                "\(directory)/\(LedgerFiles.unsignedTotals)", limit: EntryBundle.maximumEntryByteCount)
        } catch {
            throw error.isMissing
                ? .refused(
                    "\(directory)/\(LedgerFiles.unsignedTotals): nothing is there to be signed: open the box first")
                : .damaged(file: LedgerFiles.unsignedTotals, what: error.message)
        }
        guard case .totals(let totals)? = try? LedgerEvent(parsing: leaf, as: .two) else {
            throw .damaged(file: LedgerFiles.unsignedTotals, what: "no totals as this version writes them")
        }
        try require(totals, in: history)
        let files = try release(of: totals, in: directory)
        if let checker, let genesis = history.genesis {
            let release = PublishedRelease(
                genesis: genesis, counts: history.counts, rooms: history.countsByRoom, totals: totals,
                close: history.close,
                adjudication: history.adjudication, files: files,
                contents: { path in
                    guard let digest = files[path],
                        let bytes = try? FileSystem.read(
                            "\(directory)/\(LedgerFiles.release)/\(path)",
                            limit: LedgerFiles.maximumReleaseFileByteCount),
                        FileDigest(of: bytes) == digest
                    else { return nil }
                    return bytes
                })
            if let finding = checker.findings(in: release).first {
                throw .damaged(file: "\(LedgerFiles.release)/\(finding.path)", what: finding.what)
            }
        }
        return totals
    }

    /// Removes the totals that are signed now; durable on return.
    static func remove(from directory: String) throws(LedgerError) {
        let path = "\(directory)/\(LedgerFiles.unsignedTotals)"
        guard FileSystem.isThere(path) else { return }
        try LedgerError.naming(path) { () throws(SystemFailure) in
            try FileSystem.remove(path)
            try FileSystem.syncDirectory(FileSystem.resolved(directory) ?? directory)
        }
    }

    /// The leaf's bytes, where they read back as they are written, and the totals may be the next leaf.
    private static func leaf(of totals: Totals, in history: LedgerHistory) throws(LedgerError) -> [UInt8] {
        let event = LedgerEvent.totals(totals)
        let leaf = event.encoded(as: .two)
        guard leaf.count <= EntryBundle.maximumEntryByteCount else {
            throw .refused("\(event.name) takes \(leaf.count) bytes of at most \(EntryBundle.maximumEntryByteCount)")
        }
        do throws(LeafError) {
            _ = try LedgerEvent(parsing: leaf, as: .two)
        } catch {
            throw .refused("totals: \(error)")
        }
        try require(totals, in: history)
        return leaf
    }

    /// Requires that the totals may be the next leaf: sums, counts, and the commitment to the box.
    private static func require(_ totals: Totals, in history: LedgerHistory) throws(LedgerError) {
        do throws(LedgerRuleError) {
            try history.requireUnsigned(totals)
        } catch {
            throw .refused("totals: \(error)")
        }
    }

    /// Every file of the release, each with the digest that the manifest has, and no others.
    private static func release(of totals: Totals, in directory: String) throws(LedgerError) -> [String: FileDigest] {
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileSystem.read(
                "\(directory)/\(LedgerFiles.manifest)", limit: LedgerFiles.maximumManifestByteCount)
        } catch {
            throw .damaged(file: LedgerFiles.manifest, what: error.message)
        }
        guard FileDigest(of: bytes) == totals.releaseDigest, let manifest = ReleaseManifest(parsing: bytes) else {
            throw .damaged(file: LedgerFiles.manifest, what: "not the manifest that the totals name")
        }
        var files: [String: FileDigest] = [:]
        for entry in manifest.entries {
            let path = "\(LedgerFiles.release)/\(entry.path)"
            let digest: FileDigest
            do throws(FileProblem) {
                digest = try FileSystem.digest("\(directory)/\(path)")
            } catch {
                throw .damaged(file: path, what: error.message)
            }
            guard digest == entry.digest else {
                throw .damaged(file: path, what: "not the file that the manifest names")
            }
            files[entry.path] = digest
        }
        let names = DirectoryTree(of: "\(directory)/\(LedgerFiles.release)").kinds.filter { $0.value != .directory }
            .keys
        if let other = names.sorted().first(where: { files[$0] == nil && $0 != "manifest" }) {
            throw .damaged(file: "\(LedgerFiles.release)/\(other)", what: "not in the manifest: remove it")
        }
        return files
    }
}
