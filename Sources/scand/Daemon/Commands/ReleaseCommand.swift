import ArgumentParser
import DurableFiles
import Keys
import Ledger
import LedgerStorage
import OMR

/// `scand ledger release`: opens the ballot box of closed polls, and has the result signed.
struct ReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Opens the sealed ballot box of closed polls and writes the release.",
        subcommands: [WholeReleaseCommand.self, OpenReleaseCommand.self, SignReleaseCommand.self],
        defaultSubcommand: WholeReleaseCommand.self)
}

/// What all steps of a release are told.
struct ReleaseOptions: ParsableArguments {
    @OptionGroup var reading: ElectionOptions

    @Argument(help: "Directory of the ledger.")
    var directory: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Language of names in the table.", valueName: "tag"))
    var language = "en"
}

/// The second copy of a ledger that is released.
struct ReleasedCopy: ParsableArguments {
    @Option(help: ArgumentHelp("Second copy of everything.", valueName: "dir"))
    var copy: String?

    @Flag(help: "The second copy is lost: destroy the day's keys without it.")
    var copyIsGone = false

    @OptionGroup var guards: LedgerGuards

    /// Opens the ledger of closed polls; nil where all of it was done before, with a line that says so and the result: a step that
    /// was interrupted behind its last leaf is repeated too. The copy is brought up to date either way.
    func store(
        at place: LedgerPlace, _ keys: CountingKeys, _ loaded: LoadedElection, isReal: Bool, _ options: ReleaseOptions
    ) throws -> (store: BallotStore, watch: LedgerWatch)? {
        let witnesses = try guards.witnesses(of: place.path)
        try guards.requirePolicy(of: keys.signer.key)
        let warnings = try guards.checkFileSystem(of: place.path, copy: copy, isReal: isReal)
        let checkpoints = try guards.checkpoints(of: keys.signer.key)
        try witnesses?.askBeforeOpening()
        let store: BallotStore
        var recovery: BallotRecovery?
        do throws(LedgerError) {
            store = try BallotStore.open(
                at: place.path, signer: keys.signer, expecting: loaded.expectation, copy: copy,
                notOlderThan: checkpoints, telling: { recovery = $0 })
        } catch {
            recovery?.tell(of: place.path)
            guard case .final = error else { throw error }
            try FinishedCount(place.path, keys.signer.key, loaded.election, recovery).show(
                "the release was finished before", copy: copy, witness: guards.witness, json: options.json,
                language: options.language)
            return nil
        }
        if [.empty, .prepared].contains(store.history.phase) {
            throw CommandFailure(.ledgerRefused, "\(place.path): polls were never opened: there is nothing to release")
        }
        guard store.history.phase.isClosed else {
            throw CommandFailure(
                .ledgerRefused, "\(place.path): polls are not closed: 'scand ledger close \(place.path)' closes them")
        }
        for warning in warnings { StandardError.write("scand: \(warning)") }
        store.recovery.tell(of: store.directory)
        return (store, try LedgerWatch(store, witnesses: witnesses))
    }

    /// Destroys the day's keys, prints the result, and shows the witnesses the totals.
    ///
    /// - Parameters:
    ///   - command: the command that does this.
    ///   - besides: what people must hear of with the result.
    func finish(
        _ store: BallotStore, _ watch: LedgerWatch, _ tally: Tally?, _ loaded: LoadedElection,
        _ options: ReleaseOptions, by command: String = "scand ledger release", besides: String? = nil
    ) throws {
        let keysRemain = try PollsClosing.destroyKeys(of: store, copyIsGone: copyIsGone, by: command)
        try store.requireStanding()
        let tally = tally ?? store.history.totals.flatMap { Tally($0, of: loaded.election) }
        try RunSummary(
            election: loaded.election, sheets: nil, store: store, tally: tally, keysRemain: keysRemain,
            copyFailure: copyIsGone && copy == nil ? nil : store.degradation
        ).show(json: options.json, language: options.language) {
            if let besides { StandardError.write("scand: \(besides)") }
            try watch.askIfWritten()
            watch.tellUncosigned()
        }
    }
}

