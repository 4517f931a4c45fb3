import Foundation
import Keys
import Ledger

/// The key that signs a ledger: the one that was named, or the one beside it.
struct LedgerKey {
    let signer: Ed25519Signer
    private let path: String
    /// Whether this run made it.
    private let isNew: Bool

    /// The key for a new ledger. Without a name it is `DIR.key`, made if need be.
    init(for place: LedgerPlace, named name: String?, election: String) throws {
        path = name ?? place.path + ".key"
        isNew = name == nil && !LedgerPlace.isThere(path)
        do {
            if isNew {
                // A name of its own for every ledger: one name must never stand for two trees.
                _ = try KeyFile.generate(name: Self.origin(election: election), at: path)
            }
            signer = try KeyFile.read(path)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The key of a ledger that is there.
    init(of place: LedgerPlace, named name: String?) throws {
        path = name ?? place.path + ".key"
        isNew = false
        guard name != nil || LedgerPlace.isThere(path) else {
            throw CommandFailure(
                .unusableArguments,
                "\(place.path): a ledger is there, but its key is not at \(path): give it with --key, "
                    + "or name a directory that does not exist yet")
        }
        do {
            signer = try KeyFile.read(path)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Tells the operator of a key that was made.
    func announce() {
        guard isNew else { return }
        StandardError.write(
            "scand: made the key \(path) (keep it secret) and \(path)\(KeyFile.verifierKeySuffix) (hand it out)")
    }

    /// Removes a key that was made for a ledger which then could not be; it has signed nothing that anybody has.
    func discard() {
        guard isNew else { return }
        for file in [path, path + KeyFile.verifierKeySuffix] { try? FileManager.default.removeItem(atPath: file) }
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
