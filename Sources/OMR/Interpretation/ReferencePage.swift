public import ElectionModel
public import Raster

/// A page of the layout made ready: its blank print, its landmarks and its targets' own appearance.
///
/// Made once when a layout is loaded, then shared by all sides that are read.
public struct ReferencePage: Sendable {
    /// The page as the layout has it.
    public let layout: PageLayout
    /// Print of the blank page at work resolution.
    private(set) var side: BinarizedSide
    /// Share of the page's cells that are dark.
    let printShare: Double
    /// Dark cells of the print, from which the landmarks' coarse pieces are taken.
    let coarse: Bitmap
    /// The print without the targets, in which pens write.
    let print: Bitmap
    /// How much darker the print is than the paper, as a share of the paper's gray.
    let ink: Double
    /// The print without its long rules.
    let shortPrint: Bitmap
    /// Where a column of a block of rows has two pixels of it, and can be found dead.
    let printedBlocks: Bitmap
    /// The print without rules and without the targets, among it the words beside them.
    let words: Bitmap
    /// Rules and shapes that look like targets with what lies close beside them, where no words are compared.
    let aroundRules: Bitmap
    /// Shapes that look like its targets and are none of the layout's: marks in them are not read.
    let lookAlikeCount: Int
    /// The words that are clear of rules, and the words grown by a pixel all round with the rules.
    let freeWords, grownWords: Bitmap
    let pose: PoseTemplates
    let landmarks: [Landmark]
    /// The page's targets in work pixels, in the layout's order, without those that are withdrawn.
    let targets: [ReferenceTarget]
    /// The words above them that tell what contest or column they belong to.
    let heads: [ContestHead]
    /// Where codes are printed, with a little white around.
    let codes: [WorkBox]
    /// Where each of them stands among the layout's targets.
    let places: [Int]
    /// Where any ink may be: the layout's free areas, and the withdrawn targets with their words; nil where there is none.
    let freeArea: Bitmap?
    /// The print grown as far as it may be on a side, for each growth of its strokes: what lies beyond is new.
    let grownPrint: [Bitmap]
    /// What is wrong with each of them on the blank page; nil where nothing is.
    let faults: [ReferenceFault?]
    /// All that is darker than paper, print and pale tints.
    let shaded: Bitmap
    /// Pieces of print all over the page, to tell whether the whole page is there.
    let tiles: [PrintTile]

    /// Share of the longer edge around the page where printers do not print (4 mm on a letter page): what a scanned blank
    /// shows there is the edge of its paper.
    static let unprintable = 0.015
    /// Work pixels around a shape that looks like a target into which its filling may reach.
    private static let aroundLookAlike = 4.0
    /// Work pixels around a code in which nothing is print: a millimetre on a letter page.
    private static let aroundCode = Double(InkStroke.millimetre)
    /// Fewest landmarks on which a page with targets can be registered.
    static let fewestLandmarks = 8

