import ArgumentParser
import DurableFiles
import ElectionModel
import Foundation
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

    @Option(help: ArgumentHelp("Sheets that a new ballot box must have room for.", valueName: "sheets"))
    var capacity = 4096

    @Flag(help: "Keep black-and-white pictures of counted sheets in a new ballot box.")
    var pictures = false

    @Flag(help: "Where this run releases: write the pictures that the box has into the release.")
    var releasePictures = false

    @OptionGroup var terms: LedgerTerms
    @OptionGroup var guards: LedgerGuards

    @Option(
        help: ArgumentHelp(
            "Policy (C2SP tlog-policy) whose witnesses are asked for cosignatures while sheets are counted.",
            valueName: "policy"))
    var witness: String?

    @Option(
        help: ArgumentHelp(
            "After an interruption: where the sheet is that was on its way.",
            valueName: LastSheet.allCases.map(\.rawValue).joined(separator: "|")))
    var lastSheet: LastSheet?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Language of names in the table.", valueName: "tag"))
    var language = "en"

    /// Room for the pictures of both sides, in bytes: three times what a written page of 200 dpi takes.
    private static let pictureByteCount = 256 << 10

    func validate() throws {
        guard 1...BoxTerms.greatestSlotCount ~= capacity else {
            throw ValidationError("--capacity: '\(capacity)' is not 1 to \(BoxTerms.greatestSlotCount) sheets")
        }
    }

    /// The election, ready to read sheets.
    func loadedElection() throws -> LoadedElection { try reading.loadedElection() }

    /// The ledger with its ballot box, new or continued. Nothing is made before everything else has been checked.
    ///
    /// - Parameter list: digest of the list of sheets that is counted; nil for paper and for a folder.
    func openBallots(for loaded: LoadedElection, list: FileDigest? = nil) throws -> OpenBallots {
        let place = try LedgerPlace(ledger)
        let warnings = try guards.checkFileSystem(of: [place.path] + (copy.map { [$0] } ?? []), isReal: keys.key != nil)
        var ballots = place.isTaken ? try resumed(at: place, loaded, list) : try created(at: place, loaded, list)
        ballots.warnings = warnings
        return ballots
    }

    private func created(at place: LedgerPlace, _ loaded: LoadedElection, _ list: FileDigest?) throws -> OpenBallots {
        guard guards.notOlderThan.isEmpty else {
            throw CommandFailure(
                .ledgerRefused,
                "\(place.path): nothing is there, but --not-older-than names a checkpoint of this ledger: find the disk"
            )
        }
        do {
            try Release.check(loaded.election, styles: [])
        } catch {
            throw CommandFailure(.unusableArguments, "\(loaded.election.id): \(error)")
        }
        let (keys, box) = try CountingKeys.new(for: place, keys.names, election: loaded.election.id)
        do {
            let store = try BallotStore.create(
                at: place.path, signer: keys.signer, plan: try loaded.plan(boxKey: box, options: self, list: list),
                copy: copy)
            keys.announce()
            return OpenBallots(store: store, keys: keys, isResumed: false)
        } catch {
            // After the rename a ledger stands there, and its key must not be lost.
            if !LedgerPlace.isThere(place.path) { keys.discard() }
            if let error = error as? LedgerError { throw CommandFailure(error, ledger: place.path) }
            throw error
        }
    }

    private func resumed(at place: LedgerPlace, _ loaded: LoadedElection, _ list: FileDigest?) throws -> OpenBallots {
        let keys = try CountingKeys(of: place, keys.names)
        do {
            let store = try BallotStore.open(
                at: place.path, signer: keys.signer, expecting: loaded.expectation(of: .of(list)), copy: copy,
                notOlderThan: try guards.checkpoints)
            return OpenBallots(store: store, keys: keys, isResumed: true)
        } catch let error as LedgerError {
            throw CommandFailure(error, ledger: place.path)
        }
    }

    /// The size of a new box.
    var slotCount: Int {
        var count = 1
        while count < capacity { count *= 2 }
        return count
    }
    var picturesRoom: Int { pictures ? Self.pictureByteCount : 0 }
}

