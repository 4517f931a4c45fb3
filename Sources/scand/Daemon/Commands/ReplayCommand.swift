import ArgumentParser
import Foundation
import ImageFiles
import Raster
import Replay
import ReplayFiles
import ScannerDriver

/// `scand replay`: recorded sheets through the whole product, as if they were paper.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Counts recorded sheets into a ledger, as if they were paper.",
        discussion: """
            Two images in turn are the sides of a sheet; with --simplex every image is a sheet. A manifest lists a sheet \
            a line: one or two image files with a tab between them, relative to the manifest; '#' begins a comment. \
            'file.tif#3' is the fourth page of a file.

            With --watch another program puts the images into a folder while they are counted: NAME-a.png and NAME-b.png \
            are the sides of a sheet, NAME.png is a sheet of one side (png, jpg, jpeg, tif, tiff, pgm, pbm, ppm, pnm). It \
            writes each under another name, such as NAME-a.png.part, and renames it when it is whole. Every sheet is \
            counted once; the files stay. A file named 'end' ends the count, and so do SIGINT and SIGTERM.

            With --recording a recording of 'scand scan record' takes the scanner's place: it must be asked the same again.
            """)

    @OptionGroup var counting: CountingOptions

    @Flag(help: "Every image is a sheet of its own: its back was not scanned.")
    var simplex = false

    @Option(help: ArgumentHelp("List of sheets, fed before the images.", valueName: "file"))
    var manifest: [String] = []

    @Option(help: ArgumentHelp("Folder that another program fills.", valueName: "dir"))
    var watch: String?

    @Option(help: ArgumentHelp("Recording of a scanner.", valueName: "dir"))
    var recording: String?

    @Argument(help: "Images of sheets, side after side.")
    var scans: [String] = []

    func validate() throws {
        let sources = [!manifest.isEmpty || !scans.isEmpty || simplex, watch != nil, recording != nil]
        guard sources.count(where: { $0 }) <= 1 else {
            throw ValidationError("Give images and manifests, or --watch, or --recording: one of the three.")
        }
    }

    func run() throws {
        if let watch {
            try countFolder(watch)
        } else if let recording {
            try countRecording(recording)
        } else {
            try countImages()
        }
    }

    private func countImages() throws {
        let sheets = try allSheets()
        // A count that was interrupted behind its last sheet has only to be closed.
        guard try !sheets.isEmpty || LedgerPlace(counting.ledger).isTaken else {
            throw CommandFailure(
                .unusableArguments, "no sheets: name images, or a --manifest, a folder to --watch, or a --recording")
        }
        let loaded = try counting.loadedElection()
        try checkOpenable(sheets)
        let ballots = try counting.openBallots(for: loaded)
        let loader = ParallelSheetLoader { side throws(ScannerFault) in try PictureFiles.load(side) }
        var scanner = ReplayScanner(sheets: sheets, loader: loader)
        try CountingSession(counting, loaded, ballots).run(&scanner, total: sheets.count) { fault in
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
        var frameCounts: [String: Int] = [:]
        for side in sheets.flatMap({ [$0.sideA] + ($0.sideB.map { [$0] } ?? []) }) {
            do {
                let frameCount = try frameCounts[side.path] ?? ImageFile.read(path: side.path).frameCount
                frameCounts[side.path] = frameCount
                guard side.frame ?? 0 < frameCount else {
                    throw CommandFailure(.inputNotOpened, "\(side): the file's last page is #\(frameCount - 1)")
                }
                // Taking the first page alone would leave ballots uncounted, and nobody would be told.
                guard side.frame != nil || frameCount == 1 else {
                    throw CommandFailure(
                        .unusableArguments,
                        "\(side): the file has \(frameCount) pages: name each, from "
                            + "\(side)#0 to \(side)#\(frameCount - 1)")
                }
            } catch let error as ImageFileError {
                throw CommandFailure(.inputNotOpened, "\(side.path): \(error.detail)")
            }
        }
    }
}
