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

    @Flag(help: "Go on with a ledger whose run was interrupted: its counted sheets are voided and must be fed again.")
    var voidInterrupted = false

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
        let exists = FileManager.default.fileExists(atPath: ledger)
        let signer = try signer(for: loaded, ledgerExists: exists)
        let genesis = Genesis(
            election: loaded.election.id, layoutDigest: loaded.digest, key: signer.key, software: Software.name)
        do {
            guard exists else { return try LedgerWriter.create(at: ledger, signer: signer, genesis: genesis) }
            let writer = try LedgerWriter.open(at: ledger, signer: signer, expecting: genesis)
            try resume(writer)
            return writer
        } catch let error as LedgerError {
            throw CommandFailure(error)
        }
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
        guard voidInterrupted else {
            throw CommandFailure(
                .ledgerRefused,
                "\(ledger): an interrupted run has counted \(counts.counted) sheets here, whose records were in memory only: "
                    + "feed the whole stack again with --void-interrupted, or count into a new ledger")
        }
        _ = try writer.append(.sheetsVoided(count: counts.counted))
        StandardError.write("scand: \(ledger): \(counts.counted) sheets of the interrupted run are voided")
    }

    private func signer(for loaded: LoadedElection, ledgerExists: Bool) throws -> Ed25519Signer {
        var trimmed = ledger
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        let path = key ?? trimmed + ".key"
        do {
            if key == nil, !ledgerExists, !FileManager.default.fileExists(atPath: path) {
                // A name of its own for every ledger: one name must never stand for two trees.
                let name = KeyNaming.origin(election: loaded.election.id)
                _ = try KeyFile.generate(name: name, at: path)
                StandardError.write(
                    "scand: made the key \(path) (keep it secret) and \(path)\(KeyFile.verifierKeySuffix) (hand it out)")
            }
            return try KeyFile.read(path)
        } catch {
            throw CommandFailure(error)
        }
    }
}

/// Names for ledgers' keys.
enum KeyNaming {
    /// `scand.example/<election>/<16 random hex digits>`: a schema-less address, as C2SP signed-note asks for.
    static func origin(election: String) -> String {
        let safe = election.unicodeScalars.map { scalar in
            let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isSafe || scalar == "-" || scalar == "." ? String(scalar) : "-"
        }.joined()
        let random = (0..<8).map { _ in UInt8.random(in: 0...255) }
        return "scand.example/\(safe)/\(Hex.encode(random))"
    }
}
