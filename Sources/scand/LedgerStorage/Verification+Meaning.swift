import BallotBox
import DurableFiles
import Glibc
import Ledger

extension Verification {
    /// The leaves are events that may follow one another, from genesis on, published or not.
    mutating func checkHistory() {
        for (index, entry) in entries.enumerated() {
            do {
                try history.apply(leaf: entry)
            } catch {
                // What follows a broken rule means nothing: one line is enough.
                find(error is LeafError ? .leaf : .order, file(of: index), "event \(index): \(error)")
                if !(error is LeafError) { readLeaves(behind: index) }
                break
            }
        }
        if let genesis = history.genesis, genesis.key != key {
            find(.order, file(of: 0), "event 0: the ledger was begun with the key \(genesis.key)")
        }
        let count = published == nil ? 0 : max(0, entries.count - size)
        set { $0.unpublishedEventCount = count }
        if !entries.isEmpty, !has(.leaf, .order) {
            checked("\(entries.count) events, each as it may follow the others")
        }
        let kinds = history.format == .one ? "a second history" : "a second history, and the machine's clock"
        notChecked(
            "whether somebody else was shown \(kinds), but for what other people's checkpoints tell above",
            needs: "the checkpoints that witnesses and other people hold")
    }

    /// Leaves can be read or not whatever the ones before them break: the first that cannot is named.
    private mutating func readLeaves(behind broken: Int) {
        for index in entries.indices.dropFirst(broken + 1) {
            do { _ = try LedgerEvent(reading: entries[index], as: format) } catch {
                return find(.leaf, file(of: index), "event \(index): \(error)")
            }
        }
    }

    private func file(of index: Int) -> String {
        guard index < size else { return LedgerFiles.journal }
        let number = index / TileLayout.fullWidth
        let width = min(TileLayout.fullWidth, size - number * TileLayout.fullWidth)
        return EntryBundle(index: number, width: width).path
    }

    /// Whether what the leaves mean is known, and with it what box and release must be.
    private var hasMeaning: Bool { history.genesis != nil && !has(.leaf, .order) }

    /// The version that the first leaf says to have.
    var format: LedgerFormat { entries.first.flatMap { LedgerFormat(ofLeaf: $0) } ?? .two }

    /// The totals: signed, or beside a ledger that has none. The form of these is looked at behind a broken order too, as every
    /// leaf's is.
    mutating func checkTotals() {
        totals = history.totals
        let path = LedgerFiles.unsignedTotals
        guard format != .one else { return }
        expected.insert(path)
        if isFile(path) { expected.insert(LedgerFiles.unsettled) }
        guard !entries.isEmpty, isFile(path) else { return }
        if totals != nil { return find(.order, path, "the totals are in the ledger, signed") }
        guard let leaf = read(path, .leaf, limit: EntryBundle.maximumEntryByteCount) else { return }
        do {
            guard case .totals(let unsigned) = try LedgerEvent(parsing: leaf, as: .two) else {
                return find(.leaf, path, "not a totals leaf")
            }
            guard hasMeaning else { return }
            try history.requireUnsigned(unsigned)
            totals = unsigned
            find(.notClosed, path, "the sums agree with the last commitment that was signed, and nobody signed them")
        } catch {
            find(error is LeafError ? .leaf : .order, path, "\(error)")
        }
    }

    /// The sheet that unsigned totals are without, where one was on its way when the ledger ended.
    private mutating func readUnsettled(_ genesis: Genesis) -> UnsettledSheet? {
        let path = LedgerFiles.unsettled
        guard history.totals == nil, totals != nil, isFile(path),
            let bytes = read(path, .box, limit: UnsettledSheet.maximumByteCount)
        else { return nil }
        guard history.phase == .open || history.phase == .paused else {
            find(.box, path, "a sheet that is not settled, but polls are \(history.phase)")
            return nil
        }
        guard let sheet = UnsettledSheet(parsing: bytes, slotCount: genesis.box.slotCount) else {
            find(.box, path, "not a slot of the box and a hash")
            return nil
        }
        find(
            .notClosed, path,
            "sheet \(history.nextSheetNumber) was on its way when the ledger ended, and no leaf says what became of its paper: "
                + "it is not counted")
        return sheet
    }

    // MARK: - Ballot box

    /// Most bytes of a ballot box that are read.
    private static let maximumBoxByteCount = 64 << 30

