import ArgumentParser
import ElectionModel
import Foundation
import ImageFiles
import Ledger
import LedgerStorage
import Raster
import Replay
import ReplayFiles
import ScannerDriver

/// `scand replay`: recorded sheets through the whole product, as if they were paper.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Counts recorded sheets into a ledger, as if they were paper.",
        discussion: """
            Where every sheet of the election is printed on both sides, two images in turn are the sides of a sheet; else \
            --duplex says so, or --simplex that every image is a sheet. A manifest lists a sheet \
            a line: one or two image files with a tab between them, relative to the manifest; '#' begins a comment, and the manifest - \
            is standard input. 'file.tif#3' is the fourth page of a file. An image may be a whole stack, a TIFF or a PDF with a \
            picture a page, as scanners write it, each page a side; or a folder, whose files are taken in the order of their names and \
            numbers; or -, for names on standard input, one a line. Of stacks and folders no side may be missing, and before a ledger is \
            begun it is looked at whether their pages are of one size and of this election. The ledger is of that list: after an interruption the same command \
            goes on behind the last sheet that is settled, and a list that was changed is refused. Behind the last sheet \
            polls are closed, or, with --leave-open, paused.

            With --watch another program puts the images into a folder while they are counted: NAME-a.png and NAME-b.png \
            are the sides of a sheet, NAME.png is a sheet of one side (png, jpg, jpeg, tif, tiff, pgm, pbm, ppm, pnm). It \
            writes each under another name, such as NAME-a.png.part, and renames it when it is whole. Every sheet is \
            counted once; its files move into 'in-work' and then into 'settled' in the folder. A file named 'end' ends the \
            run, and so do SIGINT and SIGTERM. Polls are paused then; with --close, 'end' closes them. The same command \
            goes on.

            With --recording a recording of 'scand scan record' takes the scanner's place: it must be asked the same again.
            """)

    @OptionGroup var counting: CountingOptions

    @Flag(help: "Every image is a sheet of its own: its back was not scanned.")
    var simplex = false

    @Flag(help: "Two images in turn are the sides of a sheet, also where one of them has no print.")
    var duplex = false

    @Option(help: ArgumentHelp("List of sheets, fed before the images.", valueName: "file"))
    var manifest: [String] = []

    @Option(help: ArgumentHelp("Folder that another program fills.", valueName: "dir"))
    var watch: String?

    @Option(help: ArgumentHelp("Recording of a scanner.", valueName: "dir"))
    var recording: String?

    @Flag(help: "Pause polls behind the last sheet of the list or recording, in place of closing them.")
    var leaveOpen = false

    @Flag(help: "With --watch: the file 'end' closes polls.")
    var close = false

    @Option(
        help: ArgumentHelp(
            "With --watch, when it is asked for: how many of the ledger's settled sheets were put elsewhere.",
            valueName: "sheets"))
    var settledElsewhere: Int?

    @Flag(help: "Count a stack though its pages differ in size, or seem to be of another election.")
    var asItIs = false

    @Option(
        help: ArgumentHelp(
            "New file for what became of each sheet and why, a JSON line each. For recorded test sheets alone, never for voters' "
                + "ballots: refused with --key, --box-key, --watch and --recording, and where the ledger is there already.",
            valueName: "file"))
    var outcomes: String?

    @Argument(
        help: "Images of sheets, side after side; whole stacks as TIFF or PDF; folders; - for a list on standard input."
    )
    var scans: [String] = []

    func validate() throws {
        guard !simplex || !duplex else { throw ValidationError("Give --simplex or --duplex, not both.") }
        let sources = [
            !manifest.isEmpty || !scans.isEmpty || simplex || duplex || asItIs, watch != nil, recording != nil,
        ]
        guard sources.count(where: { $0 }) <= 1 else {
            throw ValidationError("Give images and manifests, or --watch, or --recording: one of the three.")
        }
        guard !close || watch != nil else { throw ValidationError("--close is for --watch; a list closes at its end.") }
        guard settledElsewhere == nil || watch != nil else {
            throw ValidationError("--settled-elsewhere is for --watch.")
        }
        // As many sheets as a folder has names.
        if let settledElsewhere, !(0...1 << 20 ~= settledElsewhere) {
            throw ValidationError("--settled-elsewhere: '\(settledElsewhere)' is not 0 to \(1 << 20) sheets")
        }
        guard outcomes == nil || watch == nil && recording == nil else {
            throw ValidationError(
                "--outcomes is for images and manifests: others must not learn which sheet was which.")
        }
        guard outcomes == nil || counting.keys.key == nil && counting.keys.boxKey == nil else {
            throw ValidationError(
                "--outcomes is for test sheets: with --key or --box-key the count is an election's, and nobody may learn what became "
                    + "of which ballot.")
        }
        guard !leaveOpen || watch == nil else { throw ValidationError("--leave-open: --watch pauses without it.") }
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
        let stop = StopRequest()
        let loaded = try counting.loadedElection()
        let pictures = OpenPictures()
        let list = FileFacts(pictures)
        let (sheets, stacks) = try allSheets(of: loaded.election, list)
        guard !sheets.isEmpty else {
            throw CommandFailure(
                .unusableArguments,
                "no sheets: name images, or a --manifest, a folder to --watch, or a --recording; polls that an interruption "
                    + "left open are closed by 'scand ledger close'")
        }
        let digest = try SheetList(sheets, list).digest
        let isNew = try !LedgerPlace(counting.ledger).isTaken
        if let outcomes {
            guard isNew else {
                throw CommandFailure(
                    .unusableArguments,
                    "--outcomes: \(counting.ledger) is there already, and of sheets that were counted before nobody keeps what became of "
                        + "them: leave the option out, or count into a new ledger")
            }
            try NewFile.check(outcomes)
        }
        if !asItIs, isNew {
            try StackCheck(interpreter: loaded.sheets, pictures: pictures, list: list).check(stacks)
        }
        let ballots = try counting.openBallots(
            for: loaded, list: digest,
            whenFinished: { count in
                try OpenBallots.requireSettled(sheets.count, of: count.settledSheetCount, in: count.directory)
                try counting.endFinished(count)
            })
        let session = try CountingSession(counting, loaded, ballots)
        guard session.isCounting else {
            try OpenBallots.requireSettled(
                sheets.count, of: session.settledCount, in: ballots.store.directory)
            return try session.finish(lastSheet: counting.lastSheet)
        }
        // A picture that was sealed is in the box: no paper could have gone elsewhere.
        try session.begin(lastSheet: counting.lastSheet, place: .fell)
        let settled = session.settledCount
        guard settled <= sheets.count else {
            throw CommandFailure(
                .ledgerRefused,
                "\(ballots.store.directory): has \(settled) sheets, and the list \(sheets.count): others were counted into it"
            )
        }
        if settled > 0 {
            StandardError.write(
                "scand: \(ballots.store.directory): goes on: \(settled) of the list's \(sheets.count) sheets are settled"
            )
        }
        let loader = ParallelSheetLoader { side throws(ScannerFault) in
            try PictureFiles.load(side, opening: { side throws(ImageFileError) in try pictures.open(side) })
        }
        var scanner = ReplayScanner(sheets: Array(sheets.dropFirst(settled)), loader: loader)
        var results = ListOutcomes()
        func writeOutcomes() throws {
            // Of half a list there is no file.
            guard let outcomes, session.settledCount == sheets.count else { return }
            let text = try results.text(sheets.map { $0.sides.map(\.description) })
            try WholeFile.write(Array(text.utf8), to: outcomes)
        }
        do {
            try session.run(
                &scanner, total: sheets.count - settled, atEnd: leaveOpen ? .pause : .close, until: { stop.isMade },
                // A file that turns out damaged is a sheet that nobody can read: it is set aside, the stack goes on.
                goOnAfter: { fault in
                    guard fault.code == .badInput else { return false }
                    results.add(session.settledCount + 1, notRead: fault.code.rawValue, fault.detail)
                    return true
                },
                // Of recorded sheets everybody knows the order, and of one that goes back no vote is told.
                afterReturn: { sheet in
                    let place = session.settledCount
                    StandardError.write(
                        "scand: \(sheets[place - 1].sideA): sheet \(place) of the list does not count: \(sheet.reason)")
                    results.add(place, sheet)
                })
        } catch {
            // One that could not be read makes the status of a list that was counted to its end.
            try writeOutcomes()
            throw error
        }
        try writeOutcomes()
    }

    /// Whether each image is a sheet. The wrong guess would make one sheet of two voters' ballots.
    private func isOneSided(_ election: Election) throws -> Bool {
        guard !simplex, !duplex, !scans.isEmpty else { return simplex }
        guard let sheets = election.sheets else {
            throw CommandFailure(
                .unusableArguments,
                "--layout: says nothing of sheets: give --duplex where two images in turn are the sides of a sheet, or --simplex "
                    + "where every image is a sheet")
        }
        guard let sheet = sheets.first(where: { $0.back == nil }) else { return false }
        throw CommandFailure(
            .unusableArguments,
            "\(election.id): sheet '\(sheet.id)' has no print on its back: give --simplex where every image is a sheet, or --duplex "
                + "where both sides of each were scanned, in turn")
    }

    private func allSheets(
        of election: Election, _ list: FileFacts
    ) throws -> (sheets: [ReplaySheet], stacks: [GivenSheets.Stack]) {
        let isOneSided = try isOneSided(election)
        guard (manifest + scans).count(where: { $0 == "-" }) <= 1 else {
            throw CommandFailure(.unusableArguments, "-: standard input can be read once: name it once")
        }
        var sheets: [ReplaySheet] = []
        for path in manifest {
            let bytes = try path == "-" ? StandardInput.bytes() : manifestBytes(path)
            let folder = path == "-" ? "" : FilePath.folder(of: path)
            do {
                sheets += try ReplayManifest(bytes: bytes, directory: folder).batches.flatMap(\.self)
            } catch {
                throw CommandFailure(.unusableArguments, "\(path): \(error.detail)")
            }
        }
        let given = try GivenSheets(GivenFiles(scans), isOneSided: isOneSided, list)
        return (sheets + given.sheets, given.stacks)
    }

    private func manifestBytes(_ path: String) throws -> [UInt8] {
        do {
            return try ImageFile.bytes(path: path, limits: ImageLimits(maxFileBytes: ReplayManifest.maximumBytes))
        } catch {
            guard error.code != .empty else {
                throw CommandFailure(.unusableArguments, "\(path): the list is empty: expected a sheet a line")
            }
            throw CommandFailure(file: path, error)
        }
    }
}
