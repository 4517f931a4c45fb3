import ArgumentParser
import ElectionModel
import Ledger
import LedgerStorage
import OMR
import Release
import ScannerDriver

/// What every command that counts needs: the election, the ledger, the keys.
struct CountingOptions: ParsableArguments {
    @OptionGroup var reading: ElectionOptions

    @Option(help: ArgumentHelp("Directory of the ledger; made if it does not exist.", valueName: "dir"))
    var ledger: String

    @OptionGroup var keys: CountingKeyOptions

    @Option(
        help: ArgumentHelp("Second copy of everything, on another disk; made if it is not there.", valueName: "dir"))
    var copy: String?

    @Option(help: ArgumentHelp("Sheets that a new ballot box must have room for (4096).", valueName: "sheets"))
    var capacity: Int?

    @Flag(help: "Keep black-and-white pictures of counted sheets in a new ballot box.")
    var pictures = false

    @Flag(help: "Where this run releases: write the pictures that the box has into the release.")
    var releasePictures = false

    @OptionGroup var terms: LedgerTerms
    @OptionGroup var guards: LedgerGuards

    @Option(help: LastSheet.help)
    var lastSheet: LastSheet?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Language of names in the table.", valueName: "tag"))
    var language = "en"

    /// Room for the pictures of both sides, in bytes: three times what a written page of 200 dpi takes.
    private static let pictureByteCount = 256 << 10

    func validate() throws {
        if let capacity, !(1...BoxTerms.greatestSlotCount ~= capacity) {
            throw ValidationError("--capacity: '\(capacity)' is not 1 to \(BoxTerms.greatestSlotCount) sheets")
        }
    }

    /// The election, ready to read sheets.
    func loadedElection() throws -> LoadedElection { try reading.loadedElection() }

    /// The ledger with its ballot box, new or continued. Nothing is made before everything else has been checked.
    ///
    /// - Parameters:
    ///   - list: digest of the list of sheets that is counted; nil for paper and for a folder.
    ///   - whenFinished: told of a ledger that is refused because its count is finished; may end the command.
    func openBallots(
        for loaded: LoadedElection, list: FileDigest? = nil, whenFinished: (FinishedCount) throws -> Void = { _ in }
    ) throws -> OpenBallots {
        let place = try LedgerPlace(ledger)
        let rules = DayRules(loaded)
        try rules.requireSoftware()
        try rules.requireWitnesses(in: guards.witness, isElection: keys.key != nil)
        let witnesses = try guards.witnesses(of: place.path)
        let warnings = try guards.checkFileSystem(of: place.path, copy: copy, isReal: keys.key != nil)
        var ballots =
            place.isTaken
            ? try resumed(at: place, loaded, list, witnesses, whenFinished) : try created(at: place, loaded, list)
        // In tests they lie on one.
        let disks = keys.key == nil ? [] : LedgerGuards.sameDisk(place.path, copy)
        (ballots.warnings, ballots.witnesses) = (warnings + disks, witnesses)
        return ballots
    }

    /// Ends a command that is run again though its count is finished and every sheet that it names is in it: prints the result.
    func endFinished(_ count: FinishedCount) throws -> Never {
        try count.show(
            "the count was finished before", copy: copy, witness: guards.witness, json: json, language: language)
        throw ExitCode.success
    }

    /// Refuses to release pictures that nothing keeps.
    private func requirePictures(_ isKept: Bool) throws {
        if releasePictures, !isKept { throw CommandFailure.noPictures(ledger) }
    }

    /// Refuses to begin anew where the second copy shows that there was a ledger.
    func requireNoLostLedger(_ place: LedgerPlace) throws {
        guard !place.isTaken, let copy, LedgerPlace.isThere("\(FilePath.trimmed(copy))/journal") else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(place.path): nothing is there, but the second copy \(copy) is a ledger: where the disk with the ledger is lost, go "
                + "on with the copy, '--ledger \(copy)', another --copy, and the same keys by --key and --box-key; sheets that are "
                + "counted in it must not be counted into a new ledger")
    }

    private func created(at place: LedgerPlace, _ loaded: LoadedElection, _ list: FileDigest?) throws -> OpenBallots {
        guard guards.notOlderThan.isEmpty else {
            throw CommandFailure(
                .ledgerRefused,
                "\(place.path): nothing is there, but --not-older-than names a checkpoint of this ledger: find the disk"
            )
        }
        try requireNoLostLedger(place)
        do {
            try Release.check(loaded.election, styles: [])
        } catch {
            throw CommandFailure(.unusableArguments, "\(loaded.election.id): \(error)")
        }
        try requirePictures(pictures)
        let (keys, box) = try CountingKeys.new(for: place, keys.names, election: loaded.election.id)
        do {
            try guards.requirePolicy(of: keys.signer.key)
            let store = try BallotStore.create(
                at: place.path, signer: keys.signer,
                plan: try loaded.plan(boxKey: box, hasOwnKeys: keys.areNamed, options: self, list: list),
                copy: copy)
            keys.announce(place.path)
            return OpenBallots(store: store, keys: keys, isResumed: false)
        } catch {
            // After the rename a ledger stands there, and its key must not be lost.
            if !LedgerPlace.isThere(place.path) { keys.discard() }
            guard let error = error as? LedgerError else { throw error }
            if case .system = error, !LedgerPlace.isThere(place.path) {
                throw CommandFailure(.ledgerRefused, "\(error): no ledger was made")
            }
            throw CommandFailure(error, ledger: place.path)
        }
    }

    private func resumed(
        at place: LedgerPlace, _ loaded: LoadedElection, _ list: FileDigest?, _ witnesses: AskedWitnesses?,
        _ whenFinished: (FinishedCount) throws -> Void
    ) throws -> OpenBallots {
        let keys = try CountingKeys(of: place, keys.names)
        try guards.requirePolicy(of: keys.signer.key)
        try witnesses?.askBeforeOpening()
        var finished: BallotRecovery?
        do {
            let store = try BallotStore.open(
                at: place.path, signer: keys.signer, expecting: loaded.expectation(of: .of(list), terms: settledTerms),
                copy: copy, notOlderThan: try guards.checkpoints(of: keys.signer.key), telling: { finished = $0 })
            store.recovery.tell(of: store.directory)
            try requirePictures((store.history.genesis?.box.pictureByteCount ?? 0) > 0)
            return OpenBallots(store: store, keys: keys, isResumed: true)
        } catch let error as LedgerError {
            // First of all: what is done now may end the command in another way.
            finished?.tell(of: place.path)
            if case .final = error {
                try whenFinished(FinishedCount(place.path, keys.signer.key, loaded.election, finished))
            }
            throw CommandFailure(error, ledger: place.path)
        }
    }

    /// What was settled when a ledger was begun, as far as it is asked for again: it is not passed over in silence.
    private var settledTerms: [LedgerIdentity.Term: Int] {
        [
            .slotCount: capacity.map { _ in slotCount }, .pictureByteCount: pictures ? Self.pictureByteCount : nil,
            .smallestGroup: terms.smallestGroup, .anchorSheets: terms.anchorSheets, .anchorMinutes: terms.anchorMinutes,
        ].compactMapValues(\.self)
    }

    /// The size of a new box.
    var slotCount: Int {
        let capacity = capacity ?? 4096
        var count = 1
        while count < capacity { count *= 2 }
        return count
    }
    var picturesRoom: Int { pictures ? Self.pictureByteCount : 0 }
}

