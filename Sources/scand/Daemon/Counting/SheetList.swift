import DurableFiles
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
    /// A picture is a side of one sheet: a file that is named twice, be it by a link or another mount, is refused, for it would count twice.
    /// Files of the same bytes are told.
    init(_ sheets: [ReplaySheet], _ list: FileFacts) throws {
        var named: [Page: ReplaySide] = [:]
        for side in sheets.flatMap(\.sides) {
            guard let file = try? FileIdentity(at: side.path, following: true) else { continue }
            if let earlier = named.updateValue(side, forKey: Page(file: file, frame: side.frame ?? 0)) {
                throw CommandFailure(
                    .unusableArguments,
                    "\(side): is in the list twice"
                        + (earlier == side ? "" : ", the other time as \(earlier)")
                        + ", and a sheet counts once: take one of the two out")
            }
        }
        var text: [UInt8] = []
        var alike: [[String]: ReplaySheet] = [:]
        var copies: [(copy: ReplaySheet, of: ReplaySheet)] = []
        for sheet in sheets {
            var (sides, pictures): ([String], [String]) = ([], [])
            for side in sheet.sides {
                let file = try list.facts(of: side.path)
                let frameCount = file.sizes.count
                guard side.frame ?? 0 < frameCount else {
                    throw CommandFailure(.inputNotOpened, "\(side): the file's last page is #\(frameCount - 1)")
                }
                // If only the first page were taken, ballots would stay uncounted and nobody would be told.
                guard side.frame != nil || frameCount == 1 else {
                    throw CommandFailure(
                        .unusableArguments,
                        "\(side): the file has \(frameCount) pages: in a list of sheets name each, from "
                            + "\(side)#0 to \(side)#\(frameCount - 1), or give the whole file as an argument")
                }
                sides.append("\(file.digest.hex)  \(FilePath.name(of: side.description))")
                pictures.append("\(file.digest.hex)#\(side.frame ?? 0)")
            }
            if let earlier = alike.updateValue(sheet, forKey: pictures) { copies.append((sheet, earlier)) }
            text += Array("\(sides.joined(separator: "\t"))\n".utf8)
        }
        digest = FileDigest(of: text)
        // No scanner gives the same bytes twice, but programs that draw pictures do.
        if let first = copies.first {
            StandardError.write(
                "scand: \(copies.count) sheets of the list are the same as others, byte for byte, first \(first.copy.sideA) as "
                    + "\(first.of.sideA): if a file was copied, its sheet counts twice")
        }
    }

    /// A picture, whatever its file is called.
    private struct Page: Hashable {
        let file: FileIdentity
        let frame: Int
    }
}