    /// Prepares one page.
    ///
    /// - Parameters:
    ///   - layout: the page's boxes.
    ///   - image: the picture of the blank page, any resolution.
    ///   - longSide: pixels of the longer edge at work.
    ///   - field: where the page stands in its file, for messages.
    /// - Throws: `DefinitionError` when a box lies outside the page or the page cannot be registered on.
    public init(
        _ layout: PageLayout, image: GrayImage, longSide: Int, field: String
    ) throws(DefinitionError) {
        try layout.checkBoxes(onPageOf: image.width, by: image.height, at: field)
        let side: BinarizedSide
        do throws(UnreadableReason) {
            side = try BinarizedSide(image, longSide: longSide)
        } catch {
            throw DefinitionError(field: "\(field).reference", problem: "cannot be a blank page: \(error.message)")
        }
        self.layout = layout
        self.side = side
        pose = PoseTemplates(PrintProfiles(of: side.density))
        let scale = side.scale
        let boxes = layout.targets.map { WorkBox($0.box, scale: scale) }
        let free = layout.free.map { WorkBox($0, scale: scale) }
        let keepOut = boxes.map { $0.grown(by: 0.3) } + free
        printShare = side.printShare
        coarse = side.density.bitmap(atLeast: Landmark.coarseInk)
        landmarks = LandmarkPicker(bitmap: side.bitmap, coarse: coarse, keepOut: keepOut).landmarks()
        guard layout.targets.isEmpty || landmarks.count >= Self.fewestLandmarks else {
            throw DefinitionError(
                field: "\(field).reference",
                problem: "shows too little print to find the page by: \(landmarks.count) landmarks, "
                    + "at least \(Self.fewestLandmarks) are needed")
        }
        var print = side.bitmap
        for box in keepOut { print.clear(box) }
        print.clearFrame(Int(Double(longSide) * Self.unprintable))
        grownPrint = side.bitmap.grownByStrokes(and: SideAccount.leeway)
        ink = side.inkDarkness(at: landmarks) { _ in .identity }
        let longRules = side.bitmap.rules(ofAtLeast: OptionPrint.leastRule)
        shortPrint = side.bitmap.subtracting(longRules.dilated())
        printedBlocks = shortPrint.bandsInkedTwice(of: DeadColumns.block)
        let rules = longRules.union(
            Self.ownPrint(of: boxes, on: side.bitmap))
        var words = side.bitmap.subtracting(rules.dilated())
        for box in boxes { words.clear(box.grown(by: OptionPrint.outlineInWidths)) }
        words.clearFrame(Int(Double(longSide) * Self.unprintable))
        var aroundRules = rules.dilated(times: StrokeGrowth.range.lowerBound + 1)
        let lookAlikes = LookAlikes(of: boxes, layout.targets.first?.shape, on: side.bitmap)
        for box in lookAlikes.boxes {
            words.clear(box.padded(by: Self.aroundLookAlike))
            aroundRules.fill(box.padded(by: Self.aroundLookAlike))
        }
        lookAlikeCount = lookAlikes.boxes.count
        codes = layout.codes.map { WorkBox($0.box, scale: scale).padded(by: Self.aroundCode) }
        self.words = words
        self.aroundRules = aroundRules
        freeWords = words.subtracting(aroundRules)
        grownWords = words.dilated().union(aroundRules)
        let bands = boxes.map { TargetBand($0, on: words, rules) }
        let wordSides = OptionPrint.sides(of: boxes, bands)
        var (targets, withdrawn): ([ReferenceTarget], [ReferenceTarget]) = ([], [])
        for (index, target) in layout.targets.enumerated() {
            let made = ReferenceTarget(
                target, box: boxes[index], on: side,
                words: OptionPrint(
                    beside: index, of: boxes, wordSides[index], bands[index],
                    on: words, aroundRules: aroundRules, of: side,
                    ink: ink),
                wordSide: wordSides[index])
            if target.isWithdrawn { withdrawn.append(made) } else { targets.append(made) }
        }
        for (index, box) in free.enumerated() {
            guard let covered = targets.first(where: { $0.isRead(in: box) }) else { continue }
            throw DefinitionError(
                field: "\(field).free[\(index)]",
                problem:
                    "reaches over the target of \(covered.target.choice) or the words beside it, where ink must be read"
            )
        }
        self.targets = targets
        // Codes say another thing on every ballot. What is withdrawn may be struck or pasted over.
        var (titles, notTitles) = (words, aroundRules)
        for box in codes {
            titles.clear(box)
            notTitles.fill(box)
        }
        heads = ContestHead.heads(
            above: targets, butFor: free + withdrawn.map(\.struckArea), on: titles,
            aroundRules: notTitles, of: side, ink: ink)
        places = layout.targets.indices.filter { !layout.targets[$0].isWithdrawn }
        freeArea = Self.freeArea(free, withdrawn, beside: targets, on: side.bitmap)
        if let freeArea { print = print.subtracting(freeArea) }
        let seen = ReferenceFault.faults(
            of: targets.map(\.target), at: targets.map(\.box), on: side, image)
        faults = zip(targets, seen).map { $1 ?? ($0.greatestOpen == nil ? .closed : nil) }
        self.print = print
        shaded = StreakSearch(side: side).shaded
        tiles = PrintTile.tiles(of: print)
    }

    /// Targets without a fault in which there is too little paper to see marks, where strokes have grown a little: letters are
    /// printed in them, and they are small.
    var closedTargets: Int {
        zip(targets, faults).count { $1 == nil || $1 == .closed ? $0.greatestOpen ?? 0 < 1 : false }
    }
}