/// What a person saw of the sheet that was on its way when the machine stopped: `17:back`.
///
/// The answer names its sheet. One that stays in a command which is run again answers for no other sheet.
struct LastSheet: ExpressibleByArgument {
    enum Place: String, CaseIterable {
        /// Still in the machine, or in somebody's hands: it is void, and may be cast anew.
        case back
        /// In the box.
        case fell
        /// Nobody knows: it counts, and the paper in the box is compared with the count.
        case unknown
    }

    let number: Int
    let place: Place

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let place = Place(rawValue: String(parts[1])) else {
            return nil
        }
        (self.number, self.place) = (number, place)
    }

    static let help = ArgumentHelp(
        "After an interruption, when it is asked for: the number of the sheet that was on its way, and where it is, such as "
            + "17:back.",
        valueName: "number:" + Place.allCases.map(\.rawValue).joined(separator: "|"))
}

/// What a new ledger is to do of itself; it is written into its first leaf.
struct LedgerTerms: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A new ledger: publish it after so many sheets, 10 or more (50); 0 for never by number.",
            valueName: "sheets"))
    var anchorSheets: Int?

    @Option(
        help: ArgumentHelp(
            "A new ledger: publish it after so many minutes (15); 0 for never by time.", valueName: "minutes"))
    var anchorMinutes: Int?

    @Option(
        help: ArgumentHelp(
            "A new ledger: kinds of sheets with fewer than this many (1) are released as sums, not sheet by sheet.",
            valueName: "sheets"))
    var smallestGroup: Int?

    func validate() throws {
        if let anchorSheets, anchorSheets != 0, !(10...100_000 ~= anchorSheets) {
            throw ValidationError("--anchor-sheets: '\(anchorSheets)' is not 0 or 10 to 100000")
        }
        if let anchorMinutes, !(0...1440 ~= anchorMinutes) {
            throw ValidationError("--anchor-minutes: '\(anchorMinutes)' is not 0 to 1440")
        }
        if let smallestGroup, !(1...1000 ~= smallestGroup) {
            throw ValidationError("--smallest-group: '\(smallestGroup)' is not 1 to 1000")
        }
    }
}

extension LedgerIdentity.Term {
    /// The option that settles it.
    var option: String {
        switch self {
        case .slotCount: "--capacity"
        case .pictureByteCount: "--pictures"
        case .smallestGroup: "--smallest-group"
        case .anchorSheets: "--anchor-sheets"
        case .anchorMinutes: "--anchor-minutes"
        }
    }
}

extension LoadedElection {
    /// A new ledger of this election.
    ///
    /// - Parameter hasOwnKeys: whether both keys were named: one beside the ledger protects nothing.
    fileprivate func plan(
        boxKey: BoxPublicKey, hasOwnKeys: Bool, options: CountingOptions, list: FileDigest?
    ) throws -> BallotPlan {
        let terms = try DayRules(self).terms(options.terms)
        let record = CastVoteRecord.greatestByteCount(for: election, pages: sheets.pages.layout.pages.map(\.id))
        return BallotPlan(
            election: election.id, definitionDigest: digest, software: Software.name,
            softwareDigest: try Software.digest, created: try .now,
            purpose: hasOwnKeys ? .election : .test, sheetsDigest: list,
            smallestGroup: terms.smallestGroup, anchorSheets: terms.anchorSheets, anchorMinutes: terms.anchorMinutes,
            boxKey: boxKey, slotCount: options.slotCount,
            slotByteCount: BallotPlan.slotByteCount(forRecordsOf: record), pictureByteCount: options.picturesRoom)
    }

    /// What a ledger that is continued has to be of.
    var expectation: LedgerIdentity { expectation(of: .any) }

    /// The same, for a count of these sheets.
    func expectation(
        of sheets: LedgerIdentity.Sheets, terms: [LedgerIdentity.Term: Int] = [:]
    ) -> LedgerIdentity {
        LedgerIdentity(election: election.id, definitionDigest: digest, sheets: sheets, terms: terms)
    }
}
