import DurableFiles
import ImageFiles
import Ledger
import Replay

/// The sheets of a list as the ledger's first leaf has them.
///
/// Anyone with the files repeats it: a line for each sheet in the order of feeding, `<SHA-256>  <name>` of its first side, and,
/// where it has another, a tab and the same of that; the name is the last part of the path, with its frame.
struct SheetList {
    let digest: FileDigest

    /// Reads every file before the ledger is made: a name typed wrong must not cost a ledger.
    ///
    /// A picture is a side of one sheet: one that is named twice, by whatever path, would count twice.
    init(_ sheets: [ReplaySheet]) throws {
        // By bytes: names that differ only in how an accent is written are two files.
        var named: [[UInt8]: ReplaySide] = [:]
        for side in sheets.flatMap({ [$0.sideA] + ($0.sideB.map { [$0] } ?? []) }) {
            let file = "\(FileSystem.resolved(side.path) ?? side.path)#\(side.frame ?? 0)"
            if let earlier = named.updateValue(side, forKey: Array(file.utf8)) {
                throw CommandFailure(
                    .unusableArguments,
                    "\(side): is in the list twice"
                        + (earlier == side ? "" : ", the other time as \(earlier)")
                        + ", and a sheet counts once: take one of the two out")
            }
        }
        var files: [String: (digest: FileDigest, frameCount: Int)] = [:]
        var text: [UInt8] = []
        for sheet in sheets {
            var sides: [String] = []
            for side in [sheet.sideA] + (sheet.sideB.map { [$0] } ?? []) {
                let file = try files[side.path] ?? Self.read(side)
                files[side.path] = file
                guard side.frame ?? 0 < file.frameCount else {
                    throw CommandFailure(.inputNotOpened, "\(side): the file's last page is #\(file.frameCount - 1)")
                }
                // If only the first page were taken, ballots would stay uncounted and nobody would be told.
                guard side.frame != nil || file.frameCount == 1 else {
                    throw CommandFailure(
                        .unusableArguments,
                        "\(side): the file has \(file.frameCount) pages: name each, from "
                            + "\(side)#0 to \(side)#\(file.frameCount - 1)")
                }
                sides.append("\(file.digest.hex)  \(FilePath.name(of: side.description))")
            }
            text += Array("\(sides.joined(separator: "\t"))\n".utf8)
        }
        digest = FileDigest(of: text)
    }

    private static func read(_ side: ReplaySide) throws -> (FileDigest, frameCount: Int) {
        do {
            let bytes = try ImageFile.bytes(path: side.path)
            return (FileDigest(of: bytes), try ImageFileReader(bytes: bytes).frameCount)
        } catch {
            throw CommandFailure(.inputNotOpened, "\(side.path): \(error.detail)")
        }
    }
}