/// Which keys a command is given.
struct CountingKeyOptions: ParsableArguments {
    @OptionGroup var signing: SigningKeyOptions

    @Option(
        help: ArgumentHelp(
            "Key that the ballots are sealed to. FILE.boxkey, the public half, for an election: 'scand ledger release' then "
                + "opens the box. With the private file the box is opened when the count ends. Without it DIR.box-key is "
                + "used, and made if need be.",
            valueName: "file"))
    var boxKey: String?

    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of the box key; without it its custodian is asked.", valueName: "file"))
    var boxPassphraseFile: String?

    /// The signing key, where one is named.
    var key: String? { signing.key }

    var names: CountingKeys.Names {
        CountingKeys.Names(
            key: key, boxKey: boxKey, passphraseFile: signing.passphraseFile, boxPassphraseFile: boxPassphraseFile)
    }
}

/// The key that signs a ledger.
struct SigningKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Key that signs the ledger, from 'scand keys make', or a token's pkcs11: URI. Without it the key DIR.key is used; "
                + "a count makes it if need be.",
            valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of the signing key; without it a person is asked.", valueName: "file"))
    var passphraseFile: String?

    var names: CountingKeys.Names { CountingKeys.Names(key: key, passphraseFile: passphraseFile) }
}

/// What a person saw of the sheet that was on its way when the machine stopped.
enum LastSheet: String, ExpressibleByArgument, CaseIterable {
    /// Still in the machine, or in somebody's hands: it is void, and may be cast anew.
    case back
    /// In the box.
    case fell
    /// Nobody knows: it counts, and the paper in the box is compared with the count.
    case unknown
}

/// What a new ledger is to do of itself; it is written into its first leaf.
struct LedgerTerms: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A new ledger: publish it after so many sheets, 10 or more; 0 for never by number.", valueName: "sheets"))
    var anchorSheets = 50

    @Option(
        help: ArgumentHelp("A new ledger: publish it after so many minutes; 0 for never by time.", valueName: "minutes")
    )
    var anchorMinutes = 15

    @Option(
        help: ArgumentHelp(
            "A new ledger: kinds of sheets with fewer than this many are released as sums, not sheet by sheet.",
            valueName: "sheets"))
    var smallestGroup = 1

    func validate() throws {
        guard anchorSheets == 0 || 10...100_000 ~= anchorSheets else {
            throw ValidationError("--anchor-sheets: '\(anchorSheets)' is not 0 or 10 to 100000")
        }
        guard 0...1440 ~= anchorMinutes else {
            throw ValidationError("--anchor-minutes: '\(anchorMinutes)' is not 0 to 1440")
        }
        guard 1...1000 ~= smallestGroup else {
            throw ValidationError("--smallest-group: '\(smallestGroup)' is not 1 to 1000")
        }
    }
}

/// What must hold before a ledger is written to.
struct LedgerGuards: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Checkpoint of this ledger that was noted or cosigned: an older ledger is refused. May be repeated.",
            valueName: "file"))
    var notOlderThan: [String] = []

    @Flag(help: "Go on, though the file system may keep what is overwritten or lose what was written.")
    var acceptFileSystem = false

    /// Refuses a disk that does not keep what we promise, where a real key was given; warns where keys lie beside the ledger.
    ///
    /// - Returns: what people must hear of it when the ledger is open.
    func checkFileSystem(of paths: [String], isReal: Bool) throws -> [String] {
        // Where nothing can be asked of a path, its ledger or copy is refused with a better word.
        let objections = paths.compactMap { try? FileSystem.objection(toLedgerAt: $0, allowsMemory: !isReal) }
        guard !isReal || acceptFileSystem else {
            if let first = objections.first {
                throw CommandFailure(.ledgerRefused, "\(first), or go on all the same with --accept-file-system")
            }
            return []
        }
        return objections
    }

    /// The checkpoints, as signed notes.
    var checkpoints: [[UInt8]] {
        get throws {
            try notOlderThan.map { path in
                do {
                    return try OutsideText.plain(try FileSystem.read(path, limit: 1 << 16))
                } catch let problem as FileProblem {
                    throw CommandFailure(.unusableArguments, "\(path): \(problem.message)")
                } catch {
                    throw CommandFailure(.unusableArguments, "\(path): \(error)")
                }
            }
        }
    }
}

