import ElectionModel
import Raster

/// Whether the words beside the targets of a page are those of the blank page.
///
/// Every word is laid on the side to the pixel and compared in shades. What counts is the most ink that is *missing* or is
/// *too many* in one place, in pixels; never a share, for a long name differs from another by one letter.
///
/// ```
/// blank page   Petrov        side   Petrova      too many: the a
///              Smith A.             Smith B.     missing and too many: between A and B
/// ```
/// What a letter may differ by is a pixel all round, plus what the side's print is bolder or thinner than the blank page's, plus
/// what the page's other words differ by: scans are rough, each in its own way.
struct OptionWords {
    /// What was seen beside one target.
    struct Finding: Sendable {
        /// Share of the words' ink that was found, 0 to 1; for reports.
        var found = 1.0
        /// False where words are missing, or are too many.
        var areThere = true
        /// False where the words above it that tell its contest or column are missing.
        var isHeadThere = true
        /// True where pen strokes cover too much of the words to know them.
        var areCovered = false
    }

    /// For each target of the page.
    let findings: [Finding]

    /// How far from its expected place a word is looked for, in work pixels.
    static let reach = 4
    /// How much darker than allowed is nothing yet, in shades: a quarter of full ink, what noise and sampling leave.
    static let margin: UInt8 = 50
    /// Side of the square in which stray ink is added up, in work pixels: half a letter of 10 points at 200 dpi.
    static let square = 7
    /// Stray ink that a word may have: `least`, in pixels of full ink, and as many times more as `rough` says of what most words
    /// of the page have, but no more than `most`. On the real scans here words reach 3.6; one letter for another of 9 to 12
    /// points makes 1.7 at least in 99 of 100 pairs.
    static let stray = (least: 2.2, rough: 3.5, most: 10.0)
    /// Missing ink that a word of a title or of a column's head may have, in pixels of full ink: large letters have rougher rims
    /// than names; on the real scans here it reaches 10.5. Titles often have a dithered tint, from which strokes do not come back
    /// whole: there it is more than half of the square.
    static let missingOfHead = (plain: 12.0, onTint: 28.0)
    /// Share of a page's words that have no more stray ink than its print is rough.
    static let usualShare = 0.9
    /// Specks that stand alone beside names from which a page is dirty all over.
    static let specksOfDirtyPage = 4
    /// Share of the words' ink under pen strokes from which nobody can know them.
    static let coveredShare = 0.3

    init(of page: ReferencePage, on side: BinarizedSide, _ aligned: AlignedSide, _ map: LocalMap) {
        // Most words lie where they should, and no letter of theirs differs: only the others are searched for.
        let plain = PlainWords(of: page, on: aligned)
        let sightings = page.targets.map { target in
            target.words.cells.map { cell in
                plain.contain(cell) ? nil : WordSighting(of: cell, on: side.bitmap, map)
            }
        }
        // Shades are asked for only where ink alone does not do.
        let headCells = page.heads.map { head in head.cells.filter { !plain.contain($0) } }
        let isAsked = sightings.contains { $0.contains { $0 != nil } } || headCells.contains { !$0.isEmpty }
        let comparison = WordComparison(
            side: side, ink: isAsked ? side.inkDarkness(at: page.landmarks) { map.affine(at: $0.x, $0.y) } : 1,
            plain.allowance)
        let stray = zip(page.targets, sightings).map { target, sightings in
            zip(target.words.cells, sightings).map { comparison.stray($0, $1) }
        }
        let usual = stray.joined().map(\.most).quantile(Self.usualShare) ?? 0
        let allowed = min(Self.stray.least + Self.stray.rough * usual, Self.stray.most)
        let doubtful = zip(page.targets, stray).map { target, stray in
            // No name is beside a write-in, and the line may be drawn anew from sheet to sheet.
            stray.indices.filter { stray[$0].most > (target.target.writeIn ? Self.stray.most : allowed) }
        }
        let pens = zip(page.targets, doubtful).map { target, doubtful in
            doubtful.isEmpty
                ? nil : PenStrokes(beside: target, of: page, on: side.bitmap, map, growth: plain.allowance.growth)
        }
        let lostHeads = zip(page.heads, headCells).filter { _, cells in
            cells.contains { cell in
                let sighting = WordSighting(of: cell, on: side.bitmap, map)
                let isTinted = side.hasTint(under: cell, sighting.toSide) || page.side.hasTint(under: cell)
                return comparison.stray(cell, sighting).missing
                    > (isTinted ? Self.missingOfHead.onTint : Self.missingOfHead.plain)
            }
        }.map(\.0.target)
        let isSpeckled = pens.reduce(0) { $0 + ($1?.specks ?? 0) } >= Self.specksOfDirtyPage
        findings = page.targets.indices.map { index in
            let (target, sightings) = (page.targets[index], sightings[index])
            let ink = target.words.cells.reduce(0) { $0 + $1.template.inkCount }
            var finding = Finding()
            if ink > 0 { finding.found = 1 - Double(sightings.reduce(0) { $0 + ($1?.missingInk ?? 0) }) / Double(ink) }
            finding.isHeadThere = !lostHeads.contains(index)
            guard let pen = pens[index] else { return finding }
            let allowed = target.target.writeIn ? Self.stray.most : allowed
            finding.areCovered =
                !target.target.writeIn && Double(pen.coveredInk) > Self.coveredShare * Double(ink)
            finding.areThere = doubtful[index].allSatisfy { place in
                let cell = target.words.cells[place]
                let rest = comparison.stray(cell, sightings[place], butFor: pen.masks(of: cell), isSpeckled)
                return rest.missing <= allowed && (target.target.writeIn || rest.tooMany <= allowed)
            }
            return finding
        }
    }
}

