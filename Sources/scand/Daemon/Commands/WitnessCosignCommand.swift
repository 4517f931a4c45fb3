import ArgumentParser
import Foundation
import Ledger
import Witness

/// `scand ledger witness cosign`: witnesses a checkpoint without any network.
struct WitnessCosignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosign", abstract: "Cosigns a checkpoint from a file, if the ledger only grew since then.",
        discussion: """
            For observers who carry checkpoints on paper or on a stick. Of a log that was cosigned before, a copy of its \
            directory is needed too, to see that nothing changed. Exit status 1 when it does not show that.
            """)

    @Argument(help: ArgumentHelp("The signed checkpoint.", valueName: "checkpoint"))
    var checkpoint: String

    @OptionGroup var logs: WitnessedLogs
    @OptionGroup var identity: WitnessIdentity

    @Option(help: ArgumentHelp("A copy of the ledger, at the checkpoint's size or a later one.", valueName: "dir"))
    var ledger: String?

    @Option(help: ArgumentHelp("File of the cosigned checkpoint.", valueName: "file"))
    var out: String

    func run() throws {
        let trust = try logs.read()
        do {
            let note = try CosignedFile.read(checkpoint)
            let witness = try identity.witness(of: trust)
            let request = try request(for: note, knowing: try witness.newest(of: signed(note, by: trust).origin), trust)
            let line = try witness.add(request) { time(nil) }
            _ = try CosignedFile.add([line], under: note, to: out)
            try StandardOutput.write("\(witness.key.name) cosigned \(request.checkpoint.size) events")
        } catch let error as CosignedFileError {
            throw CommandFailure(.unusableArguments, error.description)
        } catch let error as WitnessError {
            throw CommandFailure(error)
        } catch let refusal as AddCheckpointRefusal {
            throw failure(refusal)
        }
    }

    private func signed(_ note: SignedNote, by trust: TrustPolicy) throws -> Checkpoint {
        do {
            return try trust.signedCheckpoint(note)
        } catch {
            throw CommandFailure(.notVerified, "\(checkpoint): \(error)")
        }
    }

    /// The proof that a witness on the network would be sent.
    private func request(
        for note: SignedNote, knowing known: SignedNote?, _ trust: TrustPolicy
    ) throws -> AddCheckpointRequest {
        let (new, old) = (try signed(note, by: trust), known.flatMap { Checkpoint(parsing: $0.text) })
        guard let old, old.size > 0, old.size != new.size else {
            guard let request = AddCheckpointRequest(from: old?.size ?? 0, proof: [], to: note) else {
                throw CommandFailure(.unusableArguments, "\(checkpoint): not a checkpoint")
            }
            return request
        }
        guard old.size < new.size else {
            throw CommandFailure(
                .unusableArguments, "\(checkpoint): of \(new.size) events, but \(old.size) were cosigned already")
        }
        guard let ledger else {
            throw CommandFailure(
                .unusableArguments,
                "\(checkpoint): this log was cosigned at \(old.size) events: give a copy of the ledger with --ledger")
        }
        let published: PublishedLedger
        do {
            published = try PublishedLedger(at: FilePath.trimmed(ledger), policy: trust)
        } catch {
            throw CommandFailure(.ledgerRefused, error.description)
        }
        guard let request = published.request(from: old.size, to: note) else {
            throw CommandFailure(
                .notVerified, "\(ledger): does not hold the \(new.size) events that \(checkpoint) is signed for")
        }
        return request
    }

    private func failure(_ refusal: AddCheckpointRefusal) -> CommandFailure {
        switch refusal {
        case .unavailable(let error): CommandFailure(error)
        case .inconsistent:
            CommandFailure(
                .notVerified,
                "\(checkpoint): NOT the continuation of what was cosigned before: the log has signed two histories; "
                    + "keep this file and all of \(identity.state)")
        default: CommandFailure(.notVerified, "\(checkpoint): \(refusal)")
        }
    }
}
