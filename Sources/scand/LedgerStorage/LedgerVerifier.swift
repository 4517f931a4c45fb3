import DurableFiles
public import Ledger

/// Checks a ledger's directory, trusting nothing but the key.
public enum LedgerVerifier {
    /// Most leaves that are checked: a signed size costs its signer nothing, but us memory.
    public static let maximumSize = 1 << 24

    /// Which of the journal's signatures are checked.
    public enum Signatures: Sendable {
        /// The published checkpoint's and the journal's newest: each covers every leaf before it, so that no older one could
        /// say more about them.
        case newest
        /// That of every record, and the root in each: whether the machine ever signed another tree than this one. Costs a
        /// hundred times as much.
        case all
    }

    /// Computes everything anew from the entries and compares it with every byte in the directory.
    ///
    /// Always ends, reads no more than fixed limits, follows no symbolic link, and lists all damage that it finds.
    ///
    /// - Parameters:
    ///   - key: the log's key, from a source other than this directory: whoever can change the directory could change a
    ///     key in it too.
    ///   - earlier: an earlier checkpoint, as a signed note: the ledger must lead on from it.
    ///   - release: reads what the released files mean; without it they are compared with the manifest only.
    public static func verify(
        directory: String, key: VerifierKey, signatures: Signatures = .newest, earlier: [UInt8]? = nil,
        release: (any ReleaseChecker)? = nil
    ) -> VerificationReport {
        var verification = Verification(directory: LedgerWriter.trimmed(directory), key: key)
        verification.run(signatures, earlier: earlier, release: release)
        return verification.finished()
    }
}

/// A verification under way: what was read, and what was found. Each step is a file of its own.
///
/// Every entry stands in two places, the journal and a bundle, and its hash in a third, a tile. Where they differ, two
/// against one tell which file to name. Entries are slices of the files' bytes: a million of them are held in no more
/// pieces than there are files.
struct Verification {
    let directory: String
    let key: VerifierKey
    let tree: DirectoryTree

    /// The size that tiles and bundles are there for.
    var size = 0
    var published: Checkpoint?
    /// The published checkpoint with its signatures.
    var note: SignedNote?
    /// The journal's records in their order, and which of them has the leaf at an index: none where it is -1.
    var records: [Journal.Record] = []
    var placeOfRecord: [Int] = []
    /// Bundles that could be read, by number.
    var bundles: [Int: [UInt8]] = [:]
    /// What the bundles hold, by index.
    var bundled: [ArraySlice<UInt8>?] = []
    /// The entries that the rest is compared with; empty where one of them is nowhere to be had.
    var entries: [ArraySlice<UInt8>] = []
    var merkle = MerkleTree()
    /// What all entries mean, published or not.
    var history = LedgerHistory()
    /// Files that belong here.
    var expected = BallotBoxNames.all.union([LedgerFiles.lock])

    private var report = VerificationReport()
    private var seen: Set<VerificationReport.Damage> = []

    init(directory: String, key: VerifierKey) {
        (self.directory, self.key) = (directory, key)
        tree = DirectoryTree(of: directory)
        for problem in tree.problems { damage(problem.path, problem.what) }
    }

    mutating func run(
        _ signatures: LedgerVerifier.Signatures = .newest, earlier: [UInt8]? = nil, release: (any ReleaseChecker)? = nil
    ) {
        readCheckpoint()
        readJournal()
        readBundles()
        chooseEntries()
        checkTree()
        checkBundles()
        checkTiles()
        checkJournal(signatures)
        checkHistory()
        checkBox()
        checkRelease(release)
        if let earlier { checkConsistency(with: earlier) }
        checkNames()
    }

    /// Notes damage, once.
    mutating func damage(_ path: String, _ what: String) {
        guard seen.count < VerificationReport.maximumDamageCount else { return }
        seen.insert(VerificationReport.Damage(path: path, what: what))
    }

    /// Reads a file that must be there, noting damage where it is not or is none.
    mutating func read(_ path: String, limit: Int) -> [UInt8]? {
        let directory = directory
        return read(path) { () throws(FileProblem) in try FileSystem.read("\(directory)/\(path)", limit: limit) }
    }

    /// The same for a file that is read in a way of its own.
    mutating func read<Contents>(_ path: String, _ read: () throws(FileProblem) -> Contents) -> Contents? {
        expected.insert(path)
        guard let kind = tree.kinds[path] else {
            damage(path, "missing")
            return nil
        }
        guard case .file = kind else { return nil }  // named among the strange files
        do throws(FileProblem) {
            return try read()
        } catch {
            damage(path, error.message)
            return nil
        }
    }

    /// The record of the leaf at an index.
    func record(at index: Int) -> Journal.Record? {
        guard index < placeOfRecord.count, placeOfRecord[index] >= 0 else { return nil }
        return records[placeOfRecord[index]]
    }

    mutating func set(_ change: (inout VerificationReport) -> Void) { change(&report) }

    func finished() -> VerificationReport {
        var report = report
        report.checkpoint = published
        report.damage = seen.sorted { ($0.path, $0.what) < ($1.path, $1.what) }
        return report
    }
}