/// A word of a page where it lies best on a side.
struct WordSighting {
    /// From pixels of the word's cell to work pixels of the side.
    let toSide: Affine
    /// Pixels of the word's ink that have no ink beside them on the side.
    let missingInk: Int
    /// The side's ink in the cell.
    let here: Bitmap

    init(of cell: OptionPrint.Cell, on side: Bitmap, _ map: LocalMap) {
        let reach = OptionWords.reach
        let (x, y) = (Double(cell.left) + Double(cell.width) / 2, Double(cell.top) + Double(cell.height) / 2)
        let atCell = map.affine(at: x, y).after(
            Affine(xx: 1, xy: 0, dx: Double(cell.left), yx: 0, yy: 1, dy: Double(cell.top)))
        let window = side.sampled(
            through: atCell.after(Affine(xx: 1, xy: 0, dx: Double(-reach), yx: 0, yy: 1, dy: Double(-reach))),
            width: cell.width + 2 * reach, height: cell.height + 2 * reach)
        let around = window.cropped(
            x: cell.word.lowerBound, y: 0, width: cell.word.count + 2 * reach, height: window.height)
        let match = cell.template.bestMatch(in: around)
        toSide = atCell.after(
            Affine(xx: 1, xy: 0, dx: Double(match.x - reach), yx: 0, yy: 1, dy: Double(match.y - reach)))
        here = window.cropped(x: match.x, y: match.y, width: cell.width, height: cell.height)
        missingInk = cell.ink.inkCount(outside: here.dilated())
    }
}

/// Comparing words of a page with a side in shades.
struct WordComparison {
    private let side: BinarizedSide
    /// How dark the side's print is, as a share of its paper's gray.
    private let ink: Double
    private let allowance: WordAllowance

    /// Ink in one place that one of both has more, in pixels of full ink.
    struct Stray {
        let missing, tooMany: Double

        var most: Double { max(missing, tooMany) }
    }

    init(side: BinarizedSide, ink: Double, _ allowance: WordAllowance) {
        (self.side, self.ink, self.allowance) = (side, ink, allowance)
    }

