public import ElectionModel
public import Raster

/// What ink says about a target.
public enum MarkClass: String, Hashable, Sendable, Codable, CaseIterable {
    /// No mark; a person has to look; a mark.
    case unmarked, marginal, marked
}

/// Why ink in a target may not be a mark, so that a person has to look.
public enum MarkDoubt: String, Hashable, Sendable, Codable, CaseIterable {
    /// Less ink than the layout's threshold for a mark: a hesitation, an erasure, a pale pen.
    case faint
    /// The ink keeps to the rim: it may be the outline badly printed.
    case atRim
    /// The outline is out of shape, as when the scanner lost rows there.
    case outlineDistorted
    /// A line passes through the target and goes on: a fold, a streak, or a stroke that cancels rows or the whole ballot.
    case passingLine
    /// One stroke lies in two targets, and no one can say in which it was meant.
    case sharedStroke
    /// A hole, a blot, a stain or print that is not the page's.
    case foreign
    /// A compact spot, much smaller than the target: a drop of ink, a rest of the pen, or a vote.
    case dot
    /// A mark, and something drawn beside it that belongs to no other target.
    case inkBeside
    /// Ink that is paler than a pen's, by its darkness beside the paper's.
    case pale
    /// Ink with soft rims on a sharp page: it shows through from the other side, or was wiped.
    case soft
    /// The paper in the target is lighter than the paper around: correction tape or fluid.
    case covered
    /// Somebody drew beside the target or over its words, and nothing in it.
    case outsideTarget
    /// A name is written on the line, and the target beside it is empty.
    case writingWithoutMark
    /// Pen strokes cover so much of the words beside the target that nobody can tell whose it is.
    case nameCovered
    /// The ink is the mirror image of what is on the other side of the sheet, and came through the paper.
    case showThrough
    /// The blank page has ink in this target, which would hide a mark: no sheet is sure here until the blank is scanned anew.
    case referenceMarked

    /// A few words for a picture.
    public var words: String {
        switch self {
        case .faint: "little ink"
        case .atRim: "ink only at the rim"
        case .outlineDistorted: "outline out of shape"
        case .passingLine: "a line passes through or across"
        case .sharedStroke: "one stroke in two targets"
        case .foreign: "ink that is no drawn mark"
        case .dot: "a spot"
        case .inkBeside: "ink beside the mark"
        case .pale: "pale ink"
        case .soft: "ink without a sharp rim"
        case .covered: "lighter than the paper around"
        case .outsideTarget: "drawn beside the target"
        case .writingWithoutMark: "a name without a mark"
        case .nameCovered: "name covered"
        case .showThrough: "ink of the other side"
        case .referenceMarked: "the blank page is marked there"
        }
    }
}

/// One target as it was read.
public struct TargetReading: Hashable, Sendable {
    /// What the target is for.
    public let choice: Choice
    /// What was found in it.
    public let mark: MarkClass
    /// Why a marginal target is neither marked nor unmarked; nil for the others.
    public let doubt: MarkDoubt?
    /// Share of the target's paper that is ink, 0 to 1.
    public let score: Double
    /// Share of the target's own print that was found, 0 to 1.
    public let printFound: Double
    /// Share of the words beside the target that was found, 0 to 1.
    public let wordsFound: Double
    /// Gray of the ink in the target as a share of the paper's around, 0 black to 1; nil where there is no ink.
    public let darkness: Double?
    /// What is on the line beside a write-in; nil for other targets.
    public let writeIn: WriteInReading?
}

/// What one side of a sheet says.
public enum SideInterpretation: Sendable {
    /// A page of the layout with its targets in the layout's order.
    case read(Registration, [TargetReading])
    /// No print of a page: an empty side, or one with no more than a stamp, a seal and signatures.
    case blank
    /// No page was read, and why.
    case rejected(UnreadableReason)
}

/// What a side has passed on its way from pixels to marks, in this order.
public enum SideStage: String, CaseIterable, Sendable {
    /// Ink is told from paper, and tints are taken off.
    case binarized
    /// The page is found, told from those that resemble it, and the side is laid under it.
    case registered
    /// Print, words and targets are those of the page, and no other print is there.
    case identified
    /// All other ink is accounted for.
    case accounted
    /// Every target is marked, unmarked or marginal.
    case decided
}

