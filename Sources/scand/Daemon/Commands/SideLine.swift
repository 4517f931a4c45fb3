import ElectionModel
import ImageFiles
import OMR

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
    /// Targets that are printed here and not read, because the layout says that they are withdrawn.
    var withdrawn: [WithdrawnLine]?
    /// With `--codes` only.
    var codes: [CodeLine]?
    /// With `--duplex` only: what the sheet comes to, the same on the lines of both sides.
    var sheet: SheetLine?

    /// What a sheet comes to by the rules that counting has.
    struct SheetLine: Encodable {
        /// Counts from 1.
        let number: Int
        /// `readable`, `needsReview`, `blank` or `rejected`.
        let status: String
        /// Why it is rejected.
        var reason: String?
        var message: String?
    }

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

    struct WithdrawnLine: Encodable {
        let contest: String
        let option: String
        /// Of its box, in pixels of the image, clockwise from the top left of the page.
        let corners: [[Double]]

        init(_ target: WithdrawnTarget) {
            (contest, option) = (target.choice.contest.rawValue, target.choice.option.rawValue)
            corners = target.corners.map { [$0.x.rounded(), $0.y.rounded()] }
        }
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
    static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}

extension SideLine.SheetLine {
    init(number: Int, _ sheet: SheetInterpretation) {
        switch sheet {
        case .readable: self.init(number: number, status: "readable")
        case .needsReview: self.init(number: number, status: "needsReview")
        case .blank: self.init(number: number, status: "blank")
        case .rejected(let why):
            self.init(number: number, status: "rejected", reason: why.code, message: why.message)
        }
    }
}
