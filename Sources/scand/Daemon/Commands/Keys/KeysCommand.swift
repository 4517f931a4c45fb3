import ArgumentParser
import Foundation
import Keys
import Ledger

/// `scand keys`: the keys that sign ledgers and open ballot boxes, from their making to their end.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Makes, shows, checks, backs up, splits and destroys keys.",
        discussion: """
            A signer signs one ledger and is on the machine while polls are open. A box key opens the sealed ballots; its \
            custodian keeps it away from the machine until polls are closed. FILE is the secret; FILE.vkey (signer) and \
            FILE.boxkey (box key) are public: give them to observers before polls open.
            """,
        subcommands: [
            KeysMakeCommand.self, KeysShowCommand.self, KeysCheckCommand.self, KeysBackupCommand.self,
            KeysSplitCommand.self, KeysJoinCommand.self, KeysDestroyCommand.self,
        ])
}

/// Where a command gets a passphrase or a PIN from.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the passphrase or PIN from a file that only you can read, or a pipe such as /dev/fd/3, and not from the "
                + "terminal.",
            valueName: "file"))
    var passphraseFile: String?

    var source: PassphraseSource { passphraseFile.map { .file($0) } ?? .terminal(or: "--passphrase-file") }
}

/// `scand keys check`: whether a key can be used, before the day it is needed.
struct KeysCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Opens a key with its passphrase or PIN, tries it, and prints its public half.",
        discussion: "Do this with every backup, and before polls open. Nothing is changed.")

    @Argument(
        help: ArgumentHelp("A private key file, or a token as pkcs11:token=…;object=…?module-path=/…", valueName: "key")
    )
    var key: String

    @OptionGroup var passphrase: PassphraseOptions

    func run() throws {
        try StandardOutput.write(KeyOpening.tried(key, passphrase: passphrase.source).text)
    }
}

/// `scand keys backup`: a copy of a key file, still under its passphrase.
struct KeysBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies a key that has a passphrase to another place, and reads the copy back.",
        discussion: "The copy is under the same passphrase. Nothing that exists is overwritten.")

    @Argument(help: ArgumentHelp("The private key file.", valueName: "file"))
    var file: String

    @Argument(help: ArgumentHelp("The copy, on another disk.", valueName: "copy"))
    var copy: String

    func run() throws {
        let half = try KeyFile.backUp(file, to: copy)
        StandardError.write("scand: \(copy): a copy of the key \(half.name), read back and the same")
    }
}

/// `scand keys destroy`: the end of a private key file.
struct KeysDestroyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Overwrites and removes a private key file.",
        discussion: """
            Asks for the key's name, or takes it from --yes. The public file stays. Copies stay as well, and a flash disk may \
            keep what was overwritten: what protects then is the passphrase.
            """)

    @Argument(help: ArgumentHelp("The private key file.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The name of the key, instead of typing it.", valueName: "name"))
    var yes: String?

    func run() throws {
        let name = try KeyFile.publicHalf(of: file).name.rawValue
        guard (yes ?? asked(name)).utf8.elementsEqual(name.utf8) else {
            throw CommandFailure(
                .unusableArguments, "\(file): its name, \(name), was not repeated: nothing was destroyed")
        }
        try KeyFile.destroy(file)
        StandardError.write(
            "scand: \(file): overwritten and removed. Copies are not touched, and a flash disk may keep old bytes: "
                + "its passphrase is all that protects these")
    }

    private func asked(_ name: String) -> String {
        StandardError.write("scand: \(file): type the key's name to destroy it for ever: \(name)")
        return readLine(strippingNewline: true) ?? ""
    }
}
