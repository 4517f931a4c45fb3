import ArgumentParser
import Foundation
import Keys
import Ledger

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
        let name: String
        do throws(KeyFileError) { name = try KeyFile.publicHalf(of: file).name.rawValue } catch {
            throw CommandFailure(error)
        }
        guard (yes ?? asked(name)).utf8.elementsEqual(name.utf8) else {
            throw CommandFailure(
                .unusableArguments, "\(file): its name, \(name), was not repeated: nothing was destroyed")
        }
        do throws(KeyFileError) { try KeyFile.destroy(file) } catch { throw CommandFailure(error) }
        StandardError.write(
            "scand: \(file): overwritten and removed. Copies are not touched, and a flash disk may keep old bytes: "
                + "its passphrase is all that protects these")
    }

    private func asked(_ name: String) -> String {
        StandardError.write("scand: \(file): type the key's name to destroy it for ever: \(name)")
        return readLine(strippingNewline: true) ?? ""
    }
}
