import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// The key that a ledger is checked by.
struct VerifierKeyOption: ParsableArguments {
    @Option(
        name: .customLong("vkey"), parsing: .singleValue,
        help: ArgumentHelp("Verifier key that was handed out before polls opened.", valueName: "file"))
    private var vkeys: [String]

    var vkey: String { vkeys[0] }

    func validate() throws { try requireOnce(("--vkey", vkeys)) }
}

/// Refuses an option of a verifier that is given twice: nobody would know which of the two was meant.
func requireOnce(_ options: (name: String, given: [String])...) throws {
    for (name, given) in options where given.count > 1 { throw ValidationError("\(name): given more than once") }
}

/// What an observer brings to a ledger or a proof besides the key.
struct EvidenceOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "An earlier checkpoint that somebody kept: a disk that was set back or shows others another ledger is named.",
            valueName: "file"))
    var earlier: [String] = []

    @Option(
        name: .customLong("policy"), parsing: .singleValue,
        help: ArgumentHelp("A policy: which witnesses must have seen the ledger (C2SP tlog-policy).", valueName: "file")
    )
    private var policies: [String] = []

    @Option(
        name: .customLong("cosigned"), parsing: .singleValue,
        help: ArgumentHelp(
            "The checkpoint with their cosignatures, if not the ledger's own file 'cosigned', or the proof's.",
            valueName: "file"))
    private var cosignedFiles: [String] = []

    var policy: String? { policies.first }
    var cosigned: String? { cosignedFiles.first }

    func validate() throws {
        try requireOnce(("--policy", policies), ("--cosigned", cosignedFiles))
    }

    /// What the files say. All of them are looked at: one that cannot be used is told before one that cannot be read.
    ///
    /// - Parameters:
    ///   - proofs: files with proofs.
    ///   - leaves: files with the leaf that each of them is of, or none.
    func evidence(key: VerifierKey, proofs: [String] = [], leaves: [String] = []) throws -> Evidence {
        var evidence = Evidence(key: key, now: Int(Date().timeIntervalSince1970))
        var unread: CommandFailure?
        func look(_ body: () throws -> Void) throws {
            do { try body() } catch let failure as CommandFailure where failure.status == .inputNotOpened {
                unread = unread ?? failure
            }
        }
        if let policy { try look { try evidence.take(policy: try EvidenceFile.bytes(policy, .policy), named: policy) } }
        for path in earlier {
            try look { try evidence.addEarlier(try EvidenceFile.bytes(path, .earlier), named: path) }
        }
        if let cosigned {
            try look { try evidence.take(cosigned: try EvidenceFile.bytes(cosigned, .earlier), named: cosigned) }
        }
        for (place, path) in proofs.enumerated() {
            var leaf: [UInt8]?
            if !leaves.isEmpty { try look { leaf = try EvidenceFile.bytes(leaves[place], .proof) } }
            try look { try evidence.addProof(try EvidenceFile.bytes(path, .proof), of: leaf, named: path) }
        }
        if let unread { throw unread }
        return evidence
    }

    /// The keys of the logs that the policy names.
    func keysOfPolicy() throws -> [VerifierKey] {
        guard let policy else { return [] }
        return try Evidence.logs(ofPolicy: try EvidenceFile.bytes(policy, .policy), named: policy)
    }
}

/// A file that an observer brings.
enum EvidenceFile {
    private static let maximumByteCount = 128 << 10

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
