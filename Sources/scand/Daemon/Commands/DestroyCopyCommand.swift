import ArgumentParser
import LedgerStorage

/// `scand ledger destroy-copy`: for a stick that was replaced, and for the custodian's copy.
struct DestroyCopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy-copy", abstract: "Destroys the day's keys on a copy that a finished count left behind.",
        discussion: """
            Overwrites and removes the keys with which the order of casting could be told, on a second copy that was lost or \
            replaced, or on a custodian's copy. The totals of the ledger that it is a copy of must be signed: before that they may be \
            needed. \
            Nothing else of the copy is changed. Flash may keep blocks that were overwritten: where that matters, destroy the stick.
            """)

    @Argument(help: "Directory of the copy.")
    var copy: String

    @Option(help: ArgumentHelp("The ledger that it is a copy of.", valueName: "ledger"))
    var of: String

    @OptionGroup var checked: VerifierKeyOption

    func run() throws {
        let place = try LedgerPlace(standing: of)
        let key = try LedgerOptions.key(checked.vkey, forLedgerAt: place.path)
        try CommandFailure.naming(place.path) {
            let wereThere = try LeftCopy.destroyKeys(in: copy, of: place.path, key: key)
            try StandardOutput.write(
                PlainText.line(
                    "\(copy): "
                        + (wereThere
                            ? "the day's keys are destroyed here" : "no keys were here: nothing was left to do")))
        }
    }
}
