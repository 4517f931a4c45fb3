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
        // A ledger that lost its journal is one that is damaged.
        guard ["journal", "box", "checkpoint"].contains(where: { Self.isThere("\(path)/\($0)") }) else {
            throw CommandFailure(.notALedger(path, why: "it has no journal"), ledger: path)
        }
        isTaken = true
    }

    /// A ledger that must be there.
    init(standing text: String) throws {
        try self.init(text)
        guard isTaken else {
            throw CommandFailure(.unusableArguments, "\(path): nothing is there: expected the directory of a ledger")
        }
    }

    /// Whether anything is there, be it a link that leads nowhere.
    static func isThere(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)) != nil
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
