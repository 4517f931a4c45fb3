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
            Images may be PNG, JPEG, TIFF (several pages: a line each, with "frame") or PNM, in any resolution and \
            turned any way. An image that cannot be opened gives a rejected line and exit status 3 at the end. All cores \
            are used; lines come in the order of the images.
            """)

    @Option(help: ArgumentHelp("Layout of the pages.", valueName: "layout.json"))
    var layout: String

    @Option(
        help: ArgumentHelp(
            "New folder for pictures of what was seen: targets, landmarks, reasons.", valueName: "dir"))
    var evidence: String?

    @Flag(help: "Also lists the bar codes and matrix codes anywhere on each image (about 60 ms a page).")
    var codes = false

    @Argument(help: "Images of single sides.")
    var images: [String]

    func run() throws {
        var evidence = try evidence.map { try EvidenceFolder($0) }
        let pages = try LoadedElection.pages(ofLayoutAt: layout)
        let codes = try codes ? CodeReader.ofThisProgram() : nil
        var pictures = GivenPictures(images)
        var isComplete = true
        try OrderedWork.run {
            pictures.next().map { SideWork(picture: $0, drawings: evidence?.drawings(of: $0)) }
        } work: { side in
            Result { try side.done(pages, codes) }
        } take: { result in
            let side = try result.get()
            if let problem = side.problem {
                isComplete = false
                StandardError.write(problem)
            }
            try StandardOutput.write(side.line)
        }
        if !isComplete { throw ExitCode(FailureStatus.inputNotOpened.rawValue) }
    }
}

/// One side that is to be read, and where its drawings go.
private struct SideWork: Sendable {
    let picture: GivenPicture
    let drawings: EvidenceDrawings?

    /// What became of a side.
    struct Done: Sendable {
        let line: String
        /// Why the picture could not be opened.
        var problem: String?
    }

    func done(_ pages: PageInterpreter, _ codes: CodeReader?) throws -> Done {
        do {
            let image = try picture.decoded()
            var line = SideLine(picture.path, frame: picture.frame, try interpret(image, pages))
            line.codes = codes.map { CodeLine.all(on: image, $0) }
            return Done(line: try line.json)
        } catch let error as ImageFileError {
            try drawings?.draw(notOpened: error)
            let line = SideLine(picture.path, frame: picture.frame, notOpened: error)
            return Done(line: try line.json, problem: "scand: \(picture.name): \(error.detail)")
        }
    }

    private func interpret(_ image: GrayImage, _ pages: PageInterpreter) throws -> SideInterpretation {
        guard let drawings else { return pages.interpret(image) }
        let side = pages.evidence(for: image)
        try drawings.draw(side, of: image)
        return side.interpretation
    }
}
