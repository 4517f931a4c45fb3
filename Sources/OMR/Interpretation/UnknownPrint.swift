import ElectionModel
import Raster

/// Print that the page of the layout does not have: a further option, another contest.
///
/// People write and stamp anywhere; printers set letters. Three pieces of new ink of the height of the page's letters, side by
/// side and with their feet on one line, are a printed word; a new outline like a target's beside such a word is an option.
/// Words count in the area of the contests only, for real ballots bear numbers, initials and other banners elsewhere; outlines
/// with words beside them count on the whole page.
struct UnknownPrint {
    /// True where there is any.
    let isThere: Bool

    /// Height of letters, in heights of capitals: from small letters less 30 % to capitals and 30 % more.
    private static let letterHeights = 0.5...1.3
    /// White between neighbouring letters, in heights of capitals.
    private static let letterGap = 1.0
    /// How far letters' feet may be apart, in work pixels: those of a line on a page that lies straight.
    private static let feetApart = 2
    /// Letters that make a word.
    private static let lettersOfWord = 3
    /// Share of the ink of a letter that is new, and share of a box's or an oval's rim that an outline has.
    private static let newShare = 0.7
    private static let rimShare = 0.85
    /// Sizes of an outline like a target's, in sizes of that, and of one that is larger than letters: a printer that sets a further
    /// option may draw its box otherwise, and an O or a D is an outline too.
    private static let (sameSize, sizes) = (0.85...1.15, 0.4...2.5)
    /// Paper that an outline has inside, as a share of the box around it: of targets the letter in a bubble of 3 mm leaves least.
    private static let paperInside = 0.4

    /// - Parameters:
    ///   - aligned: the side's ink as it lies under the page.
    ///   - growth: how much bolder the side is printed than the blank page, in pixels.
    init(in aligned: Bitmap, of page: ReferencePage, growth: Int) {
        guard let first = page.targets.first else {
            isThere = false
            return
        }
        let seen = (ink: aligned, new: Self.newInk(in: aligned, of: page, growth))
        let pieces = InkPieces(of: seen.new)
        let capital = page.targets.map(\.words.capitalHeight).sorted()[page.targets.count / 2]
        let letters = pieces.pieces.filter {
            Self.letterHeights.contains(Double($0.height) / capital) && Double($0.width) < 2 * capital
                && $0.width >= 3
        }
        let words = Self.words(letters, capital).filter { word in
            word.filter { Self.isNewPrint($0, seen, capital) }.count >= Self.lettersOfWord
        }
        guard !words.isEmpty else {
            isThere = false
            return
        }
        let extents = page.targets.map { $0.words.extent(with: $0.box) } + page.heads.map(\.extent)
        let area = extents.reduce(first.box) { $0.joined(with: $1) }
        if words.contains(where: { $0.allSatisfy { area.contains($0) } }) {
            isThere = true
            return
        }
        isThere = pieces.pieces.contains { piece in
            let middle = (x: Double(piece.x) + Double(piece.width) / 2, y: Double(piece.y) + Double(piece.height) / 2)
            // Contests stand in columns; the oval of an instruction that was set anew does not.
            let isInColumn = page.targets.contains { target in
                let size = (Double(piece.width) / target.box.width, Double(piece.height) / target.box.height)
                return abs(target.box.centre.x - middle.x) <= target.box.width / 2
                    && (Self.sameSize.contains(size.0) && Self.sameSize.contains(size.1)
                        || Self.sizes.contains(size.0) && Self.sizes.contains(size.1)
                            && Double(piece.height) > Self.letterHeights.upperBound * capital)
            }
            return isInColumn && Self.isOutline(piece, in: seen.new)
                && words.contains { word in
                    word.contains { Double($0.y) <= middle.y && middle.y < Double($0.y + $0.height) }
                }
        }
    }

    /// Whether a piece is a box or an oval with paper in it.
    private static func isOutline(_ piece: InkPieces.Piece, in new: Bitmap) -> Bool {
        let (width, height) = (piece.width, piece.height)
        guard Double(piece.inkCount) <= (1 - paperInside) * Double(width * height) else { return false }
        let here = new.cropped(x: piece.x, y: piece.y, width: width, height: height).dilated()
        let box = WorkBox(x: 0, y: 0, width: Double(width), height: Double(height))
        return [TargetShape.rectangle, .ellipse].contains { shape in
            let rim = Bitmap(width: width, height: height, shape: shape, in: box, inset: 0)
                .subtracting(Bitmap(width: width, height: height, shape: shape, in: box, inset: 2))
            return Double(here.overlap(with: rim)) >= rimShare * Double(rim.inkCount)
        }
    }

    /// What of the side's ink the page does not have, beside the places in which pens write.
    private static func newInk(in aligned: Bitmap, of page: ReferencePage, _ growth: Int) -> Bitmap {
        var new = aligned.subtracting(page.grownPrint[growth - StrokeGrowth.range.lowerBound]).withoutHairs
        // A code says another thing on every ballot; pens write in targets and on write-in lines.
        for box in page.codes { new.clear(box) }
        for target in page.targets {
            new.clear(target.box.grown(by: OptionPrint.gapInWidths))
            if let line = target.writeInLine { new.clear(line.space.grown(by: 0.2)) }
        }
        return new
    }

    /// Pieces that stand side by side with their feet on a line.
    private static func words(_ letters: [InkPieces.Piece], _ capital: Double) -> [[InkPieces.Piece]] {
        var words: [[InkPieces.Piece]] = []
        for letter in letters.sorted(by: { ($0.x, $0.y) < ($1.x, $1.y) }) {
            let home = words.lastIndex { word in
                guard let last = word.last else { return false }
                return abs(last.y + last.height - letter.y - letter.height) <= feetApart
                    && letter.x >= last.x + last.width / 2
                    && Double(letter.x - last.x - last.width) <= letterGap * capital
            }
            if let home { words[home].append(letter) } else { words.append([letter]) }
        }
        return words.filter { $0.count >= lettersOfWord }
    }

    /// True where a piece is most of the ink that it is connected to: no part of a pen stroke between printed letters, and no
    /// letter that lies a little off.
    private static func isNewPrint(
        _ piece: InkPieces.Piece, _ seen: (ink: Bitmap, new: Bitmap), _ capital: Double
    ) -> Bool {
        let around = Int(capital)
        let (x, y) = (piece.x - around, piece.y - around)
        let (width, height) = (piece.width + 2 * around, piece.height + 2 * around)
        let pieces = InkPieces(of: seen.ink.cropped(x: x, y: y, width: width, height: height))
        var box = Bitmap(width: width, height: height)
        box.fill(
            WorkBox(
                x: Double(around), y: Double(around), width: Double(piece.width), height: Double(piece.height)))
        let new = seen.new.cropped(x: x, y: y, width: width, height: height).intersection(box)
        let overlaps = pieces.overlaps(with: new)
        guard let most = overlaps.indices.max(by: { overlaps[$0] < overlaps[$1] }) else { return false }
        return Double(overlaps[most]) >= newShare * Double(pieces.pieces[most].inkCount)
    }
}

extension WorkBox {
    /// The smallest box around both.
    func joined(with other: WorkBox) -> WorkBox {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return WorkBox(
            x: left, y: top, width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top)
    }

    fileprivate func contains(_ piece: InkPieces.Piece) -> Bool {
        Double(piece.x) >= x && Double(piece.y) >= y && Double(piece.x + piece.width) <= x + width
            && Double(piece.y + piece.height) <= y + height
    }
}