    /// - Parameters:
    ///   - sighting: the word where it was found; nil where it is plain.
    ///   - masks: under which nothing is missing, or nothing too many, with the rim of the cell's shades.
    func stray(
        _ cell: OptionPrint.Cell, _ sighting: WordSighting?, butFor masks: PenStrokes.Masks? = nil,
        _ isSpeckled: Bool = false
    ) -> Stray {
        let (bolder, thinner) = (allowance.bolder, allowance.thinner)
        // Every pixel has ink beside it once the word is laid to the pixel.
        guard let sighting,
            sighting.here.inkCount(outside: cell.ink.spread(max(bolder, .square))) > 0
                || cell.ink.inkCount(outside: sighting.here.spread(max(thinner, .square))) > 0
        else { return Stray(missing: 0, tooMany: 0) }
        let shades = shades(of: cell, sighting)
        let rim = OptionPrint.rim
        let columns = rim..<rim + cell.width
        var tooMany = masks?.tooMany
        if isSpeckled, let mask = tooMany {
            tooMany = mask.union(
                specks(in: sighting.here.subtracting(cell.ink.spread(bolder)), ofAtMost: Int(cell.speck)).cropped(
                    x: -rim, y: -rim, width: shades.width, height: shades.height
                ).dilated(times: StrokeGrowth.range.lowerBound))
        }
        func mask(_ mask: Bitmap?) -> Bitmap? { mask.map { cell.rules?.union($0) ?? $0 } ?? cell.rules }
        let (margin, square) = (OptionWords.margin, OptionWords.square)
        return Stray(
            missing: cell.shades.excess(
                over: shades.spread(thinner), margin: margin, in: (columns, rim..<rim + cell.height),
                butFor: mask(masks?.missing)
            ).densest(side: square),
            tooMany: shades.excess(
                over: cell.shades.spread(bolder), margin: margin,
                in: (columns, rim + cell.line.lowerBound..<rim + cell.line.upperBound), butFor: mask(tooMany)
            ).densest(side: square))
    }

    /// Pieces of stray ink that are no larger than specks: on a dirty page they also touch letters.
    private func specks(in stray: Bitmap, ofAtMost size: Int) -> Bitmap {
        let pieces = InkPieces(of: stray)
        return pieces.bitmap { max(pieces.pieces[$0].width, pieces.pieces[$0].height) <= size }
    }

    /// How far a word's place in shades may be from its place in ink, in pixels: ink is cut at whole pixels on both prints.
    private static let play = 2

    /// The side where a word lies, as the word's own shades lie.
    private func shades(of cell: OptionPrint.Cell, _ sighting: WordSighting) -> InkShades {
        func shades(rim: Int, x: Double, y: Double) -> InkShades {
            side.shades(
                through: sighting.toSide.after(
                    Affine(xx: 1, xy: 0, dx: x - Double(rim), yx: 0, yy: 1, dy: y - Double(rim))),
                width: cell.width + 2 * rim, height: cell.height + 2 * rim, ink: ink)
        }
        let around = shades(rim: OptionPrint.rim + Self.play, x: 0, y: 0)
        let shift = around.bestShift(of: cell.shades, reach: Self.play)
        return shades(rim: OptionPrint.rim, x: shift.x, y: shift.y)
    }
}

/// Ink of pens in and around the words beside a target: what touches a target or its mark, is larger than letters are, or
/// stands alone and is no letter.
struct PenStrokes {
    /// The strokes, grown by what the words' own places may be off.
    private let strokes: Bitmap
    /// Strokes, specks, and all paper: where no letter is too many.
    private let noLetters: Bitmap
    private let left, top: Int
    /// Ink of the target's words that lies under strokes.
    let coveredInk: Int
    /// Pieces that are new, stand alone and are too small for a letter.
    let specks: Int

    /// How far around the words strokes are followed, in target heights: a letter that ends within is no stroke.
    private static let around = 1.5
    /// Height and width of a piece of ink, in line heights, from which it is no letter: letters are at most 1.4 times as high as
    /// their line, and touching ones make no more than a short word.
    private static let largerThanLetters = (height: 1.8, width: 4.0)
    /// Share of a piece's ink that is not the page's print, from which it is more than a rule or a frame badly printed, and
    /// the pixels that are enough anyhow.
    private static let newInk = (share: 0.15, pixels: 60)
    /// Distance above or below print, in line heights, within which ink belongs to a letter: an accent or a dot.
    private static let besideLetters = 0.25
    /// Heights of a letter that stands alone, in line heights, and how far its foot may be from the others', in line heights
    /// and in pixels at least: people write larger than that, and not on the printer's line.
    private static let letter = (heights: 0.45...0.85, footInLines: 0.1, footInPixels: 3.0)

