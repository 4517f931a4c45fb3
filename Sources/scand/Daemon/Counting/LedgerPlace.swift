import Foundation
import LedgerStorage

/// Where a ledger is, or can be made: looked at before anything is written.
struct LedgerPlace {
    /// The directory, without slashes at its end.
    let path: String
    /// Whether a ledger stands there already.
    let isTaken: Bool

    /// Longest name of a ledger's directory: the system allows 255 bytes, of which a suffix needs some while it is made.
    static let longestName = 230

    init(_ text: String) throws {
        try self.init(text, wayOut: "name a directory that does not exist yet, or that of a ledger")
    }

    private init(_ text: String, wayOut: String) throws {
        let path = FilePath.trimmed(text)
        guard !path.isEmpty else {
            throw CommandFailure(.unusableArguments, "--ledger: is empty: expected the name of a directory")
        }
        guard FilePath.name(of: path).utf8.count <= Self.longestName else {
            throw CommandFailure(
                .unusableArguments, "--ledger: the directory's name is longer than \(Self.longestName) bytes")
        }
        self.path = path
        guard Self.isThere(path) else {
            let parent = FilePath.folder(of: path)
            guard Self.isDirectory(parent.isEmpty ? "." : parent) else {
                throw CommandFailure(.noParent(parent), ledger: path)
            }
            isTaken = false
            return
        }
        guard Self.isThere(path + "/journal") else {
            // Sheets may have been counted into what is left: no other directory may be named now.
            if ["checkpoint", "tile", "box"].contains(where: { Self.isThere("\(path)/\($0)") }) {
                throw CommandFailure(.damaged(file: "journal", what: "is missing from this ledger"), ledger: path)
            }
            throw CommandFailure(.ledgerRefused, "\(path): not a ledger: it has no journal; \(wayOut)")
        }
        isTaken = true
    }

    /// A ledger that must be there.
    init(standing text: String) throws {
        let wayOut = "expected the directory of a ledger"
        try self.init(text, wayOut: wayOut)
        guard isTaken else {
            throw CommandFailure(.unusableArguments, "\(path): nothing is there: \(wayOut)")
        }
    }

    /// Whether anything is there, be it a link that leads nowhere.
    static func isThere(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)) != nil
    }

    static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
