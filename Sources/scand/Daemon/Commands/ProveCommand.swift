import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// `scand ledger prove`: a proof to take home that an event is in the ledger.
struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Writes the proof that an event is in the ledger (C2SP tlog-proof).",
        discussion: """
            The ledger is verified first; a damaged one gives no proof. The proof holds the published checkpoint with its \
            signatures and is checked offline, by 'scand ledger verify-proof', with the event's leaf and the key. \
            Events are counted from 0, the genesis; 'scand ledger show' lists them.
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event's index.")
    var index: Int

    @Option(name: .shortAndLong, help: ArgumentHelp("New file for the proof (standard output).", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("New file for the event's leaf, which the proof is of.", valueName: "file"))
    var leaf: String?

    func run() throws {
        for path in [output, leaf].compactMap(\.self) { try NewFile.check(path) }
        let reader = try ledger.reader()
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