    /// Where the ballot box lies beside the ledger its files have their sizes, and with the totals its slots are those that the
    /// machine committed to. Before the totals nobody without the day's secret can say so.
    mutating func checkBox() {
        guard hasMeaning, let genesis = history.genesis else { return }
        let unsettled = readUnsettled(genesis)
        // In version 1 it may be there with other files, or with none.
        guard tree.kinds[LedgerFiles.box] == .directory, format == .two || tree.kinds[BallotBoxNames.slots] != nil
        else {
            return notChecked("the ballot box", needs: "box/ beside the ledger")
        }
        notChecked("what is sealed in the ballot box", needs: "the box key")
        let terms = genesis.box
        let slots = terms.slotCount * terms.slotByteCount
        guard requireSize(BallotBoxNames.slots, slots + (genesis.format == .one ? 0 : 2 * 4096)) else { return }
        if genesis.format == .two {
            _ = requireSize(BallotBoxNames.pictures, terms.slotCount * terms.pictureByteCount)
            checkKeys()
        }
        guard let totals else { return notChecked("the root of the ballot box", needs: "the totals") }
        guard slots <= Self.maximumBoxByteCount else {
            return notChecked("the root of the ballot box, of more than 64 GiB", needs: "a program that reads as much")
        }
        do throws(SystemFailure) {
            var tree = try Self.tree(of: "\(directory)/\(BallotBoxNames.slots)", terms)
            if let unsettled {
                guard tree[unsettled.slot] != unsettled.before else {
                    return find(.box, LedgerFiles.unsettled, "slot \(unsettled.slot) holds no sheet")
                }
                tree[unsettled.slot] = unsettled.before
            }
            if tree.root != totals.boxRoot {
                find(.box, BallotBoxNames.slots, "not the ballot box that the totals are of")
            } else {
                checked("ballot box of \(terms.slotCount) slots")
            }
        } catch {
            unread(BallotBoxNames.slots, "cannot be read: \(error.message)")
        }
    }

    /// The day's keys are there until the totals are, and nowhere in the box when the last event says that they are gone.
    private mutating func checkKeys() {
        if history.phase == .ended {
            for path in BallotBoxNames.secrets where tree.kinds[path] != nil {
                find(.box, path, "here, and the last event says that the day's keys were destroyed: destroy it")
            }
        } else if totals == nil, BallotBoxNames.keys.allSatisfy({ tree.kinds[$0] == nil }) {
            find(.box, BallotBoxNames.keys[0], "missing, as its second copy is: nobody can open the box without them")
        }
    }

    /// A file of the box that is not there has no bytes.
    private mutating func requireSize(_ path: String, _ size: Int) -> Bool {
        switch tree.kinds[path] {
        case nil where size == 0: return true
        case .file(size)? where size > 0: return true
        case .file(let other)?: find(.box, path, "\(other) bytes, not \(size)")
        default: find(.box, path, "missing")
        }
        return false
    }

    private static func tree(of path: String, _ terms: BoxTerms) throws(SystemFailure) -> SlotTree {
        let file = try Descriptor(path, O_RDONLY)
        var leaves: [TreeHash] = []
        for slot in 0..<terms.slotCount {
            leaves.append(.leaf(try file.read(terms.slotByteCount, at: slot * terms.slotByteCount)))
        }
        return SlotTree(leaves: leaves)
    }

    // MARK: - Release

    /// The release is the one that the totals are of, file by file.
    mutating func checkRelease(_ checker: (any ReleaseChecker)?) {
        let files = files(under: LedgerFiles.release)
        guard hasMeaning, let genesis = history.genesis else {
            return notChecked("box, release, records and sums", needs: "events that may follow one another")
        }
        guard let totals else {
            if let first = files.first { find(.release, first, "a release, and there are no totals") }
            return notChecked("release, records and sums", needs: "the totals")
        }
        let limit = LedgerFiles.maximumManifestByteCount
        guard let bytes = read(LedgerFiles.manifest, .release, limit: limit) else { return }
        guard FileDigest(of: bytes) == totals.releaseDigest else {
            return find(.release, LedgerFiles.manifest, "not the manifest that the totals name")
        }
        guard let manifest = ReleaseManifest(parsing: bytes) else {
            return find(.release, LedgerFiles.manifest, "not lines of a hash and a path, in the order of the paths")
        }
        checkFiles(of: manifest, files)
        guard let checker else {
            return notChecked("what the released files mean", needs: "a reader of them")
        }
        let release = manifest.release(in: directory, genesis: genesis, history: history, totals: totals)
        for finding in checker.findings(in: release) {
            find(finding.code, "\(LedgerFiles.release)/\(finding.path)", finding.what)
        }
        if !has(.release, .records, .sums) {
            checked("release of \(manifest.entries.count) files, whose records add up to the totals")
        }
    }

    /// Every file of the manifest is there and is the one that it names, and no other is.
    private mutating func checkFiles(of manifest: ReleaseManifest, _ files: [String]) {
        var others = Set(files)
        others.remove(LedgerFiles.manifest)
        for entry in manifest.entries {
            let path = "\(LedgerFiles.release)/\(entry.path)"
            others.remove(path)
            let directory = directory
            let digest = read(path, .release) { () throws(FileProblem) in
                try FileSystem.digest(
                    "\(directory)/\(path)", limit: LedgerFiles.maximumReleaseFileByteCount)
            }
            if let digest, digest != entry.digest { find(.release, path, "not the file that the manifest names") }
        }
        for path in others { find(.release, path, "not in the manifest") }
    }
}
