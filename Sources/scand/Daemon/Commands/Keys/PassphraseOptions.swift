import ArgumentParser
import Keys

/// Where a command gets a passphrase or a PIN from.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the passphrase or PIN from a file that only you can read, or a pipe such as /dev/fd/3, and not from the "
                + "terminal.",
            valueName: "file"))
    var passphraseFile: String?

    var source: PassphraseSource { passphraseFile.map { .file($0) } ?? .terminal }
}