/// Reads sides against the pages of one layout. A pure function of one side: same pixels in, same reading out.
public struct PageInterpreter: Sendable {
    /// The layout that it reads by.
    public let layout: Layout
    let registration: LandmarkRegistration
    private let codes: CodeCheck?
    /// Share of dark cells of the layout's page with the least print.
    private let sparsestPrint: Double
    /// Pixels that the longer edge of a side has at work.
    public let workLongSide: Int

    /// Calls a function for every number below a count, in any order and on any thread, and gives its results in order.
    public typealias EachPage = (
        _ count: Int, _ ready: @Sendable (Int) -> Result<ReferencePage, DefinitionError>
    ) -> [Result<ReferencePage, DefinitionError>]

    /// Prepares a layout.
    ///
    /// - Parameters:
    ///   - layout: pages and thresholds.
    ///   - references: the blank pages' pictures, in the order of the layout's pages.
    ///   - codes: the reader of printed codes; needed where the layout states any.
    ///   - eachPage: makes the pages ready, one by one or on several cores: the result is the same.
    /// - Throws: `DefinitionError` when a box lies outside its page or a page has too little print to be found by.
    public init(
        _ layout: Layout, references: [GrayImage], codes: CodeReading? = nil,
        eachPage: EachPage = { count, ready in (0..<count).map(ready) }
    ) throws(DefinitionError) {
        precondition(references.count == layout.pages.count, "every page of a layout has its reference picture")
        if codes == nil, let index = layout.pages.firstIndex(where: { !$0.codes.isEmpty }) {
            throw DefinitionError(
                field: "pages[\(index)].codes", problem: "cannot be checked: no reader of codes was given")
        }
        self.layout = layout
        self.codes = codes.map(CodeCheck.init)
        func prepared(_ longSide: Int) throws(DefinitionError) -> [ReferencePage] {
            let made = eachPage(layout.pages.count) { index in
                Result { () throws(DefinitionError) in
                    try ReferencePage(
                        layout.pages[index], image: references[index], longSide: longSide, field: "pages[\(index)]")
                }
            }
            var pages: [ReferencePage] = []
            for page in made { pages.append(try page.get()) }
            return pages
        }
        var longSide = WorkSize.longSide(for: layout, references)
        var pages = try prepared(longSide)
        // Small targets with letters in them need finer pixels, if the pictures have them.
        let finest = references.map { max($0.width, $0.height) }.max() ?? 0
        for finer in WorkSize.finer where longSide < finer && finer <= finest {
            guard pages.contains(where: { $0.closedTargets > 0 }) else { break }
            (longSide, pages) = (finer, try prepared(finer))
        }
        workLongSide = longSide
        registration = LandmarkRegistration(pages: pages)
        sparsestPrint = pages.map(\.printShare).min() ?? 1
    }

    /// Reads one side of a sheet.
    ///
    /// - Parameter passed: told of each stage once it is behind; for benchmarks.
    public func interpret(
        _ image: GrayImage, passed: (SideStage) -> Void = { _ in }
    ) -> SideInterpretation {
        reading(of: image, passed: passed).interpretation
    }

    /// Reads one side, and keeps what comparing it with the other side of its sheet needs.
    ///
    /// - Parameter passed: told of each stage once it is behind; for benchmarks.
    public func reading(of image: GrayImage, passed: (SideStage) -> Void = { _ in }) -> SideReading {
        let (view, interpretation, side) = look(at: image, passed)
        guard let view, case .read(let registered, let readings) = interpretation else {
            return SideReading(interpretation: interpretation, side: side, toPicture: view?.toPicture)
        }
        return SideReading(
            interpretation: .read(registered, readings.map { $0.placed(view.toPicture) }), side: side,
            toPicture: view.toPicture)
    }

