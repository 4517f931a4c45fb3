import ArgumentParser
import Codes
import ElectionModel
import ImageFiles
import OMR
import Raster

/// `scand interpret`: reads images on all cores and prints a JSON line for each, in the order in which they are given.
struct InterpretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpret", abstract: "Reads the marks on images of ballot pages; a JSON line an image.",
        discussion: """
            Images may be PNG, JPEG, TIFF and PDF (several pages: a line each, with "frame") or PNM, in any resolution and \
            turned any way. A folder stands for its files in the order of their names and numbers, and - for names of files on \
            standard input, one a line. A page of a PDF has to be one picture, as scanners write it. An image that cannot be opened gives a rejected line and exit status 3 at the end. All cores \
            are used; lines come in the order of the images.

            With --duplex the images are the two sides of sheets, front, back, front, back: two files each, or files of \
            several pages. Each side is compared with the other one, and its line says what the sheet comes to, under \
            "sheet": give --election, which knows the sheets that there are.
            """)

    @OptionGroup var ballots: ElectionOptions

    @Option(
        help: ArgumentHelp(
            "New folder for pictures of what was seen: targets, landmarks, reasons.", valueName: "dir"))
    var evidence: String?

    @Option(
        help: ArgumentHelp(
            "New folder for the account of each side's ink: found and missing print, new ink and its strokes, as a list and drawn.",
            valueName: "dir"))
    var account: String?

    @Flag(help: "Also lists the bar codes and matrix codes anywhere on each image (about 60 ms a page).")
    var codes = false

    @Flag(help: "The images are the two sides of sheets in turn, and are compared with each other.")
    var duplex = false

    @Argument(help: "Images of single sides; whole stacks as TIFF or PDF; folders; - for a list on standard input.")
    var images: [String]

    func run() throws {
        var evidence = try evidence.map { try EvidenceFolder($0) }
        var accounts = try account.map { try EvidenceFolder($0) }
        let reader = try SideReader(ballots, isDuplex: duplex, codes: codes ? .ofThisProgram() : nil)
        var pictures = GivenPictures(try GivenFiles(images).paths, opening: OpenPictures())
        var (sheet, isComplete) = (0, true)
        try OrderedWork.run {
            sheet += 1
            return (duplex ? pictures.nextSheet() : pictures.next().map { [$0] }).map { sides in
                SheetWork(
                    number: sheet,
                    sides: sides.map {
                        SheetWork.Side(
                            picture: $0, drawings: evidence?.drawings(of: $0), account: accounts?.drawings(of: $0))
                    })
            }
        } work: { work in
            Result { try reader.done(work) }
        } take: { result in
            let done = try result.get()
            isComplete = isComplete && done.problems.isEmpty
            for problem in done.problems { StandardError.write(problem) }
            for line in done.lines { try StandardOutput.write(line) }
        }
        if !isComplete { throw ExitCode(FailureStatus.inputNotOpened.rawValue) }
    }
}

/// One side that is to be read, or the two of a sheet, and where their drawings go.
private struct SheetWork: Sendable {
    /// Counts from 1.
    let number: Int
    let sides: [Side]

    struct Side: Sendable {
        let picture: GivenPicture
        let drawings: EvidenceDrawings?
        let account: EvidenceDrawings?
    }

    /// What is printed of it.
    struct Done: Sendable {
        var lines: [String] = []
        /// What of it could not be opened, or is missing.
        var problems: [String] = []
    }
}

/// Reads the sides that `scand interpret` is given. A worker holds one decoded picture at a time.
private struct SideReader: Sendable {
    private let pages: PageInterpreter
    /// Compares the sides of sheets; nil where each side stands alone.
    private let sheets: SheetInterpreter?
    private let codes: CodeReader?

    init(_ ballots: ElectionOptions, isDuplex: Bool, codes: CodeReader?) throws {
        if let layout = ballots.layout, !isDuplex {
            (pages, sheets) = (try LoadedElection.pages(ofLayoutAt: layout), nil)
        } else {
            let loaded = try ballots.loadedElection().sheets
            (pages, sheets) = (loaded.pages, isDuplex ? loaded : nil)
        }
        self.codes = codes
    }

    /// A side that was read alone, and the codes on it.
    private typealias Opened = (reading: SideReading, codes: [CodeLine]?)

    func done(_ work: SheetWork) throws -> SheetWork.Done {
        let opened = work.sides.map { side in
            Result { () throws(ImageFileError) -> Opened in
                let image = try side.picture.decoded()
                return (pages.reading(of: image), codes.map { CodeLine.all(on: image, $0) })
            }
        }
        let (compared, sheet) = compared(opened, work.number)
        var done = SheetWork.Done()
        for (place, (side, opened)) in zip(work.sides, opened).enumerated() {
            var line: SideLine
            switch opened {
            case .success(let opened):
                let says = compared?[place] ?? opened.reading.interpretation
                line = SideLine(side.picture.path, frame: side.picture.frame, says)
                line.codes = opened.codes
                let withdrawn = pages.withdrawnTargets(on: opened.reading)
                if !withdrawn.isEmpty { line.withdrawn = withdrawn.map(SideLine.WithdrawnLine.init) }
                if let drawings = side.drawings {
                    let image = try side.picture.decoded()
                    try drawings.draw(pages.evidence(for: image, compared: says), of: image)
                }
                line.sheet = sheet
                try side.account?.draw(pages.account(of: opened.reading), of: line)
            case .failure(let error):
                line = SideLine(side.picture.path, frame: side.picture.frame, notOpened: error)
                done.problems.append("scand: \(side.picture.name): \(error.detail)")
                line.sheet = sheet
                try side.drawings?.draw(notOpened: error)
                try side.account?.draw(nil, of: line)
            }
            done.lines.append(try line.json)
        }
        if sheets != nil, work.sides.count == 1 {
            done.problems.append(
                "scand: \(work.sides[0].picture.name): has no other side: with --duplex images are front, back, front, back"
            )
        }
        return done
    }

    /// What the sides of a sheet say beside each other, and what the sheet comes to.
    private func compared(
        _ opened: [Result<Opened, ImageFileError>], _ number: Int
    ) -> (sides: [SideInterpretation]?, sheet: SideLine.SheetLine?) {
        guard let sheets else { return (nil, nil) }
        let readings = opened.compactMap { try? $0.get().reading }
        guard readings.count == opened.count else {
            return (nil, SideLine.SheetLine(number: number, status: "rejected", reason: "notOpened"))
        }
        let (sheet, sideA, sideB) = sheets.interpretWithSides(readings[0], readings.count > 1 ? readings[1] : nil)
        return ([sideA] + (sideB.map { [$0] } ?? []), SideLine.SheetLine(number: number, sheet))
    }
}