/// A ledger with its ballot box, open, and the keys to it.
struct OpenBallots {
    let store: BallotStore
    let keys: CountingKeys
    /// Whether the ledger was there before this run.
    let isResumed: Bool
    /// What people must hear of where the ledger lies.
    var warnings: [String] = []

    /// A short name of the ledger, for folders that belong to its count.
    var shortName: String { String(FileDigest(of: Array(keys.signer.key.name.description.utf8)).hex.prefix(16)) }

    /// Refuses sheets that are offered to closed polls.
    ///
    /// - Parameter sheets: how the line begins: "no sheet was".
    func requireCounting(_ sheets: String) throws {
        guard [.closed, .final, .ended].contains(store.history.phase) else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(store.directory): polls are closed: \(sheets) counted; 'scand ledger release' opens the ballot box, and what "
                + "has to be counted still needs a ledger of its own")
    }

    /// Refuses a list that closed polls did not see to its end.
    func requireSettled(_ sheetCount: Int) throws {
        let missing = sheetCount - store.settledSheetCount
        guard missing != 0 else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(store.directory): polls are closed, and \(missing) of the list's \(sheetCount) sheets were not counted: they "
                + "need a ledger of their own")
    }

    /// Says that the machine runs, and opens the polls or goes on with them.
    func start() throws {
        for warning in warnings { StandardError.write("scand: \(warning)") }
        guard try sayStarted() else {
            throw CommandFailure(
                .ledgerRefused,
                "\(store.directory): its journal has room for the end of the day alone: 'scand ledger close "
                    + "\(store.directory)' closes polls; further sheets need a ledger of their own")
        }
        switch store.history.phase {
        case .prepared: try store.openPolls(at: .now)
        case .paused: try store.resumePolls(at: .now)
        case .open, .closed, .final, .empty, .ended: break
        }
    }

    /// Says that the machine runs. Polls that were open when it stopped are paused.
    ///
    /// - Returns: false where the ledger has no room for it.
    func sayStarted() throws -> Bool {
        guard isResumed else { return true }
        return try store.machineStarted(
            after: store.history.phase == .open ? .interruption : .stop, software: Software.name,
            softwareDigest: try Software.digest, at: .now)
    }
}

extension BallotStore {
    /// Sheets of which it is settled, durably, where they are; a void sheet is none of them, for it is fed again.
    var settledSheetCount: Int { nextSheetNumber - 1 - history.counts.voided }
}

extension LedgerTime {
    /// What the machine's clock says.
    static var now: LedgerTime {
        get throws(LedgerError) {
            guard let now = LedgerTime(secondsSince1970: time(nil)) else {
                throw .refused("the machine's clock is not in the years 2000 to 2099: set it")
            }
            return now
        }
    }
}

extension LoadedElection {
    /// A new ledger of this election.
    fileprivate func plan(boxKey: BoxPublicKey, options: CountingOptions, list: FileDigest?) throws -> BallotPlan {
        let record = CastVoteRecord.greatestByteCount(for: election, pages: sheets.pages.layout.pages.map(\.id))
        return BallotPlan(
            election: election.id, definitionDigest: digest, software: Software.name,
            softwareDigest: try Software.digest, created: try .now,
            // Keys that are made beside the ledger protect nothing.
            purpose: options.keys.key == nil ? .test : .election, sheetsDigest: list,
            smallestGroup: options.terms.smallestGroup, anchorSheets: options.terms.anchorSheets,
            anchorMinutes: options.terms.anchorMinutes, boxKey: boxKey, slotCount: options.slotCount,
            slotByteCount: BallotPlan.slotByteCount(forRecordsOf: record), pictureByteCount: options.picturesRoom)
    }

    /// What a ledger that is continued has to be of.
    var expectation: LedgerIdentity { expectation(of: .any) }

    /// The same, for a count of these sheets.
    func expectation(of sheets: LedgerIdentity.Sheets) -> LedgerIdentity {
        LedgerIdentity(election: election.id, definitionDigest: digest, sheets: sheets)
    }
}
