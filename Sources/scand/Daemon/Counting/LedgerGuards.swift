import ArgumentParser
import DurableFiles
import Ledger
import LedgerStorage

/// What must hold before a ledger is written to.
struct LedgerGuards: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Checkpoint of this ledger that was noted or cosigned: an older ledger is refused. May be repeated.",
            valueName: "file"))
    var notOlderThan: [String] = []

    @Flag(help: "Go on, though the file system may keep what is overwritten or lose what was written.")
    var acceptFileSystem = false

    @Option(
        help: ArgumentHelp(
            "Policy (C2SP tlog-policy) whose witnesses are asked for cosignatures of what is written.",
            valueName: "policy"))
    var witness: String?

    /// Refuses a disk that does not keep what we promise, where a real key was given; warns where keys lie beside the ledger.
    ///
    /// - Returns: what people must hear of it when the ledger is open.
    func checkFileSystem(of ledger: String, copy: String?, isReal: Bool) throws -> [String] {
        // Where nothing can be asked of a path, its ledger or copy is refused with a better word.
        let objections = [ledger, copy].compactMap { path in
            path.flatMap { try? FileSystem.objection(toLedgerAt: $0, allowsMemory: !isReal) }
        }
        guard !isReal || acceptFileSystem else {
            if let first = objections.first {
                throw CommandFailure(.ledgerRefused, "\(first), or go on all the same with --accept-file-system")
            }
            return []
        }
        return objections
    }

    /// That ledger and copy lie on one disk, as where the stick that the copy belongs on is not mounted.
    static func sameDisk(_ ledger: String, _ copy: String?) -> [String] {
        func folder(_ path: String) -> String {
            let folder = FilePath.folder(of: FilePath.trimmed(path))
            return folder.isEmpty ? "." : folder
        }
        guard let copy, FileSystem.areOnOneDisk(folder(ledger), folder(copy)) else { return [] }
        return [
            "\(copy): the second copy is on the same disk as the ledger, and goes with it: is the disk that it belongs on mounted?"
        ]
    }

    /// The witnesses that are asked about a ledger, where there are some; the policy is checked before anything is made.
    func witnesses(of ledger: String) throws -> AskedWitnesses? {
        try witness.map { try AskedWitnesses(of: ledger, policy: $0) }
    }

    /// Refuses a policy of other logs: its witnesses would be asked in vain.
    func requirePolicy(of key: VerifierKey) throws {
        guard let witness, try PolicyFile.read(witness).trusting(key) == nil else { return }
        throw CommandFailure(
            .unusableArguments, "\(witness): names other logs than \(key.name): give this one's policy")
    }

    /// The checkpoints, as signed notes of the ledger with a key.
    func checkpoints(of key: VerifierKey) throws -> [[UInt8]] {
        try notOlderThan.map { path in
            do {
                let bytes = try OutsideText.plain(try FileSystem.read(path, limit: 1 << 16))
                let note = try SignedNote(parsing: bytes)
                try note.verify(by: key)
                guard Checkpoint(parsing: note.text)?.origin == key.name else {
                    throw CommandFailure(.unusableArguments, "\(path): not a checkpoint of \(key.name)")
                }
                return bytes
            } catch let failure as CommandFailure {
                throw failure
            } catch let problem as FileProblem {
                throw CommandFailure(.unusableArguments, "\(path): \(problem.message)")
            } catch {
                throw CommandFailure(.unusableArguments, "\(path): \(error)")
            }
        }
    }
}
