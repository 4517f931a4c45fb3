import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// `scand ledger fsck`: names all damage of a ledger, and makes anew what is derived from the journal.
struct FsckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Names all damage of a ledger and makes derived files anew.",
        discussion: """
            Checks all signatures. With --repair the checkpoint, tiles and entry bundles are made anew from the journal, \
            if that is sound; the journal and the release are never changed, and no private key is needed. Exit status 0 \
            when all is well in the end, 1 when not, 4 when nothing could be repaired.
            """)

    @OptionGroup var ledger: LedgerOptions

    @Flag(help: "Make derived files anew.")
    var repair = false

    func run() throws {
        let key = try ledger.key()
        let directory = ledger.directory
        let before = LedgerVerifier.verify(directory: directory, key: key)
        guard !before.isIntact else { return try StandardOutput.write(PlainText.line("\(directory): verified")) }
        try StandardOutput.write(DamageText.of(before, directory))
        guard repair else { throw ExitCode(before.status) }
        do throws(LedgerError) {
            for path in try LedgerRepair.repair(directory: directory, key: key) {
                try? StandardOutput.write(PlainText.line("  \(directory)/\(path): made anew from the journal"))
            }
        } catch {
            throw CommandFailure(error, ledger: directory)
        }
        let after = LedgerVerifier.verify(directory: directory, key: key)
        guard !after.isIntact else { return try StandardOutput.write(PlainText.line("\(directory): verified now")) }
        try StandardOutput.write(DamageText.of(after, directory))
        throw ExitCode(FailureStatus.notVerified.rawValue)
    }
}
