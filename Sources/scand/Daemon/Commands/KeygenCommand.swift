import ArgumentParser
import Keys
import Ledger

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

    /// Longest name in bytes: it stands in every checkpoint and must fit its own key file.
    static let longestName = 255

    func run() throws {
        guard !out.isEmpty, !out.hasSuffix("/") else {
            throw CommandFailure(.unusableArguments, "--out '\(out)': expected the name of a file for the secret key")
        }
        guard name.utf8.count <= Self.longestName else {
            throw CommandFailure(
                .unusableArguments,
                "--name: has \(name.utf8.count) bytes: expected at most \(Self.longestName)")
        }
        let key: VerifierKey
        do {
            key = try KeyFile.generate(name: name, at: out)
        } catch {
            throw CommandFailure(error)
        }
        try StandardOutput.write(key.text)
    }
}
