import ArgumentParser
import Keys
import Ledger

/// `scand keys check`: whether a key can be used, before the day it is needed.
struct KeysCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Opens a key with its passphrase or PIN, tries it, and prints its public half.",
        discussion: "To be done with every backup, and before polls open. Nothing is changed.")

    @Argument(
        help: ArgumentHelp("A private key file, or a token as pkcs11:token=…;object=…?module-path=/…", valueName: "key")
    )
    var key: String

    @OptionGroup var passphrase: PassphraseOptions

    func run() throws {
        let half: PublicHalf
        do throws(KeyFileError) { half = try KeyOpening.tried(key, passphrase: passphrase.source) } catch {
            throw CommandFailure(error)
        }
        try StandardOutput.write(half.text)
    }
}
