import ArgumentParser
import ElectionModel
import Foundation
import Ledger
import LedgerStorage
import ScannerDriver

/// What every command that counts needs: the election, the ledger, the key.
struct CountingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Election definition; it names its layout.", valueName: "election.json"))
    var election: String?

    @Option(help: ArgumentHelp("Layout alone, when there is no election definition.", valueName: "layout.json"))
    var layout: String?

    @Option(help: ArgumentHelp("Directory of the ledger; made if it does not exist.", valueName: "dir"))
    var ledger: String

    @Option(
        help: ArgumentHelp(
            "Key that signs the ledger, from 'scand keygen'. Without it the key DIR.key is used, and made if need be.",
            valueName: "file"))
    var key: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Language of names in the table.", valueName: "tag"))
    var language = "en"

    func validate() throws {
        guard (election == nil) != (layout == nil) else {
            throw ValidationError("Give either --election or --layout.")
        }
    }

    /// The election, ready to read sheets.
    func loadedElection() throws -> LoadedElection {
        if let election { return try .election(at: election) }
        return try .layout(at: layout ?? "")
    }

    /// The ledger, new or continued. Nothing is made before everything else has been checked.
    func openLedger(for loaded: LoadedElection) throws -> LedgerWriter {
        let place = try LedgerPlace(ledger)
        return place.isTaken ? try resumed(at: place, loaded) : try created(at: place, loaded)
    }

    private func created(at place: LedgerPlace, _ loaded: LoadedElection) throws -> LedgerWriter {
        let key = try LedgerKey(for: place, named: key, election: loaded.election.id)
        do {
            let writer = try LedgerWriter.create(at: place.path, signer: key.signer, genesis: genesis(loaded, key))
            key.announce()
            return writer
        } catch {
            // After the rename a ledger stands there, and its key must not be lost.
            if !LedgerPlace.isThere(place.path) { key.discard() }
            throw CommandFailure(error, ledger: place.path)
        }
    }

    private func resumed(at place: LedgerPlace, _ loaded: LoadedElection) throws -> LedgerWriter {
        let key = try LedgerKey(of: place, named: key)
        do {
            let writer = try LedgerWriter.open(
                at: place.path, signer: key.signer, expecting: genesis(loaded, key))
            try resume(writer)
            return writer
        } catch let error as LedgerError {
            throw CommandFailure(error, ledger: place.path)
        }
    }

    private func genesis(_ loaded: LoadedElection, _ key: LedgerKey) -> Genesis {
        Genesis(
            election: loaded.election.id, layoutDigest: loaded.digest, key: key.signer.key, software: Software.name,
            box: noBox)
    }

    /// Records are kept in memory as yet: the terms of a box that stays empty.
    private var noBox: BoxTerms {
        guard let name = KeyName("none"),
            let key = BoxPublicKey(name: name, publicKey: [9] + Array(repeating: 0, count: 31)),
            let terms = BoxTerms(
                key: key, slotCount: BoxTerms.greatestSlotCount, slotByteCount: 4096, pictureByteCount: 0,
                commitment: CountingRun.emptyBox)
        else { preconditionFailure("constants are in range") }
        return terms
    }

    /// Brings an interrupted ledger to a point from which counting can go on.
    private func resume(_ writer: LedgerWriter) throws {
        if writer.recovery.droppedTailByteCount > 0 {
            StandardError.write(
                "scand: \(ledger): an event that was being written when the power failed was removed; "
                    + "nobody had been told of it")
        }
        let counts = writer.history.counts
        guard writer.history.phase != .closed else {
            throw CommandFailure(
                .ledgerRefused,
                "\(ledger): polls were closed, but the run ended before its totals were written and its records are lost: "
                    + "count the stack again into a new ledger")
        }
        guard counts.counted > 0 else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(ledger): an interrupted run has counted \(counts.counted) sheets here, whose records were in memory only: "
                + "count the stack again into a new ledger")
    }
}
