import ArgumentParser
import Keys
import Ledger

/// `scand keys make`: a new key, in a file under a passphrase or on a token.
struct KeysMakeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Makes a key and prints its public half.",
        discussion: """
            One signer signs one ledger. Existing files are never overwritten. The passphrase is asked for at the terminal, \
            twice, unless --passphrase-file gives it. A passphrase that is lost cannot be found again by anybody.
            """)

    @Option(help: ArgumentHelp("What it is for: signer or box.", valueName: "kind"), transform: Self.kind)
    var kind = KeyKind.signer

    @Option(
        help: ArgumentHelp(
            "Name of the ledger or the custodian, such as station-12.example.org/2026: no spaces, no '+'.",
            valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "File of the secret key; for a key on a token, of its public half, without .vkey.", valueName: "file"))
    var out: String

    @OptionGroup var passphrase: PassphraseOptions

    @Flag(help: "Make a key that anybody who has the file can use: for demonstrations and tests.")
    var noPassphrase = false

    @Option(
        help: ArgumentHelp(
            "Make the signer on a token, which never gives it away: pkcs11:token=LABEL?module-path=/LIBRARY.so",
            valueName: "uri"))
    var token: String?

    private static func kind(_ text: String) throws -> KeyKind {
        guard let kind = KeyKind(rawValue: text) else { throw ValidationError("Expected signer or box.") }
        return kind
    }

    func validate() throws {
        guard !noPassphrase || (passphrase.passphraseFile == nil && token == nil) else {
            throw ValidationError("--no-passphrase excludes --passphrase-file and --token.")
        }
        guard token == nil || kind == .signer else {
            throw ValidationError("Box keys come from files: --token is for signers.")
        }
    }

    func run() throws {
        guard !out.isEmpty, !out.hasSuffix("/") else {
            throw CommandFailure(.unusableArguments, "--out '\(out)': expected the name of a file for the secret key")
        }
        try StandardOutput.write(made())
    }

    private func made() throws(KeyFileError) -> String {
        if let token {
            return try TokenKey.make(name: name, on: token, publicHalfAt: out, pin: passphrase.source).text
        }
        if noPassphrase {
            let half = try KeyFile.make(kind, name: name, at: out, passphrase: nil)
            StandardError.write(
                "scand: \(out): WITHOUT A PASSPHRASE: whoever copies this file has the key. For demonstrations and tests, "
                    + "never for an election")
            return half.text
        }
        return try KeyFile.make(kind, name: name, at: out, passphrase: passphrase.source).text
    }
}
