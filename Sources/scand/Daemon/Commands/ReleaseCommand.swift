import ArgumentParser
import Ledger
import LedgerStorage
import OMR

/// `scand ledger release`: opens the ballot box of closed polls.
struct ReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Opens the sealed ballot box of closed polls and writes the release.",
        discussion: """
            Adds up the records, writes them sorted by content with the totals and the pictures that were kept, records the \
            totals in the ledger, and destroys the day's keys here and on the second copy. May be repeated after an \
            interruption, and then ends with the same records, byte for byte.
            """)

    @OptionGroup var reading: ElectionOptions

    @Argument(help: "Directory of the ledger.")
    var directory: String

    @OptionGroup var keys: CountingKeyOptions

    @Option(help: ArgumentHelp("Second copy of everything.", valueName: "dir"))
    var copy: String?

    @Flag(help: "Write the pictures that the ballot box has into the release.")
    var releasePictures = false

    @Flag(help: "The second copy is lost: destroy the day's keys without it.")
    var copyIsGone = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Language of names in the table.", valueName: "tag"))
    var language = "en"

    func run() throws {
        let loaded = try reading.loadedElection()
        let place = try LedgerPlace(standing: directory)
        let keys = try CountingKeys(of: place, keys.names)
        do {
            let store = try BallotStore.open(
                at: place.path, signer: keys.signer, expecting: loaded.expectation, copy: copy)
            try release(store, loaded, keys)
        } catch let error as LedgerError {
            throw CommandFailure(error, ledger: place.path)
        }
    }

    private func release(_ store: BallotStore, _ loaded: LoadedElection, _ keys: CountingKeys) throws {
        let closing = PollsClosing(election: loaded.election, store: store, releasesPictures: releasePictures)
        var tally: Tally?
        if store.history.phase != .final {
            guard store.history.phase == .closed else {
                throw CommandFailure(
                    .ledgerRefused,
                    "\(directory): polls are not closed: 'scand ledger close' closes them"
                )
            }
            guard let key = try keys.boxKey() else {
                throw CommandFailure(
                    .unusableArguments,
                    "--box-key: expected the private file of the box key, which opens the ballot box")
            }
            tally = try closing.release(with: key)
        }
        let keysRemain = try closing.destroyKeys(copyIsGone: copyIsGone)
        let summary = RunSummary(
            election: loaded.election, sheets: nil, store: store, tally: tally, keysRemain: keysRemain,
            copyFailure: copy == nil ? nil : store.copyFailure)
        try summary.show(json: json, language: language)
    }
}
