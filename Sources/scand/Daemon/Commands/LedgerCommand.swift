import ArgumentParser
import Foundation
import Keys
import Ledger
import LedgerStorage

/// `scand ledger`: what observers and auditors do with a ledger.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Checks ledgers, shows what is in them, and makes derived files again.",
        subcommands: [
            VerifyCommand.self, CloseCommand.self, ReleaseCommand.self, ProveCommand.self, VerifyProofCommand.self,
            ShowCommand.self, FsckCommand.self, DestroyCopyCommand.self, WitnessCommand.self,
        ])
}

/// A ledger and the key that it is checked by.
struct LedgerOptions: ParsableArguments {
    @Argument(help: "Directory of the ledger.")
    var directory: String

    @OptionGroup var checked: VerifierKeyOption

    func key() throws -> VerifierKey { try Self.key(checked.vkey, forLedgerAt: directory) }

    /// The ledger's contents, if it is intact; else every finding goes to the standard error, and the command ends.
    func reader() throws -> LedgerReader {
        let (report, reader) = LedgerReader.read(directory: directory, key: try key())
        if let reader { return reader }
        StandardError.writeLines(DamageText.of(report, directory))
        throw ExitCode(report.status)
    }

    static func key(_ vkey: String, forLedgerAt directory: String?) throws -> VerifierKey {
        do {
            return try VerifierKeyFile.read(vkey, forLedgerAt: directory)
        } catch {
            throw UnusableEvidence(.key, vkey, error.whatAndField)
        }
    }
}

/// What is wrong with a ledger, for people.
enum DamageText {
    static func of(_ report: VerificationReport, _ directory: String) -> String {
        // Names of strange files come from whoever could write there: none may pose as a line of this report.
        VerdictText.findings(in: report, directory).map(PlainText.line).joined(separator: "\n")
    }
}