    /// Reads a picture, or where no page is recognised on it another view of it.
    ///
    /// - Returns: the view that was read, nil for the picture itself; what it says, with places in pixels of the view; and the
    ///   view at work.
    func look(
        at image: GrayImage, _ passed: (SideStage) -> Void = { _ in }
    ) -> (view: SheetView?, interpretation: SideInterpretation, side: BinarizedSide?) {
        let (whole, side) = interpretAsSeen(image, passed)
        guard case .rejected(.unrecognisedPage) = whole, let side,
            let view = SheetView(image, side, of: registration.pages)
        else { return (nil, whole, side) }
        let (other, otherSide) = interpretAsSeen(view.image, passed)
        switch other {
        case .blank, .rejected(.unrecognisedPage): return (nil, whole, side)
        case .read, .rejected: return (view, other, otherSide)
        }
    }

    private func interpretAsSeen(
        _ image: GrayImage, _ passed: (SideStage) -> Void
    ) -> (SideInterpretation, BinarizedSide?) {
        do throws(UnreadableReason) {
            let side = try BinarizedSide(image, longSide: workLongSide)
            passed(.binarized)
            return (interpretation(of: side, seenAs: image, passed), side)
        } catch {
            return (.rejected(error), nil)
        }
    }

    private func interpretation(
        of side: BinarizedSide, seenAs image: GrayImage, _ passed: (SideStage) -> Void
    ) -> SideInterpretation {
        do throws(UnreadableReason) {
            if side.isBlank { return .blank }
            let (registered, aligned): (Registration, AlignedSide)
            do throws(UnreadableReason) {
                (registered, aligned) = try registration.register(side)
            } catch {
                if bearsNoPage(side, error) { return .blank }
                throw error
            }
            passed(.registered)
            try codes?.check(registration.pages[registered.pageIndex], on: image, side, registered)
            do throws(UnreadableReason) {
                let reader = TargetReader(interpreter: self, side, aligned, registered)
                return .read(registered, try reader.readings(passed))
            } catch {
                let page = page(of: registered)
                throw registered.map.isSeenAtAngle(over: page.side.bitmap) ? .photographed(page: page.layout.id) : error
            }
        } catch {
            return .rejected(error)
        }
    }

    /// Whether a side on which no page was found has far too little on it to be one: a stamp, a seal and signatures.
    private func bearsNoPage(_ side: BinarizedSide, _ reason: UnreadableReason) -> Bool {
        guard case .unrecognisedPage(_, let matched, let expected) = reason else { return false }
        return 5 * matched <= expected && side.printShare < Self.stampShare * sparsestPrint
    }

    /// Print of a side beside the layout's sparsest page below which it is no page. A stamp of 4 cm and three signatures make a
    /// tenth of a sparse ballot here.
    private static let stampShare = 0.3

    /// The page that a registration is of.
    func page(of registered: Registration) -> ReferencePage { registration.pages[registered.pageIndex] }
}

/// How finely a layout's pages are read.
enum WorkSize {
    /// 200 dpi on a letter page, at which ballots have long been scanned.
    static let usual = 2200
    /// Pixels that the shorter side of the smallest target should have, so that a pen line in it is two pixels wide.
    static let leastTarget = 18.0
    static let greatest = 4400
    /// 300 and 400 dpi on a letter page.
    static let finer = [3300, greatest]

    static func longSide(for layout: Layout, _ references: [GrayImage]) -> Int {
        var smallest = Double.infinity
        for (page, image) in zip(layout.pages, references) {
            let scale = Double(usual) / Double(max(image.width, image.height))
            for target in page.targets {
                smallest = min(smallest, Double(min(target.box.width, target.box.height)) * scale)
            }
        }
        guard smallest < leastTarget else { return usual }
        return min(greatest, Int((Double(usual) * leastTarget / smallest).rounded()))
    }
}

extension BinarizedSide {
    /// Share of dark cells below which a side bears no print: a footer line of text alone is 0.3 % of a page.
    static let leastPrint = 0.0008

    /// Share of the page along each edge where the paper's own edge and the scanner's lip throw lines.
    static let edge = 0.025

    /// True when there are no more than specks on the side.
    var isBlank: Bool { printShare < Self.leastPrint }

    /// Share of cells that are dark, away from the edges.
    var printShare: Double {
        let marginX = Int(Double(density.width) * Self.edge)
        let marginY = Int(Double(density.height) * Self.edge)
        let dark = density.bitmap(atLeast: 4).inkCount(
            x: marginX, y: marginY, width: density.width - 2 * marginX, height: density.height - 2 * marginY)
        return Double(dark) / Double(density.counts.count)
    }
}
