import ArgumentParser
import DurableFiles
import Keys
import Ledger
import Witness

/// `scand ledger witness`: what an observer does so that nobody can be shown another ledger later.
struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "Cosigns checkpoints of ledgers that only grew, and gathers cosignatures.",
        subcommands: [WitnessServeCommand.self, WitnessAddCommand.self, WitnessCosignCommand.self])
}

/// The logs that a witness knows: from a policy file, or from their verifier keys.
struct WitnessedLogs: ParsableArguments {
    @Option(help: ArgumentHelp("Policy (C2SP tlog-policy) whose logs are witnessed.", valueName: "file"))
    var policy: String?

    @Option(help: ArgumentHelp("Verifier key of a log that is witnessed; may be given again.", valueName: "file.vkey"))
    var log: [String] = []

    func validate() throws {
        guard (policy != nil) != !log.isEmpty else {
            throw ValidationError("Give either --policy, or --log once for each log.")
        }
    }

    func read() throws -> TrustPolicy {
        if let policy { return try PolicyFile.read(policy) }
        return TrustPolicy(logs: try log.map { try VerifierKeyFile.read($0) })
    }
}

/// The witness itself: its key and its memory.
struct WitnessIdentity: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The witness's secret key, as 'scand keys make --no-passphrase' makes it; its alone.", valueName: "file"))
    var key: String

    @Option(
        help: ArgumentHelp("Directory that remembers what was cosigned; made if it is not there.", valueName: "dir"))
    var state: String

    func witness(of logs: TrustPolicy) throws -> LogWitness {
        let signer = try KeyFile.read(key)
        do {
            return try LogWitness(policy: logs, signer: signer, memory: FilePath.trimmed(state))
        } catch {
            throw CommandFailure(error)
        }
    }
}

/// Reading a policy file.
enum PolicyFile {
    static func read(_ path: String) throws -> TrustPolicy {
        do {
            let bytes = try FileSystem.read(path, limit: TrustPolicy.maximumByteCount)
            let policy = try TrustPolicy(parsing: OutsideText.plain(bytes))
            guard !policy.logs.isEmpty else {
                throw CommandFailure(.unusableArguments, "\(path): names no log: add a line 'log <vkey>'")
            }
            return policy
        } catch let problem as FileProblem {
            throw CommandFailure(.unusableArguments, "\(path): \(problem.message)")
        } catch let error as OutsideTextError {
            throw CommandFailure(.unusableArguments, "\(path): \(error)")
        } catch let error as PolicyError {
            throw CommandFailure(.unusableArguments, "\(path): \(error)")
        }
    }
}

extension CommandFailure {
    /// A witness that cannot work.
    init(_ error: WitnessError) {
        switch error {
        case .ownLog, .otherKey: self.init(.unusableArguments, error.description)
        default: self.init(.ledgerRefused, error.description)
        }
    }
}
