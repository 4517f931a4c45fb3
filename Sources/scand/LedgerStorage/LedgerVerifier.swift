import DurableFiles
public import Ledger

/// Checks a ledger's directory, trusting nothing but the key.
public enum LedgerVerifier {
    /// Most leaves that are checked: a signed size costs its signer nothing, but us memory.
    public static let maximumSize = 1 << 24

    /// Computes everything anew from the entries and compares it with every byte in the directory.
    ///
    /// Always ends, reads no more than fixed limits, follows no symbolic link, and lists all damage that it finds.
    ///
    /// - Parameters:
    ///   - key: the log's key, from a source other than this directory: whoever can change the directory could change a
    ///     key in it too.
    ///   - release: reads what the released files mean; without it they are compared with the manifest only.
    public static func verify(
        directory: String, key: VerifierKey, release: (any ReleaseChecker)? = nil
    ) -> VerificationReport {
        var verification = Verification(directory: LedgerWriter.trimmed(directory), key: key)
        verification.readCheckpoint()
        verification.readJournal()
        verification.readBundles()
        verification.chooseEntries()
        verification.checkTree()
        verification.checkBundles()
        verification.checkTiles()
        verification.checkJournal()
        verification.checkHistory()
        verification.checkRelease(release)
        verification.checkNames()
        return verification.finished()
    }
}

/// A verification under way: what was read, and what was found. Each step is a file of its own.
///
/// Every entry stands in two places, the journal and a bundle, and its hash in a third, a tile. Where they differ, two
/// against one tell which file to name.
struct Verification {
    let directory: String
    let key: VerifierKey
    let tree: DirectoryTree

    /// The size that tiles and bundles are there for.
    var size = 0
    var published: Checkpoint?
    /// The journal's records by the index of their leaf.
    var records: [Int: Journal.Record] = [:]
    /// Bundles as they were read, by path.
    var bundles: [String: [UInt8]] = [:]
    /// What the bundles hold, by index.
    var bundled: [Int: [UInt8]] = [:]
    /// The entries that the rest is compared with; empty where one of them is nowhere to be had.
    var entries: [[UInt8]] = []
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

    /// Notes damage, once.
    mutating func damage(_ path: String, _ what: String) {
        guard seen.count < VerificationReport.maximumDamageCount else { return }
        seen.insert(VerificationReport.Damage(path: path, what: what))
    }

    /// Reads a file that must be there, noting damage where it is not or is none.
    mutating func read(_ path: String, limit: Int) -> [UInt8]? {
        expected.insert(path)
        guard let kind = tree.kinds[path] else {
            damage(path, "missing")
            return nil
        }
        guard case .file = kind else { return nil }  // named among the strange files
        do throws(FileProblem) {
            return try FileSystem.read("\(directory)/\(path)", limit: limit)
        } catch {
            damage(path, error.message)
            return nil
        }
    }

    mutating func set(_ change: (inout VerificationReport) -> Void) { change(&report) }

    func finished() -> VerificationReport {
        var report = report
        report.checkpoint = published
        report.damage = seen.sorted { ($0.path, $0.what) < ($1.path, $1.what) }
        return report
    }
}
