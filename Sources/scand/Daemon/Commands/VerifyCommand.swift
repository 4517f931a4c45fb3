import ArgumentParser
import Foundation
import Ledger
import LedgerStorage
import Release

/// `scand ledger verify`: recomputes everything from the leaves, and ends in one verdict.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recomputes a ledger from its events and ends in one verdict.",
        discussion: """
            Checks every event, tile, checkpoint and signature, the order of events, the ballot box where it is at hand, the \
            release and the sums, and what is brought besides the key. The report says what was checked, what was not, and \
            what would be needed. Exit status 0: all that was asked was checked and is so; 1: something is not; 2: what was \
            given cannot be used; 3: something could not be read.
            """)

    @OptionGroup var ledger: LedgerOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "An earlier checkpoint that somebody kept: a disk that was set back or shows others another ledger is named.",
            valueName: "file"))
    var earlier: [String] = []

    @Option(
        help: ArgumentHelp("A policy: which witnesses must have seen the ledger (C2SP tlog-policy).", valueName: "file")
    )
    var policy: String?

    @Option(
        help: ArgumentHelp(
            "The checkpoint with their cosignatures, if not the file 'cosigned' of the ledger.", valueName: "file"))
    var cosigned: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A proof of an event that somebody took home (C2SP tlog-proof).", valueName: "file"))
    var proof: [String] = []

    @Option(
        help: "Which signatures of the journal are checked: all, or the newest, which takes a hundredth of the time.")
    var signatures = SignatureChoice.all

    enum SignatureChoice: String, ExpressibleByArgument {
        case newest, all
    }

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        try LedgerVerdict.ending(json: json) {
            let key = try ledger.key()
            let evidence = try EvidenceFiles.read(
                key: key, earlier: earlier, policy: policy, cosigned: cosigned, proofs: proof)
            let report = LedgerVerifier.verify(
                directory: ledger.directory, key: key, signatures: signatures == .all ? .all : .newest,
                evidence: evidence, release: ReleaseVerification())
            return (report, ledger.directory)
        }
    }
}

/// The files that an observer brings.
enum EvidenceFiles {
    private static let maximumByteCount = 128 << 10

    static func read(
        key: VerifierKey, earlier: [String] = [], policy: String? = nil, cosigned: String? = nil, proofs: [String] = []
    ) throws -> Evidence {
        var evidence = Evidence(key: key, now: Int(Date().timeIntervalSince1970))
        for path in earlier { try evidence.addEarlier(try bytes(path, .earlier), named: path) }
        if let policy { try evidence.take(policy: try bytes(policy, .policy), named: policy) }
        if let cosigned { try evidence.take(cosigned: try bytes(cosigned, .earlier), named: cosigned) }
        for path in proofs { try evidence.addProof(try bytes(path, .proof), named: path) }
        return evidence
    }

    /// A file's bytes.
    ///
    /// - Parameter code: what a file that is too long is told as.
    static func bytes(_ path: String, _ code: UnusableEvidence.Code) throws -> [UInt8] {
        let data: Data
        do {
            guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
            // An empty file gives nothing.
            data = try file.read(upToCount: maximumByteCount + 1) ?? Data()
        } catch {
            throw CommandFailure(.inputNotOpened, "\(path): cannot be read")
        }
        guard data.count <= maximumByteCount else {
            throw UnusableEvidence(code, path, "more than the \(maximumByteCount) bytes that are read")
        }
        return Array(data)
    }
}
