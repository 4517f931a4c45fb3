import ArgumentParser
import Keys

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
        do throws(KeyFileError) {
            let half = try KeyFile.backUp(file, to: copy)
            StandardError.write("scand: \(copy): a copy of the key \(half.name), read back and the same")
        } catch {
            throw CommandFailure(error)
        }
    }
}
