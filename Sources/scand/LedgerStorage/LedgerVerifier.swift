import DurableFiles
import Glibc
public import Ledger

/// Checks a ledger's directory, trusting nothing but the key.
public enum LedgerVerifier {
    /// Most leaves that are checked: a signed size costs its signer nothing, but us memory.
    public static let maximumSize = 1 << 24

    /// Which of the journal's signatures are checked.
    public enum Signatures: Sendable {
        /// That of every record, and the root in each: whether the machine ever signed another tree than this one.
        case all
        /// The published checkpoint's and the journal's newest: each covers every leaf before it. A hundredth of the work.
        case newest
    }

    /// Computes everything anew from the leaves and compares it with every byte in the directory.
    ///
    /// Always ends, reads no more than fixed limits, follows no symbolic link, and lists everything that it finds.
    ///
    /// - Parameters:
    ///   - key: the log's key, from a source other than this directory: whoever can change the directory could change a
    ///     key in it too.
    ///   - evidence: what the observer brings besides.
    ///   - release: reads what the released files mean; without it they are compared with the manifest only.
    public static func verify(
        directory: String, key: VerifierKey, signatures: Signatures = .all, evidence: Evidence? = nil,
        release: (any ReleaseChecker)? = nil
    ) -> VerificationReport {
        Verification.atRest(
            LedgerWriter.trimmed(directory), key, signatures, evidence ?? Evidence(key: key, now: Int(time(nil))),
            release
        ).finished()
    }
}

/// A verification under way: what was read, and what was found. Each step is a file of its own.
///
/// Every leaf stands in two places, the journal and a bundle, and its hash in a third, a tile. The journal is the truth where it
/// is sound in itself; where it is not, two against one tell which file to name. Entries are slices of the files' bytes: a
/// million of them are held in no more pieces than there are files.
struct Verification {
    let directory: String
    let key: VerifierKey
    let tree: DirectoryTree

    /// The size that tiles and bundles are there for.
    var size = 0
    var published: Checkpoint?
    /// The published checkpoint with its signatures.
    var note: SignedNote?
    /// A checkpoint of this ledger that may have the cosignatures of witnesses, from beside it or from the observer.
    var cosigned: SignedNote?
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
    /// What is wrong with notes of a journal that is the truth.
    var noteFaults: [NoteFault]?
    /// What all entries mean, published or not.
    var history = LedgerHistory()
    /// The result: signed, or of a ledger that nobody signed it for.
    var totals: Totals?
    /// Files that belong here.
    var expected: Set<String> = [LedgerFiles.lock, LedgerFiles.journal, LedgerFiles.checkpoint, LedgerFiles.cosigned]

    private var report = VerificationReport()
    private var seen: Set<VerificationReport.Finding> = []

    init(directory: String, key: VerifierKey) {
        (self.directory, self.key) = (directory, key)
        tree = DirectoryTree(of: directory)
    }

    /// A ledger may be written while it is looked at: where something is not right then, it is looked at again.
    static func atRest(
        _ directory: String, _ key: VerifierKey, _ signatures: LedgerVerifier.Signatures, _ evidence: Evidence,
        _ release: (any ReleaseChecker)?
    ) -> Verification {
        var attempt = 1
        while true {
            let before = LedgerStamp(directory)
            var verification = Verification(directory: directory, key: key)
            verification.run(signatures, evidence, release)
            let after = LedgerStamp(directory)
            guard !verification.finished().isIntact, after != before || after.isInTheMaking else { return verification }
            guard attempt < mostAttempts else {
                // What a kill left in the making stays as it is.
                if after == before { return verification }
                verification.unread(LedgerFiles.journal, "it is being written: look again, or at a copy")
                return verification
            }
            attempt += 1
            usleep(50_000)
        }
    }

    private static let mostAttempts = 3

    mutating func run(_ signatures: LedgerVerifier.Signatures, _ evidence: Evidence, _ release: (any ReleaseChecker)?) {
        guard FileSystem.isDirectory(directory) else { return unread(".", "no such directory") }
        readCheckpoint()
        readJournal()
        readBundles()
        chooseEntries(signatures)
        checkTree()
        checkJournal(signatures)
        checkHistory()
        checkTotals()
        checkBox()
        checkRelease(release)
        checkEarlier(evidence)
        checkProofs(evidence)
        checkCosignatures(evidence)
        checkNames()
    }

    /// Notes that something is not as it must be, once.
    mutating func find(_ code: FindingCode, _ path: String, _ what: String) {
        guard seen.count < VerificationReport.maximumFindingCount else { return }
        seen.insert(VerificationReport.Finding(code: code, path: path, what: what))
    }

    /// Whether there is a finding of one of some codes.
    func has(_ codes: FindingCode...) -> Bool { seen.contains { codes.contains($0.code) } }

    mutating func checked(_ what: String) { report.checked.append(what) }

    mutating func notChecked(_ what: String, needs: String) {
        report.notChecked.append(VerificationReport.NotChecked(what: what, needs: needs))
    }

    /// Notes a file that the system does not let us read.
    mutating func unread(_ path: String, _ why: String) {
        report.unread.append(path)
        notChecked("\(path): \(why)", needs: "a file that can be read")
    }

    mutating func set(_ change: (inout VerificationReport) -> Void) { change(&report) }

    /// Whether the key signed anything here, or somebody brought what it signed: then this is a ledger of it that was changed.
    private var isSignedAnywhere: Bool {
        published != nil || has(.earlier, .proof, .cosignatures) || !report.unread.isEmpty
            || records.contains { record in
                let note = try? SignedNote(parsing: Array(record.note))
                return (try? note?.verify(by: key)) != nil
            }
    }

    func finished() -> VerificationReport {
        var report = report
        report.checkpoint = published
        report.history = history
        if let named = history.genesis?.key, named != key, !isSignedAnywhere { report.otherKey = named }
        if history.totals == nil { report.unsignedTotals = totals }
        report.damage = (seen.union(report.damage)).sorted { ($0.code, $0.path, $0.what) < ($1.code, $1.path, $1.what) }
        return report
    }
}

/// What changes when a ledger is written.
private struct LedgerStamp: Equatable {
    private let files: [[Int]?]
    /// Whether one of the files that are replaced is being written.
    let isInTheMaking: Bool

    init(_ directory: String) {
        func file(_ name: String) -> [Int]? {
            var status = stat()
            guard unsafe lstat("\(directory)/\(name)", &status) == 0 else { return nil }
            return [Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        }
        let replaced = [LedgerFiles.checkpoint, LedgerFiles.cosigned]
        files = ([LedgerFiles.journal] + replaced).map(file)
        isInTheMaking = replaced.contains { file($0 + FileSystem.temporarySuffix) != nil }
    }
}
