import ArgumentParser
import DurableFiles
import Foundation
import Ledger
import LedgerStorage
import Release

/// `scand ledger prove`: a proof to take home that an event is in the ledger.
struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Writes the proof that an event is in the ledger (C2SP tlog-proof).",
        discussion: """
            The ledger is verified first, as by 'scand ledger verify', with the same report and exit status; one that is not \
            as it must be gives no proof. The proof holds the checkpoint that witnesses cosigned, where it covers the event, \
            else the published one, and is checked offline, by 'scand ledger verify-proof', with the event's leaf and the \
            key. Events are counted from 0, the genesis; 'scand ledger show' lists them.
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event's index, as 'scand ledger show' lists it; not the number of a sheet.")
    var index: Int

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "New file for the proof. Without it the proof goes to the standard output, and the report to the standard error.",
            valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("New file for the event's leaf, which the proof is of.", valueName: "file"))
    var leaf: String?

    @OptionGroup var brought: EvidenceOptions

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        if let output, output == leaf {
            throw CommandFailure(.unusableArguments, "--leaf \(output): expected another file than that of the proof")
        }
        for path in [output, leaf].compactMap(\.self) {
            try NewFile.check(path)
            guard !isInLedger(path) else {
                throw CommandFailure(
                    .unusableArguments, "\(path): expected a file outside the ledger: a strange file in it is damage")
            }
        }
        try LedgerVerdict.ending(json: json, besideOutput: output == nil) {
            let key = try ledger.key()
            let (report, reader) = LedgerReader.read(
                directory: ledger.directory, key: key, evidence: try brought.evidence(key: key),
                release: ReleaseVerification())
            if let reader { try write(reader) }
            return (report, ledger.directory)
        }
    }

    private func isInLedger(_ path: String) -> Bool {
        guard let ledger = FileSystem.resolved(ledger.directory),
            let folder = FileSystem.resolved(FileSystem.parent(of: path))
        else { return false }
        return "\(folder)/".utf8.starts(with: "\(ledger)/".utf8)
    }

    private func write(_ reader: LedgerReader) throws {
        guard let proof = reader.proof(of: index) else {
            throw CommandFailure(
                .unusableArguments,
                "index \(index): the published ledger has the events 0 to \(reader.leaves.count - 1)")
        }
        if let leaf { try NewFile.write(reader.leaves[index], to: leaf) }
        if let output {
            try NewFile.write(proof.encoded, to: output)
        } else {
            try StandardOutput.write(String(decoding: proof.encoded.dropLast(), as: UTF8.self))
        }
    }
}
