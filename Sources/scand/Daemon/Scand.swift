import ArgumentParser
import Foundation
import ImageFiles
import Keys
import Ledger
import LedgerStorage

/// The one executable: reads ballots, counts them, and writes what was counted to a signed ledger.
@main
struct Scand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scand",
        abstract: "Counts scanned ballots and writes the counts to an append-only signed ledger.",
        discussion: """
            Exit status: 0 done; 1 a ledger does not verify, or one sheet was read differently; 2 an argument, a \
            definition file, a key, or a checkpoint, policy or proof that was given cannot be used; 3 a scan could not be \
            opened or read, and the rest was processed, or a file of a ledger could not be read; 4 the ledger refused; \
            5 the scanner reported a fault; 6 a check of 'calibrate' failed; 7 nothing failed, but something could not be \
            checked.
            """,
        version: Software.version,
        subcommands: [
            InterpretCommand.self, ReplayCommand.self, ScanCommand.self, DevicesCommand.self, KeysCommand.self,
            LedgerCommand.self, ReportCommand.self, ElectionCommand.self, CalibrateCommand.self, CodeHelperCommand.self,
            PDFHelperCommand.self,
        ])

    /// Runs the command and ends the process with the status that the discussion above lists.
    static func main() {
        StandardStreams.occupy()
        // A reader that goes away must end a write with an error, not the process in the middle of a record.
        signal(SIGPIPE, SIG_IGN)
        do {
            try ProcessSecrecy.begin()
            if Set(CommandLine.arguments.dropFirst()) == ["--version", "--json"] {
                return try StandardOutput.write(JSONText.line(Software.Line()))
            }
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as CommandFailure {
            StandardError.write("scand: \(failure.message)")
            Foundation.exit(failure.status.rawValue)
        } catch  where error is KeyFileError || error is UnusableEvidence || error is SecrecyError {
            // Each is one line that names the file and the field.
            StandardError.write("scand: \(error)")
            Foundation.exit(FailureStatus.unusableArguments.rawValue)
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            let status = exitCode(for: error)
            if status == .success { exit(withError: error) }
            let usage = fullMessage(for: error).split(separator: "\n")
            StandardError.writeLines(usage.map { PlainText.line(String($0)) }.joined(separator: "\n"))
            Foundation.exit(FailureStatus.unusableArguments.rawValue)
        }
    }
}

/// What this build calls itself, in `--version` and in the ledger's first leaf.
enum Software {
    static let version = "0.1.0"
    static let name = "scand \(version)"

    /// What `--version --json` prints.
    struct Line: Encodable {
        let name = "scand"
        let version = Software.version
        /// Of the program's file: what the ledgers that it writes say of it.
        let sha256: String

        init() throws { sha256 = try Software.digest.hex }
    }

    /// SHA-256 of the program's file, as it runs.
    static var digest: FileDigest {
        get throws {
            do {
                // Behind this link the file is found even where another has taken its name.
                let bytes = try ImageFile.bytes(path: "/proc/self/exe", limits: ImageLimits(maxFileBytes: 1 << 30))
                return FileDigest(of: bytes)
            } catch {
                throw CommandFailure(.unusableArguments, "/proc/self/exe: the program's own file: \(error.detail)")
            }
        }
    }
}
