import ArgumentParser
import Keys
import Ledger

/// `scand keys join`: the box key of two of its three shares.
struct KeysJoinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Makes a box key anew of two of its shares.",
        discussion: """
            The new file has a passphrase of its own, and the public half lies beside it. It is made only if it is the key \
            that both shares name. 'scand ledger release --box-key' takes it; 'scand keys destroy' ends it afterwards.
            """)

    @Argument(help: ArgumentHelp("Two share files.", valueName: "share"))
    var shares: [String]

    @Option(help: ArgumentHelp("File of the secret key.", valueName: "file"))
    var out: String

    @OptionGroup var passphrase: PassphraseOptions

    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of a share, in the order of the shares; without it their holders are asked.",
            valueName: "file"))
    var sharePassphraseFile: [String] = []

    func validate() throws {
        guard shares.count == 2 else { throw ValidationError("Expected two share files, not \(shares.count).") }
        guard [0, 2].contains(sharePassphraseFile.count) else {
            throw ValidationError("--share-passphrase-file: expected two, one for each share, or none.")
        }
    }

    func run() throws {
        let sources =
            sharePassphraseFile.isEmpty
            ? Array(repeating: .terminal, count: 2) : sharePassphraseFile.map { PassphraseSource.file($0) }
        let line: String
        do throws(KeyFileError) {
            line = try KeyFile.join(shares, to: out, sharePassphrases: sources, passphrase: passphrase.source).text
        } catch {
            throw CommandFailure(error)
        }
        try StandardOutput.write(line)
    }
}
