import ArgumentParser
import Foundation
import Keys
import Ledger
import LedgerStorage

/// The two keys of a count: one signs the ledger, to the other the ballots are sealed.
///
/// Named or not: a run without names makes both beside the ledger, without passphrases, so that tests and demonstrations need
/// nobody to type. Then whoever has the disk has the keys, and the run says so.
struct CountingKeys {
    let signer: any Signer
    /// The private half of the box key, where this run has it.
    private let boxKeyPath: String?
    private let boxPassphrase: PassphraseSource
    private let made: [String]
    /// Whether both were named: one that lies beside the ledger protects nothing, whichever run made it.
    let areNamed: Bool

    /// The keys that the arguments name.
    struct Names {
        var key: String?
        var boxKey: String?
        var passphraseFile: String?
        var boxPassphraseFile: String?

        /// Whether no key is left to be found or made beside the ledger.
        var areBoth: Bool { key != nil && boxKey != nil }

        /// The secrets of two people: each is asked for by itself.
        var passphrase: PassphraseSource {
            passphraseFile.map { .file($0) } ?? .terminal(or: "--passphrase-file")
        }
        var boxPassphrase: PassphraseSource {
            boxPassphraseFile.map { .file($0) } ?? .terminal(or: "--box-passphrase-file")
        }
    }

    /// The keys for a new ledger, with the public half of the box key.
    static func new(
        for place: LedgerPlace, _ names: Names, election: String
    ) throws -> (keys: CountingKeys, box: BoxPublicKey) {
        var made: [String] = []
        do {
            let key = names.key ?? place.path + ".key"
            let boxKey = names.boxKey ?? place.path + ".box-key"
            // A name of its own for every ledger: one name must never stand for two trees.
            let origin = Self.origin(election: election)
            if names.key == nil && !LedgerPlace.isThere(key) {
                _ = try KeyFile.make(.signer, name: origin, at: key, passphrase: nil)
                made += [key, key + KeyFile.verifierKeySuffix]
            }
            if names.boxKey == nil && !LedgerPlace.isThere(boxKey) {
                _ = try KeyFile.make(.box, name: origin, at: boxKey, passphrase: nil)
                made += [boxKey, boxKey + KeyFile.boxKeySuffix]
            }
            // A power loss may have kept the public half from being written beside a key that was made here.
            if names.key == nil { try KeyFile.writeMissingPublic(of: key) }
            if names.boxKey == nil { try KeyFile.writeMissingPublic(of: boxKey) }
            let (box, isPrivate) = try boxPublicKey(boxKey)
            let keys = CountingKeys(
                signer: try KeyOpening.signer(named: key, passphrase: names.passphrase),
                boxKeyPath: isPrivate ? boxKey : nil, boxPassphrase: names.boxPassphrase, made: made,
                areNamed: names.areBoth)
            return (keys, box)
        } catch {
            discard(made)
            throw error
        }
    }

    /// The keys of a ledger that is there.
    init(of place: LedgerPlace, _ names: Names) throws {
        let key = names.key ?? place.path + ".key"
        guard names.key != nil || LedgerPlace.isThere(key) else {
            throw CommandFailure(
                .unusableArguments,
                "\(place.path): a ledger is there, but its key is not at \(key): give it with --key")
        }
        let boxKey = names.boxKey ?? place.path + ".box-key"
        if names.boxKey != nil || LedgerPlace.isThere(boxKey) {
            boxKeyPath = try Self.boxPublicKey(boxKey).isPrivate ? boxKey : nil
        } else {
            boxKeyPath = nil
        }
        signer = try KeyOpening.signer(named: key, passphrase: names.passphrase)
        (boxPassphrase, made, areNamed) = (names.boxPassphrase, [], names.areBoth)
    }

    private init(
        signer: any Signer, boxKeyPath: String?, boxPassphrase: PassphraseSource, made: [String], areNamed: Bool
    ) {
        (self.signer, self.boxKeyPath) = (signer, boxKeyPath)
        (self.boxPassphrase, self.made, self.areNamed) = (boxPassphrase, made, areNamed)
    }

    /// The key that opens the box, if this run has it; its passphrase is asked for now and not before.
    func boxKey() throws -> (any BoxKey)? {
        try boxKeyPath.map { try KeyOpening.boxKey(named: $0, passphrase: boxPassphrase) }
    }

    /// Tells the operator of a new ledger, and of keys that were made for it or found beside it.
    func announce(_ ledger: String) {
        let test = "the ledger is for a test; 'scand keys make' makes keys for an election"
        if !made.isEmpty {
            StandardError.write("scand: made \(made.joined(separator: ", ")), without passphrases: \(test)")
        } else if areNamed {
            // Whoever mistyped the directory of a ledger that is to be gone on with has to hear of it.
            StandardError.write("scand: \(ledger): a new ledger was begun, signed by \(signer.key.name)")
        } else {
            StandardError.write(
                "scand: \(ledger): a new ledger was begun, signed by \(signer.key.name), with keys that were found beside it: \(test), "
                    + "to be named with --key and --box-key")
        }
    }

    /// Removes keys that were made for a ledger which then could not be; they have signed nothing that anybody has.
    func discard() { Self.discard(made) }

    private static func discard(_ files: [String]) {
        for file in files { try? FileManager.default.removeItem(atPath: file) }
    }

    /// The public half in a file, be it the private one or the one that is handed out.
    private static func boxPublicKey(_ path: String) throws -> (BoxPublicKey, isPrivate: Bool) {
        if path.hasSuffix(KeyFile.boxKeySuffix) { return (try BoxPublicKeyFile.read(path), false) }
        if let share = try KeyFile.shareNumber(of: path) {
            throw CommandFailure(
                .unusableArguments,
                "\(path): kind is box-share: share \(share) of a box key: expected FILE\(KeyFile.boxKeySuffix) to count with, "
                    + "or for the release the key that 'scand keys join' makes of two shares")
        }
        guard case .box(let key) = try KeyFile.publicHalf(of: path) else {
            throw CommandFailure(
                .unusableArguments,
                "\(path): kind is signer: expected a box key, from 'scand keys make --kind box', or its public half, "
                    + "which ends in \(KeyFile.boxKeySuffix)")
        }
        return (key, true)
    }

    /// `scand.example/<election>/<16 random hex digits>`: a schema-less address, as C2SP signed-note asks for.
    private static func origin(election: String) -> String {
        let safe = election.unicodeScalars.prefix(64).map { scalar in
            let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isSafe || scalar == "-" || scalar == "." ? String(scalar) : "-"
        }.joined()
        let random = (0..<8).map { _ in UInt8.random(in: 0...255) }
        return "scand.example/\(safe)/\(Hex.encode(random))"
    }
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
