import ArgumentParser
import Foundation
import ImageFiles
import Raster
import Replay
import ScannerDriver

/// `scand replay`: recorded sheets through the whole product, as if they were paper.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Counts recorded sheets into a ledger, as if they were paper.",
        discussion: """
            Two images in turn are the sides of a sheet; with --simplex every image is a sheet. A manifest lists a sheet \
            a line: one or two image files with a tab between them, relative to the manifest; '#' begins a comment. \
            'file.tif#3' is the fourth page of a file.
            """)

    @OptionGroup var counting: CountingOptions

    @Flag(help: "Every image is a sheet of its own: its back was not scanned.")
    var simplex = false

    @Option(help: ArgumentHelp("List of sheets, fed before the images.", valueName: "file"))
    var manifest: [String] = []

    @Argument(help: "Images of sheets, side after side.")
    var scans: [String] = []

    func run() throws {
        let sheets = try allSheets()
        guard !sheets.isEmpty else {
            throw CommandFailure(.unusableArguments, "no sheets: name images, or a --manifest")
        }
        let loaded = try counting.loadedElection()
        try checkOpenable(sheets)
        let ledger = try counting.openLedger(for: loaded)
        var scanner = ReplayScanner(sheets: sheets) { side throws(ScannerFault) in try Self.load(side) }
        try CountingSession(counting, loaded, ledger).run(&scanner, total: sheets.count) { fault in
            // A file that turns out damaged is a sheet that nobody can read: it is set aside, the stack goes on.
            fault.code == .badInput
        }
    }

    private func allSheets() throws -> [ReplaySheet] {
        do {
            var sheets: [ReplaySheet] = []
            for path in manifest {
                let bytes: [UInt8]
                do {
                    bytes = try ImageFile.bytes(
                        path: path, limits: ImageLimits(maxFileBytes: ReplayManifest.maximumBytes))
                } catch {
                    throw CommandFailure(file: path, error)
                }
                let folder = FilePath.folder(of: path)
                do {
                    sheets += try ReplayManifest(bytes: bytes, directory: folder).batches.flatMap(\.self)
                } catch {
                    throw CommandFailure(.unusableArguments, "\(path): \(error.detail)")
                }
            }
            return try sheets + (simplex ? ReplaySheet.singles(of: scans) : ReplaySheet.pairs(of: scans))
        } catch let fault as ScannerFault {
            let wayOut = fault.code == .oddSide ? "; for one-sided scans give --simplex" : ""
            throw CommandFailure(.unusableArguments, fault.detail + wayOut)
        }
    }

    /// Looks at every file's head before the ledger is made: a name typed wrong must not cost a ledger.
    private func checkOpenable(_ sheets: [ReplaySheet]) throws {
        for side in sheets.flatMap({ [$0.sideA] + ($0.sideB.map { [$0] } ?? []) }) {
            do {
                let reader = try ImageFile.read(path: side.path)
                guard side.frame ?? 0 < reader.frameCount else {
                    throw CommandFailure(
                        .inputNotOpened, "\(side): the file's last page is #\(reader.frameCount - 1)")
                }
                // Taking the first page alone would leave ballots uncounted, and nobody would be told.
                guard side.frame != nil || reader.frameCount == 1 else {
                    throw CommandFailure(
                        .unusableArguments,
                        "\(side): the file has \(reader.frameCount) pages: name each, from "
                            + "\(side)#0 to \(side)#\(reader.frameCount - 1)")
                }
            } catch let error as ImageFileError {
                throw CommandFailure(.inputNotOpened, "\(side.path): \(error.detail)")
            }
        }
    }

    private static func load(_ side: ReplaySide) throws(ScannerFault) -> ReplayImage {
        do {
            let reader = try ImageFile.read(path: side.path)
            guard side.frame ?? 0 < reader.frameCount else {
                throw ScannerFault(.badInput, "\(side): the file has changed: this page is gone")
            }
            let frame = try reader.frame(at: side.frame ?? 0)
            return ReplayImage(image: frame.image, dpiHint: frame.dpiHint?.horizontal)
        } catch let error as ImageFileError {
            throw ScannerFault(.badInput, "\(side): \(error.detail)")
        } catch let fault as ScannerFault {
            throw fault
        } catch {
            preconditionFailure("only these two kinds are thrown above")
        }
    }
}
