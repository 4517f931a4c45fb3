import ArgumentParser
import Ledger
import LedgerStorage

/// `scand keygen`: makes the key that signs one ledger.
struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Makes a key that signs a ledger, and the verifier key to hand out.",
        discussion: """
            FILE is the secret; FILE.vkey is public: give it to observers before polls open. One key signs one ledger. \
            Existing files are never overwritten.
            """)

    @Option(
        help: ArgumentHelp(
            "Name of the ledger, such as station-12.example.org/2026: no spaces, no '+'.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("File of the secret key.", valueName: "file"))
    var out: String

    func run() throws {
        let key: VerifierKey
        do {
            key = try KeyFile.generate(name: name, at: out)
        } catch {
            throw CommandFailure(error)
        }
        try StandardOutput.write(key.text)
    }
}