    /// Share of the ink of a piece that stands alone that is new.
    private static let detachedShare = 0.6

    /// Where a word is not looked at, as its shades lie.
    struct Masks {
        let missing, tooMany: Bitmap
    }

    init(
        beside target: ReferenceTarget, of page: ReferencePage, on side: Bitmap, _ map: LocalMap, growth: Double
    ) {
        let area = target.words.area(with: target.box).padded(by: Self.around * target.box.height)
        (left, top) = (Int(area.x), Int(area.y))
        let (width, height) = (Int(area.width), Int(area.height))
        let centre = area.centre
        let ink = side.sampled(
            through: map.affine(at: centre.x, centre.y)
                .after(Affine(xx: 1, xy: 0, dx: Double(left), yx: 0, yy: 1, dy: Double(top))),
            width: width, height: height)
        let print = page.side.bitmap.cropped(x: left, y: top, width: width, height: height)
        let allowed = print.dilated(times: StrokeGrowth.range.lowerBound + Int(max(0, growth).rounded()))
        let line = target.words.lineHeight
        let pieces = InkPieces(of: ink)
        let new = pieces.overlaps(with: ink.subtracting(allowed))
        let besideLetters = pieces.overlaps(
            with: print.dilated(times: StrokeGrowth.range.lowerBound).grownUpAndDown(by: Int(Self.besideLetters * line))
        )
        var boxes = Bitmap(width: width, height: height)
        for other in page.targets where other.box.intersects(area) {
            boxes.fill(other.box.moved(toX: other.box.x - Double(left)).moved(toY: other.box.y - Double(top)))
        }
        let atTarget = pieces.overlaps(with: boxes)
        let isStroke = pieces.pieces.indices.map { index in
            let piece = pieces.pieces[index]
            let isNew =
                Double(new[index]) >= Self.newInk.share * Double(piece.inkCount) || new[index] >= Self.newInk.pixels
            return isNew
                && (atTarget[index] > 0 || Double(piece.height) > Self.largerThanLetters.height * line
                    || Double(piece.width) > Self.largerThanLetters.width * line)
        }
        let feet = target.words.cells.map { [top] in Double($0.foot - top) }
        let isSpeck = pieces.pieces.indices.map { index in
            let piece = pieces.pieces[index]
            let foot = Double(piece.y + piece.height)
            let far = max(Self.letter.footInPixels, Self.letter.footInLines * line)
            let isDetached = Double(new[index]) >= Self.detachedShare * Double(piece.inkCount)
            if isDetached, Double(max(piece.width, piece.height)) <= OptionPrint.speck * line { return true }
            return besideLetters[index] == 0
                && (!Self.letter.heights.contains(Double(piece.height) / line)
                    || !feet.contains { abs($0 - foot) <= far })
        }
        let strokes = pieces.bitmap { isStroke[$0] }.dilated(times: StrokeGrowth.range.lowerBound)
        let letters = pieces.bitmap { !isStroke[$0] && !isSpeck[$0] }.dilated(times: StrokeGrowth.range.lowerBound)
        noLetters = Bitmap(full: width, height).subtracting(letters.subtracting(strokes))
        self.strokes = strokes
        // Single pixels are the scanner's noise.
        specks = isSpeck.indices.filter { isSpeck[$0] && pieces.pieces[$0].inkCount >= 6 && new[$0] >= 6 }.count
        coveredInk = target.words.cells.reduce(0) { [left, top] sum, cell in
            sum
                + strokes.cropped(x: cell.left - left, y: cell.top - top, width: cell.width, height: cell.height)
                .overlap(with: cell.ink)
        }
    }

    func masks(of cell: OptionPrint.Cell) -> Masks {
        func piece(of mask: Bitmap) -> Bitmap {
            let rim = OptionPrint.rim
            return mask.cropped(
                x: cell.left - left - rim, y: cell.top - top - rim, width: cell.width + 2 * rim,
                height: cell.height + 2 * rim)
        }
        return Masks(missing: piece(of: strokes), tooMany: piece(of: noLetters))
    }
}
