import ArgumentParser
import ElectionModel
import Foundation
import Ledger
import LedgerStorage
import OMR
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

    @Flag(help: "Keep black-and-white pictures of counted sheets in the ballot box, for the release.")
    var pictures = false

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
    func openBallots(for loaded: LoadedElection) throws -> OpenBallots {
        let place = try LedgerPlace(ledger)
        return place.isTaken ? try resumed(at: place, loaded) : try created(at: place, loaded)
    }

    private func created(at place: LedgerPlace, _ loaded: LoadedElection) throws -> OpenBallots {
        let (keys, box) = try CountingKeys.new(for: place, keys.names, election: loaded.election.id)
        do {
            let store = try BallotStore.create(
                at: place.path, signer: keys.signer, plan: loaded.plan(boxKey: box, options: self), copy: copy)
            keys.announce()
            return OpenBallots(store: store, keys: keys)
        } catch {
            // After the rename a ledger stands there, and its key must not be lost.
            if !LedgerPlace.isThere(place.path) { keys.discard() }
            throw CommandFailure(error, ledger: place.path)
        }
    }

    private func resumed(at place: LedgerPlace, _ loaded: LoadedElection) throws -> OpenBallots {
        let keys = try CountingKeys(of: place, keys.names)
        do {
            let store = try BallotStore.open(
                at: place.path, signer: keys.signer, expecting: loaded.expectation, copy: copy)
            return OpenBallots(store: store, keys: keys)
        } catch {
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
    @Option(
        help: ArgumentHelp(
            "Key that signs the ledger, from 'scand keys make', or a token's pkcs11: URI. Without it the key DIR.key is used, "
                + "and made if need be.",
            valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Key that the ballots are sealed to. FILE.boxkey, the public half, for an election: 'scand ledger release' then "
                + "opens the box. With the private file the box is opened when the count ends. Without it DIR.box-key is "
                + "used, and made if need be.",
            valueName: "file"))
    var boxKey: String?

    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of the signing key; without it a person is asked.", valueName: "file"))
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "File or pipe with the passphrase of the box key; without it its custodian is asked.", valueName: "file"))
    var boxPassphraseFile: String?

    var names: CountingKeys.Names {
        CountingKeys.Names(
            key: key, boxKey: boxKey, passphraseFile: passphraseFile, boxPassphraseFile: boxPassphraseFile)
    }
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

/// A ledger with its ballot box, open, and the keys to it.
struct OpenBallots {
    let store: BallotStore
    let keys: CountingKeys
}

extension LoadedElection {
    /// A new ledger of this election.
    fileprivate func plan(boxKey: BoxPublicKey, options: CountingOptions) -> BallotPlan {
        let record = CastVoteRecord.greatestByteCount(for: election, pages: sheets.pages.layout.pages.map(\.id))
        return BallotPlan(
            election: election.id, layoutDigest: digest, software: Software.name, boxKey: boxKey,
            slotCount: options.slotCount, slotByteCount: BallotPlan.slotByteCount(forRecordsOf: record),
            pictureByteCount: options.picturesRoom)
    }

    /// What a ledger that is continued has to be of.
    var expectation: LedgerIdentity { LedgerIdentity(election: election.id, definitionDigest: digest) }
}
