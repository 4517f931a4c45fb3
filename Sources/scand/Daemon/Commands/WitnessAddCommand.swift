import ArgumentParser
import Foundation
import Ledger
import Witness
import WitnessHTTP

/// `scand ledger witness add`: has a ledger's checkpoint cosigned.
struct WitnessAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Sends a ledger's checkpoint to witnesses, gathers cosignatures.",
        discussion: """
            The policy names the log and the witnesses with their keys. The file 'cosigned' of the ledger, or another one that is \
            no part of its directory, gets the checkpoint with all signatures; lines are added to the same checkpoint later. Exit status \
            0 when every witness that was asked cosigned, 1 when one refused, 3 when one could not be reached.
            """)

    @Argument(help: "Directory of the ledger, or a copy of it.")
    var ledger: String

    @Option(help: ArgumentHelp("Policy (C2SP tlog-policy) with the log and its witnesses.", valueName: "file"))
    var policy: String

    @Option(help: ArgumentHelp("Ask this witness of the policy only.", valueName: "name"))
    var witness: String?

    @Option(
        help: ArgumentHelp(
            "Where that witness is, in place of the policy's address: http://host:port.", valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "File of the cosigned checkpoint, if not the ledger's own 'cosigned'.", valueName: "file"))
    var out: String?

    func validate() throws {
        guard url == nil || witness != nil else { throw ValidationError("--url needs --witness: which one is there?") }
    }

    func run() throws {
        let trust = try PolicyFile.read(policy)
        let asked = try addresses(in: trust)
        let published: PublishedLedger
        do {
            published = try PublishedLedger(at: FilePath.trimmed(ledger), policy: trust)
        } catch {
            throw CommandFailure(.ledgerRefused, error.description)
        }
        var failures: [CommandFailure] = []
        for (witness, address) in asked {
            do {
                let line = try cosignature(of: published, by: witness, at: address)
                _ = try CosignedFile.add(
                    [line], under: published.note, to: out ?? "\(FilePath.trimmed(ledger))/cosigned")
                try StandardOutput.write("\(witness.name) cosigned \(published.checkpoint.size) events")
            } catch let failure as CommandFailure {
                failures.append(failure)
            } catch let error as CosignedFileError {
                throw CommandFailure(.unusableArguments, error.description)
            }
        }
        for failure in failures.dropLast() { StandardError.write("scand: \(failure.message)") }
        if let last = failures.last { throw last }
    }

    /// The witnesses to be asked, with their addresses.
    private func addresses(in trust: TrustPolicy) throws -> [(TrustPolicy.Witness, WitnessAddress)] {
        let chosen = trust.witnesses.filter { found in
            witness.map { found.name.bytes.elementsEqual($0.utf8) } ?? (found.url != nil)
        }
        guard !chosen.isEmpty else {
            let what = witness.map { "has no witness '\($0)'" } ?? "has no witness with an address"
            throw CommandFailure(.unusableArguments, "\(policy): \(what)")
        }
        return try chosen.map { found in
            guard let text = url ?? found.url else {
                throw CommandFailure(.unusableArguments, "\(policy): '\(found.name)' has no address: give --url")
            }
            guard let address = WitnessAddress(text) else {
                throw CommandFailure(
                    .unusableArguments, "'\(text)': expected http://host:port, as a witness in the same house has it")
            }
            return (found, address)
        }
    }

    private func cosignature(
        of published: PublishedLedger, by witness: TrustPolicy.Witness, at address: WitnessAddress
    ) throws -> SignedNote.Signature {
        let patience = WitnessClient(address).patience / 1000
        let waiting = "scand: waiting for \(witness.name) at \(address), up to \(patience) s"
        let round = try BlockingWork.wait {
            // After a second, a person is told who is waited for.
            let word = Task {
                try await Task.sleep(for: .seconds(1))
                StandardError.write(waiting)
            }
            defer { word.cancel() }
            return await WitnessRound.ask(witness, at: address, about: published)
        }
        switch round {
        case .line(let line): return line
        case .newer(let size):
            throw CommandFailure(
                .notVerified,
                "\(address): knows \(size) events of this log, more than the \(published.checkpoint.size) here: "
                    + "find out whose copy is old")
        case .otherHistory(let size):
            throw CommandFailure(
                .notVerified,
                "\(address): has seen \(size) other events of this log than are here, signed by its key: find out whose copy was set "
                    + "back, or whether the log shows two histories")
        case .refused(let line): throw CommandFailure(.notVerified, line)
        case .unreachable(let line): throw CommandFailure(.inputNotOpened, line)
        }
    }
}
