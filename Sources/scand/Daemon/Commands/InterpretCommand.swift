import ArgumentParser
import ElectionModel
import ImageFiles
import OMR
import Raster

/// `scand interpret`: reads images one by one and prints a JSON line for each.
struct InterpretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpret", abstract: "Reads the marks on images of ballot pages; a JSON line an image.",
        discussion: """
            Images may be PNG, JPEG, TIFF (several pages: a line each, with "frame") or PNM, in any resolution and \
            turned any way. An image that cannot be opened gives a rejected line and exit status 3 at the end.
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
        var drawings = try evidence.map { try EvidenceFolder($0) }
        let pages = try LoadedElection.pages(ofLayoutAt: layout)
        var isComplete = true
        for path in images {
            do {
                let reader = try ImageFile.read(path: path)
                for frame in 0..<reader.frameCount {
                    let number = reader.frameCount > 1 ? frame : nil
                    do {
                        let image = try reader.frame(at: frame).image
                        let side = try interpret(image, pages, path, number, &drawings)
                        var line = SideLine(path, frame: number, side)
                        if codes { line.codes = CodeLine.all(on: image) }
                        try StandardOutput.write(try line.json)
                    } catch let error as ImageFileError {
                        isComplete = false
                        try refuse(path, number, error, &drawings)
                    }
                }
            } catch let error as ImageFileError {
                isComplete = false
                try refuse(path, nil, error, &drawings)
            }
        }
        if !isComplete { throw ExitCode(FailureStatus.inputNotOpened.rawValue) }
    }

    private func interpret(
        _ image: GrayImage, _ pages: PageInterpreter, _ path: String, _ frame: Int?, _ drawings: inout EvidenceFolder?
    ) throws -> SideInterpretation {
        guard drawings != nil else { return pages.interpret(image) }
        let side = pages.evidence(for: image)
        try drawings?.draw(side, of: image, file: path, frame: frame)
        return side.interpretation
    }

    private func refuse(
        _ path: String, _ frame: Int?, _ error: ImageFileError, _ drawings: inout EvidenceFolder?
    ) throws {
        try drawings?.draw(notOpened: error, file: path, frame: frame)
        StandardError.write("scand: \(path)\(frame.map { " (frame \($0))" } ?? ""): \(error.detail)")
        try StandardOutput.write(try SideLine(path, frame: frame, notOpened: error).json)
    }
}

/// One line of `scand interpret`. The names of its keys are a contract; keys may be added.
struct SideLine: Encodable {
    let image: String
    let frame: Int?
    let status: String
    var reason: String?
    var message: String?
    var page: String?
    var rotation: Int?
    var registration: RegistrationLine?
    var targets: [TargetLine]?
    /// What a person has to look at on this page, each doubt once; left out where there is nothing.
    var review: [String]?
    /// With `--codes` only.
    var codes: [CodeLine]?

    /// How well the page was found.
    struct RegistrationLine: Encodable {
        let landmarksFound: Int
        let landmarksVisible: Int
        /// Pixels at work resolution, about 200 dpi.
        let residual: Double
        let printFound: Double
        /// Lines of dirt down the side that touch no target; left out where there are none.
        let streaks: [StreakLine]?
    }

    /// Where to clean the scanner.
    struct StreakLine: Encodable {
        /// 0 is the left edge of the image, 1 the right.
        let place: Double
        /// Pixels at work resolution.
        let width: Int
        let region: String
    }

    struct TargetLine: Encodable {
        let contest: String
        let option: String
        let `class`: String
        let score: Double
        /// Why a marginal target is neither marked nor unmarked.
        let doubt: String?
        /// Gray of the ink in the target as a share of the paper's, 0 black to 1; left out where there is none.
        let darkness: Double?
        /// For write-ins: what is on the line beside the target.
        let writeIn: WriteInJSON?
    }

    struct WriteInJSON: Encodable {
        let inked: Bool
        let score: Double
        /// Corners of the line's space in pixels of the image, clockwise from the top left of the page.
        let corners: [[Double]]
    }

    init(_ image: String, frame: Int?, _ side: SideInterpretation) {
        (self.image, self.frame) = (image, frame)
        switch side {
        case .read(let found, let readings):
            status = "read"
            page = found.page.rawValue
            rotation = found.rotation
            registration = RegistrationLine(
                landmarksFound: found.landmarksFound, landmarksVisible: found.landmarksVisible,
                residual: Self.rounded(found.residual), printFound: Self.rounded(found.printFound),
                streaks: found.streaks.isEmpty
                    ? nil
                    : found.streaks.map {
                        StreakLine(place: Self.rounded($0.place), width: $0.width, region: $0.region.rawValue)
                    })
            targets = readings.map {
                TargetLine(
                    contest: $0.choice.contest.rawValue, option: $0.choice.option.rawValue, class: $0.mark.rawValue,
                    score: Self.rounded($0.score), doubt: $0.doubt?.rawValue,
                    darkness: $0.darkness.map(Self.rounded),
                    writeIn: $0.writeIn.map { line in
                        WriteInJSON(
                            inked: line.isInked, score: Self.rounded(line.score),
                            corners: line.corners.map { [$0.x.rounded(), $0.y.rounded()] })
                    })
            }
            let doubts = MarkDoubt.allCases.filter { doubt in readings.contains { $0.doubt == doubt } }
            review = doubts.isEmpty ? nil : doubts.map(\.rawValue)
        case .blank:
            status = "blank"
            message = "no print of a page found on this side"
        case .rejected(let why):
            status = "rejected"
            reason = why.code
            message = why.message
        }
    }

    /// A file that gives no image.
    init(_ image: String, frame: Int?, notOpened error: ImageFileError) {
        (self.image, self.frame) = (image, frame)
        status = "rejected"
        reason = error.code.rawValue
        message = error.detail
    }

    var json: String {
        get throws { try JSONText.line(self) }
    }

    /// Four decimals: more would only be noise.
    private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
