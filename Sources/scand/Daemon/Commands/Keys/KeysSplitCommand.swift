import ArgumentParser
import Keys
import Ledger

/// `scand keys split`: a box key in the hands of three people, of whom two are needed.
struct KeysSplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Splits a box key into three shares, of which any two open the ballots.",
        discussion: """
            Writes PREFIX-1, PREFIX-2 and PREFIX-3, each under a passphrase of its own. One share alone says nothing about \
            the key. 'scand keys join' makes the key of two shares; 'scand keys check' opens one. The key's own file stays: \
            when the shares were checked, 'scand keys destroy' ends it.
            """)

    @Argument(help: ArgumentHelp("The private file of the box key.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Where the shares go, without -1, -2 and -3.", valueName: "prefix"))
    var out: String

    @OptionGroup var passphrase: PassphraseOptions

    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of a share, once for each of the three; without it their holders are asked.",
            valueName: "file"))
    var sharePassphraseFile: [String] = []

    func validate() throws {
        guard [0, 3].contains(sharePassphraseFile.count) else {
            throw ValidationError("--share-passphrase-file: expected three, one for each share, or none.")
        }
    }

    func run() throws {
        let sources =
            sharePassphraseFile.isEmpty
            ? Array(repeating: .terminal, count: 3) : sharePassphraseFile.map { PassphraseSource.file($0) }
        do throws(KeyFileError) {
            let key = try KeyFile.split(file, to: out, passphrase: passphrase.source, sharePassphrases: sources)
            StandardError.write(
                "scand: \(out)-1, \(out)-2, \(out)-3: any two are the key. \(file) is as it was: check the shares, then "
                    + "destroy it")
            try? StandardOutput.write(key.text)
        } catch {
            throw CommandFailure(error)
        }
    }
}