/// `scand ledger release LEDGER`: for a machine that has both keys.
struct WholeReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whole", abstract: "Opens the ballot box and signs the totals (the default).",
        discussion: """
            Adds up the records, writes them sorted by content with the totals, records the totals in the ledger, and \
            destroys the day's keys here and on the second copy. May be repeated after an interruption, and then ends with \
            the same records, byte for byte.
            """)

    @OptionGroup var options: ReleaseOptions
    @OptionGroup var keys: CountingKeyOptions
    @OptionGroup var copy: ReleasedCopy

    @Flag(help: "Write the pictures that the ballot box has into the release.")
    var releasePictures = false

    func run() throws {
        let loaded = try options.reading.loadedElection()
        let place = try LedgerPlace(standing: options.directory)
        let keys = try CountingKeys(of: place, keys.names)
        try CommandFailure.naming(place.path) {
            guard let (store, watch) = try store(at: place, keys, loaded) else { return }
            try CommandFailure.naming(store) {
                try copy.finish(store, watch, try release(store, keys, loaded), loaded, options)
            }
        }
    }

    /// Opens the ledger. Where the totals are signed and their release is damaged since, it is written again from the box.
    private func store(
        at place: LedgerPlace, _ keys: CountingKeys, _ loaded: LoadedElection
    ) throws -> (store: BallotStore, watch: LedgerWatch)? {
        let open = { try copy.store(at: place, keys, loaded, isReal: self.keys.key != nil, options) }
        do {
            return try open()
        } catch let error as LedgerError {
            guard case .notWhole(let file, let what, .final, _) = error, file.hasPrefix("release"),
                let key = try keys.boxKey()
            else { throw error }
            do {
                let box = try OpenBox(
                    at: place.path, with: key, expecting: loaded.expectation, forLostRelease: true)
                guard try PollsClosing.restoreRelease(of: box, loaded.election) else { throw error }
            } catch is LedgerError {
                // What the release lacks, and where it is, helps more than why the box does not give it.
                throw error
            }
            let opened = try open()
            StandardError.write(
                "scand: \(place.path): \(file): \(what): the release was written again from the ballot box")
            return opened
        }
    }

    /// The sums; nil where they were signed before.
    private func release(_ store: BallotStore, _ keys: CountingKeys, _ loaded: LoadedElection) throws -> Tally? {
        guard store.history.phase == .closed else { return nil }
        let closing = PollsClosing(election: loaded.election, releasesPictures: releasePictures)
        try closing.requirePictures(in: store.history, of: store.directory)
        guard let key = try keys.boxKey() else {
            throw CommandFailure(
                .unusableArguments,
                "--box-key: expected the private file of the box key, which opens the ballot box; where it is on another "
                    + "machine, 'scand ledger release open' there and 'scand ledger release sign' here")
        }
        return try closing.release(store, with: key)
    }
}

