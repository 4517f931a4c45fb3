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

    @OptionGroup var sharePassphrases: SharePassphraseOptions

    func validate() throws { try sharePassphrases.requireCount(3) }

    func run() throws {
        let key = try KeyFile.split(
            file, to: out, passphrase: passphrase.source, sharePassphrases: sharePassphrases.sources(3))
        StandardError.write(
            "scand: \(out)-1, \(out)-2, \(out)-3: any two are the key. \(file) is as it was: check the shares, then destroy it"
        )
        try? StandardOutput.write(key.text)
    }
}

/// `scand keys join`: the box key of two of its three shares.
struct KeysJoinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Makes the box key again from two of its shares.",
        discussion: """
            The new file has a passphrase of its own, and the public half lies beside it. It is made only if it is the key \
            that both shares name. 'scand ledger release --box-key' takes it; 'scand keys destroy' ends it afterwards.
            """)

    @Argument(help: ArgumentHelp("Two share files.", valueName: "share"))
    var shares: [String]

    @Option(help: ArgumentHelp("File of the secret key.", valueName: "file"))
    var out: String

    @OptionGroup var passphrase: PassphraseOptions

    @OptionGroup var sharePassphrases: SharePassphraseOptions

    func validate() throws {
        guard shares.count == 2 else { throw ValidationError("Expected two share files, not \(shares.count).") }
        try sharePassphrases.requireCount(2)
    }

    func run() throws {
        let key = try KeyFile.join(
            shares, to: out, sharePassphrases: sharePassphrases.sources(2), passphrase: passphrase.source)
        try StandardOutput.write(key.text)
    }
}

/// The passphrases of the shares of a key, each of another holder.
struct SharePassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of a share, once for each in the order of the shares; without it their holders "
                + "are asked.",
            valueName: "file"))
    var sharePassphraseFile: [String] = []

    func requireCount(_ count: Int) throws {
        guard [0, count].contains(sharePassphraseFile.count) else {
            throw ValidationError("--share-passphrase-file: expected \(count), one for each share, or none.")
        }
    }

    func sources(_ count: Int) -> [PassphraseSource] {
        sharePassphraseFile.isEmpty
            ? Array(repeating: .terminal(or: "--share-passphrase-file"), count: count)
            : sharePassphraseFile.map { .file($0) }
    }
}