extension ReferencePage {
    /// The print that is connected with the targets' boxes: outlines, and shapes of which a target is a part, such as an arrow
    /// to be completed.
    private static func ownPrint(of boxes: [WorkBox], on page: Bitmap) -> Bitmap {
        var own = Bitmap(width: page.width, height: page.height)
        for box in boxes {
            let area = box.padded(by: 2 * box.width)
            // Whole words are pasted.
            let (left, top) = (max(0, Int(area.x)) & ~63, max(0, Int(area.y)))
            let (width, height) = (Int(area.width) + 64, Int(area.height))
            let pieces = InkPieces(of: page.cropped(x: left, y: top, width: width, height: height))
            var here = Bitmap(width: width, height: height)
            here.fill(box.moved(toX: box.x - Double(left)).moved(toY: box.y - Double(top)))
            let inside = pieces.overlaps(with: here)
            own.paste(
                pieces.bitmap { inside[$0] > 0 }.union(
                    own.cropped(x: left, y: top, width: width, height: height)), x: left, y: top)
        }
        return own
    }
}

extension ReferencePage {
    /// Where any ink may be. What people strike reaches as far as the words, and never into what is read.
    private static func freeArea(
        _ free: [WorkBox], _ withdrawn: [ReferenceTarget], beside targets: [ReferenceTarget], on page: Bitmap
    ) -> Bitmap? {
        guard !free.isEmpty || !withdrawn.isEmpty else { return nil }
        var area = Bitmap(width: page.width, height: page.height)
        for target in withdrawn { area.fill(target.struckArea) }
        for target in targets {
            area.clear(StrokeRoles.near(target.box))
            area.clear(target.words.extent(with: target.box))
        }
        for box in free { area.fill(box) }
        return area
    }

    /// A side's ink as it lies under the page, with the page's own print where any ink may be: nothing is new there.
    func withoutFreeInk(_ aligned: Bitmap) -> Bitmap {
        guard let freeArea else { return aligned }
        return aligned.subtracting(freeArea).union(side.bitmap.intersection(freeArea))
    }
}

extension ReferenceTarget {
    /// Where people strike it, or paste paper over it, when it is withdrawn: as far as its words.
    fileprivate var struckArea: WorkBox { words.extent(with: box.grown(by: 0.3)) }

    /// True where a box reaches over the target, its words, or the line on which a name is written.
    fileprivate func isRead(in area: WorkBox) -> Bool {
        area.intersects(words.extent(with: box)) || writeInLine.map { area.intersects($0.space) } == true
    }
}

extension ReferencePage {
    /// The same once all is made ready that takes its gray.
    var withoutGrays: ReferencePage {
        var page = self
        page.side = side.withoutGrays
        return page
    }
}

extension Bitmap {
    /// Turns a frame along all edges to paper.
    mutating func clearFrame(_ margin: Int) {
        clear(x: 0, y: 0, width: width, height: margin)
        clear(x: 0, y: height - margin, width: width, height: margin)
        clear(x: 0, y: 0, width: margin, height: height)
        clear(x: width - margin, y: 0, width: margin, height: height)
    }

    /// Turns a box of work pixels to paper.
    mutating func clear(_ box: WorkBox, left: Int = 0, top: Int = 0) {
        clear(
            x: Int(box.x) - left, y: Int(box.y) - top, width: Int(box.width.rounded(.up)) + 1,
            height: Int(box.height.rounded(.up)) + 1)
    }
}

extension Bitmap {
    /// Turns a box of work pixels to ink; what reaches outside is ignored.
    mutating func fill(_ box: WorkBox) {
        let rows = Int(box.y.rounded())..<Int((box.y + box.height).rounded())
        let columns = Int(box.x.rounded())..<Int((box.x + box.width).rounded())
        for y in rows.clamped(to: 0..<height) {
            for x in columns.clamped(to: 0..<width) { self[x, y] = true }
        }
    }
}

extension WorkBox {
    /// A box in pixels of a picture, at work resolution.
    init(_ box: PixelBox, scale: Double) {
        self.init(
            x: Double(box.x) * scale, y: Double(box.y) * scale,
            width: Double(box.width) * scale, height: Double(box.height) * scale)
    }
}
