import DurableFiles
import Ledger

/// The release, and the totals leaf that is to be signed: written by whoever opens the box, checked by whoever signs.
///
/// ```
/// box key      release/...  ->  release/manifest  ->  unsigned-totals
///              box/openings
/// signing key  unsigned-totals + release, checked  ->  the leaf in the journal  ->  unsigned-totals is removed
///              the box, read with box/openings: the same totals
/// ```
/// Where the signing key is lost, both stay, and verifiers say that nobody signed them.
enum UnsignedTotals {
    /// What the box says of itself: everything of the totals but the sums and the release.
    struct Box {
        let history: LedgerHistory
        let root: TreeHash
        let blind: [UInt8]
        /// The sheet that nobody can settle any more, where there is one.
        var unsettled: UnsettledSheet?
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
        // Refused before a file is written; the digest has no part in that.
        _ = try leaf(of: totals(of: box, contests, FileDigest(of: [])), in: box.history)
        var digests: [(path: String, digest: FileDigest)] = []
        var publisher = Publisher(directory: directory)
        try releasing { file throws(LedgerError) in
            digests.append((file.path, FileDigest(of: file.bytes)))
            try publisher.put(file.bytes, at: "\(LedgerFiles.release)/\(file.path)")
        }
        let manifest = ReleaseManifest(digests).encoded
        try publisher.put(manifest, at: LedgerFiles.manifest)
        try publisher.settle()
        try remove(LedgerFiles.unsettled, from: directory)
        if let unsettled = box.unsettled { try publisher.put(unsettled.encoded, at: LedgerFiles.unsettled) }
        let made = totals(of: box, contests, FileDigest(of: manifest))
        try publisher.put(try leaf(of: made, in: box.history), at: LedgerFiles.unsignedTotals)
        try publisher.settle()
        return made
    }

    /// Requires that totals which somebody else prepared are those of the box, with the release that it gives.
    ///
    /// - Parameter releasing: hands over every file that the box gives.
    static func require(
        _ prepared: Totals, areThoseOf box: Box, contests: [ContestTotals],
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var digests: [(path: String, digest: FileDigest)] = []
        try releasing { file throws(LedgerError) in digests.append((file.path, FileDigest(of: file.bytes))) }
        let made = totals(of: box, contests, FileDigest(of: ReleaseManifest(digests).encoded))
        guard try leaf(of: prepared, in: box.history) == leaf(of: made, in: box.history) else {
            throw .refused(
                "\(LedgerFiles.unsignedTotals): not what is sealed in the ballot box: the release was changed after the box "
                    + "was opened, or made by another version of scand: have the custodian open the box again")
        }
    }

    private static func totals(of box: Box, _ contests: [ContestTotals], _ digest: FileDigest) -> Totals {
        let modes = box.history.countsByMode.filter { $0.value > 0 }.map {
            Totals.Count(id: $0.key.rawValue, count: $0.value)
        }
        let batches = box.history.countsByBatch.filter { $0.value > 0 }.map {
            Totals.Count(id: "\($0.key)", count: $0.value)
        }
        return Totals(
            sheets: box.history.counts.counted, contests: contests, modes: modes, batches: batches,
            releaseDigest: digest, boxRoot: box.root, boxBlind: box.blind)
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
                    "\(directory)/\(LedgerFiles.unsignedTotals): nothing is there to be signed: 'scand ledger release open' with the "
                        + "box key comes first")
                : .damaged(file: LedgerFiles.unsignedTotals, what: error.message)
        }
        guard case .totals(let totals)? = try? LedgerEvent(parsing: leaf, as: .two) else {
            throw .damaged(file: LedgerFiles.unsignedTotals, what: "no totals as this version writes them")
        }
        try require(totals, in: history)
        let manifest = try manifest(of: totals, in: directory)
        if let checker, let genesis = history.genesis {
            let release = manifest.release(in: directory, genesis: genesis, history: history, totals: totals)
            if let finding = checker.findings(in: release).first {
                throw .damaged(file: "\(LedgerFiles.release)/\(finding.path)", what: finding.what)
            }
        }
        return totals
    }

    /// Removes the totals that are signed now, and what an earlier opening said of a sheet; durable on return.
    static func remove(from directory: String) throws(LedgerError) {
        try remove(LedgerFiles.unsettled, from: directory)
        try remove(LedgerFiles.unsignedTotals, from: directory)
    }

    private static func remove(_ name: String, from directory: String) throws(LedgerError) {
        let path = "\(directory)/\(name)"
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

    /// The manifest that the totals name, of a release that has all of its files and no others.
    ///
    /// - Parameter isPassedOver: whether another file may lie in the release.
    static func manifest(
        of totals: Totals, in directory: String, passingOver isPassedOver: (String) -> Bool = { _ in false }
    ) throws(LedgerError) -> ReleaseManifest {
        // What is reached by a link is not in the ledger's directory, and would not go with it.
        if case .other(let what)? = (try? FileSystem.kind(of: "\(directory)/\(LedgerFiles.release)")) ?? nil {
            throw .damaged(file: LedgerFiles.release, what: "\(what) instead of a directory")
        }
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
        }
        let tree = DirectoryTree(of: "\(directory)/\(LedgerFiles.release)")
        if let problem = tree.problems.first {
            throw .damaged(file: "\(LedgerFiles.release)/\(problem.path)", what: problem.what)
        }
        let files = Set(manifest.entries.map(\.path) + ["manifest"])
        var folders: Set<String> = []
        for path in files {
            var above = FileSystem.parent(of: path)
            while above != "." && folders.insert(above).inserted { above = FileSystem.parent(of: above) }
        }
        let other = tree.kinds.keys.sorted().first {
            tree.kinds[$0] == .directory ? !folders.contains($0) : !files.contains($0) && !isPassedOver($0)
        }
        if let other {
            throw .damaged(file: "\(LedgerFiles.release)/\(other)", what: "not in the manifest: remove it")
        }
        return manifest
    }
}