/// `scand ledger release open`: the custodian's step.
struct OpenReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Opens the ballot box with the box key alone; nobody signs.",
        discussion: """
            For the custodian, on a machine without the signing key: writes the release, the totals that wait for a signature \
            ('unsigned-totals'), and 'box/openings', with which the station reads this box and nothing else. Nothing of the \
            ledger itself is changed. Take all three back into the station's ledger for 'release sign'. Where the signing key \
            is lost, verifiers report these totals as not closed.
            """)

    @OptionGroup var options: ReleaseOptions

    @OptionGroup var checked: VerifierKeyOption

    @Option(help: ArgumentHelp("Private file of the box key.", valueName: "file"))
    var boxKey: String

    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of the box key; without it its custodian is asked.", valueName: "file"))
    var boxPassphraseFile: String?

    @Flag(help: "Write the pictures that the ballot box has into the release.")
    var releasePictures = false

    @Flag(
        help: ArgumentHelp(
            "The signing key is lost, so that nobody can close polls: open the box all the same. A sheet that was on its way is "
                + "named and not counted."))
    var signingKeyIsLost = false

    func run() throws {
        let loaded = try options.reading.loadedElection()
        let place = try LedgerPlace(standing: options.directory)
        let verifierKey = try VerifierKeyFile.read(checked.vkey, forLedgerAt: place.path)
        let key = try KeyOpening.boxKey(
            named: boxKey,
            passphrase: boxPassphraseFile.map { .file($0) } ?? .terminal(or: "--box-passphrase-file"))
        try CommandFailure.naming(place.path) {
            let box = try OpenBox(
                at: place.path, with: key, expecting: loaded.expectation, beforeClose: signingKeyIsLost)
            guard box.history.genesis?.key == verifierKey else {
                throw CommandFailure(
                    .ledgerRefused, "\(place.path): the ledger is signed with another key than that of \(checked.vkey)")
            }
            if !box.spoiledFiles.isEmpty {
                StandardError.write(
                    "scand: \(place.path): \(box.spoiledFiles.joined(separator: ", ")): spoiled; the other copy of the keys "
                        + "was used")
            }
            // Polls that nobody can close have no way on; all others have the release.
            try CommandFailure.naming(place.path, in: box.history.phase == .closed ? .closed : nil) {
                let closing = PollsClosing(election: loaded.election, releasesPictures: releasePictures)
                try closing.requirePictures(in: box.history, of: box.directory)
                let (tally, manifest) = try closing.open(box)
                try RunSummary(unsigned: box, election: loaded.election, tally: tally)
                    .show(json: options.json, language: options.language)
                StandardError.write(
                    "scand: \(place.path): release/manifest has the SHA-256 \(manifest.hex): note it"
                        + (signingKeyIsLost
                            ? ""
                            : ", and compare it with the one that 'scand ledger verify' shows when the totals are signed")
                )
                if let objection = try? FileSystem.objection(toLedgerAt: place.path, allowsMemory: true) {
                    StandardError.write("scand: \(objection)")
                }
                StandardError.write(
                    "scand: \(place.path): here are the day's keys, and what the station needs to read the box: when the totals are "
                        + "signed, 'scand ledger destroy-copy' destroys the keys of this copy")
            }
        }
    }
}

/// `scand ledger release sign`: the station's step.
struct SignReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Checks the release that the custodian wrote, and signs its totals.",
        discussion: """
            For the station, without the box key: reads the box with what the custodian left in 'box/openings', requires that \
            the release and its totals are what the box says, records them in the ledger, and destroys the day's keys here and \
            on the second copy.
            """)

    private static let command = "scand ledger release sign"

    @OptionGroup var options: ReleaseOptions
    @OptionGroup var signing: SigningKeyOptions
    @OptionGroup var copy: ReleasedCopy

    func run() throws {
        let loaded = try options.reading.loadedElection()
        let place = try LedgerPlace(standing: options.directory)
        let keys = try CountingKeys(of: place, signing.names)
        try CommandFailure.naming(place.path) {
            guard let (store, watch) = try copy.store(at: place, keys, loaded, isReal: signing.key != nil, options)
            else { return }
            try CommandFailure.naming(store, release: Self.command) {
                var tally: Tally?
                if store.history.phase == .closed {
                    let pictures = "\(place.path)/release/pictures"
                    let hasPictures = LedgerPlace.isThere(pictures)
                    if hasPictures, store.history.genesis?.box.pictureByteCount == 0 {
                        throw CommandFailure(
                            .ledgerRefused,
                            "\(pictures): the ballot box keeps no pictures, so that this is not what the custodian's box gave: take "
                                + "it away, and bring the release again as the custodian wrote it")
                    }
                    tally = try PollsClosing(election: loaded.election, releasesPictures: hasPictures).sign(store)
                }
                try copy.finish(
                    store, watch, tally, loaded, options, by: Self.command,
                    besides:
                        "\(place.path): the custodian's copy of 'box' still has the day's keys, if it was made: 'scand ledger "
                        + "destroy-copy' destroys them")
            }
        }
    }
}
