import Raster

/// The words beside a target, by which the reader knows that this box is that option's.
///
/// Where ballot styles differ in the order of names, the boxes stand in the same places: only the words beside them tell
/// which option a mark is for. If they are not there, or others are, the page is not the page that it seems.
///
/// ```
///   next column   [ ] Name A.          |      an oval left of its name, which ends at a rule
///   Name .............. [ ]                   a box far right of its name
/// ```
/// The area beside the target is cut in cells of a word each, along the white between lines and between words: together they
/// cover the whole area, so that a word too many is seen as well as one that is missing.
struct OptionPrint: Sendable {
    let cells: [Cell]

    /// A word and the white around it, in work pixels of the reference page; a class, for it holds six bitmaps.
    final class Cell: Sendable {
        let left, top: Int
        /// Columns of the word in the cell, and rows of its line.
        let word, line: Range<Int>
        /// The print.
        let ink: Bitmap
        /// The word, to look for.
        let template: PatchTemplate
        /// Pixels along the outline of the print.
        let outline: Int
        /// Rules and their surroundings, with the rim of `shades`; nil where there are none.
        let rules: Bitmap?
        /// The print in shades, with a rim of `rim` pixels all round.
        let shades: InkShades

        /// The row below the foot of most of the word's letters, in work pixels of the page.
        let foot: Int

        init(
            left: Int, top: Int, word: Range<Int>, line: Range<Int>, ink: Bitmap, template: PatchTemplate,
            rules: Bitmap?,
            shades: InkShades, foot: Int
        ) {
            (self.left, self.top, self.word, self.line) = (left, top, word, line)
            (self.ink, self.template, self.rules, self.shades) = (ink, template, rules, shades)
            outline = ink.spread(.cross).inkCount - ink.inkCount
            self.foot = foot
        }

        /// - Parameters:
        ///   - cell: where it lies on the page.
        ///   - print: the page's print without its targets and rules.
        ///   - aroundRules: rules, which are no words, and what lies close beside them.
        ///   - ink: how dark the print is, as a share of the paper's gray.
        convenience init(
            _ cell: OptionArea.Cell, on print: Bitmap, aroundRules: Bitmap, of page: BinarizedSide, ink: Double
        ) {
            let here = print.cropped(x: cell.x, y: cell.y, width: cell.width, height: cell.height)
            let word = here.cropped(x: cell.word.lowerBound, y: 0, width: cell.word.count, height: cell.height)
            let rim = OptionPrint.rim
            let near = aroundRules.cropped(
                x: cell.x - rim, y: cell.y - rim, width: cell.width + 2 * rim, height: cell.height + 2 * rim)
            self.init(
                left: cell.x, top: cell.y, word: cell.word, line: cell.line, ink: here, template: PatchTemplate(word),
                rules: near.inkCount > 0 ? near : nil,
                shades: page.shades(
                    through: Affine(xx: 1, xy: 0, dx: Double(cell.x - rim), yx: 0, yy: 1, dy: Double(cell.y - rim)),
                    width: cell.width + 2 * rim, height: cell.height + 2 * rim, ink: ink),
                foot: cell.y + InkPieces(of: word).commonFoot)
        }

        /// Greatest size of a speck, in work pixels.
        var speck: Double { OptionPrint.speck * Double(line.count) }
        var width: Int { ink.width }
        var height: Int { ink.height }
    }

    /// Greatest size of a speck, in line heights. A dot or a short accent too many is no larger than the specks of a dirty scan: Й
    /// for И, Ё for Е.
    static let speck = 0.3
    /// Height of the words' lines from the top of their highest letters to the foot of the lowest, in work pixels.
    let lineHeight: Double
    /// The same in heights of capital letters.
    private static let lineInCapitals = 1.35
    /// Height of the words' capital letters, in work pixels.
    var capitalHeight: Double { lineHeight / Self.lineInCapitals }
    /// Length from which a straight run of ink is a rule, in work pixels: 8 mm at 200 dpi, higher than letters beside targets.
    static let leastRule = 64

    /// The box around a target and all of its cells.
    func area(with box: WorkBox) -> WorkBox {
        let left = cells.reduce(box.x) { min($0, Double($1.left)) }
        let top = cells.reduce(box.y) { min($0, Double($1.top)) }
        let right = cells.reduce(box.x + box.width) { max($0, Double($1.left + $1.width)) }
        let bottom = cells.reduce(box.y + box.height) { max($0, Double($1.top + $1.height)) }
        return WorkBox(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// Pixels around a cell that its shades show: what lies there may spread into the cell.
    static let rim = 4
    /// On which side of their targets the options' words stand, for a whole page.
    enum Side { case left, right }

    /// White between a target and its words that belongs to neither, in target widths: outlines bleed, marks are drawn too
    /// large. Words that begin nearer are followed as far as the outline itself may reach.
    static let gapInWidths = 0.3
    static let outlineInWidths = 0.12
    /// White behind words at which their column ends, in target heights, and in work pixels at least.
    static let columnGap = (heights: 4.0, pixels: 60)
    /// A column of the area with more ink than this share of its height is a rule, at which the words end.
    static let verticalRuleShare = 0.9
    /// A row with more ink than this share is a rule.
    static let ruleShare = 0.7
    /// Lines of words that are taken above and below the target, in target heights: as far as half way to the next target.
    static let reach = (above: 2.0, below: 3.0)
    /// White between two lines of one option, in target heights.
    static let lineGap = 0.5
    /// Rows of ink that are no line of their own, but dots and accents of the next.
    static let leastLine = 6
    /// White that parts words, as a share of the line's height, and in pixels at least.
    static let wordGap = (share: 0.3, pixels: 3)
    /// Widest cell, in line heights, and in pixels at least: on a longer one the paper's stretch is felt.
    static let widestCell = (heights: 3, pixels: 100)

    /// Takes the words beside one of a page's targets.
    /// - Parameters:
    ///   - index: the target among `boxes`.
    ///   - band: the rows of the page that it stands in.
    ///   - print: the page's print without its targets and rules.
    ///   - aroundRules: rules, which are no words, and what lies close beside them.
    ///   - ink: how dark the print is, as a share of the paper's gray.
    init(
        beside index: Int, of boxes: [WorkBox], _ side: Side, _ band: TargetBand, on print: Bitmap,
        aroundRules: Bitmap, of page: BinarizedSide, ink: Double
    ) {
        guard let area = OptionArea(beside: index, of: boxes, side, band, on: print) else {
            (cells, lineHeight) = ([], boxes[index].height)
            return
        }
        let cells = area.cells(of: print).map { Cell($0, on: print, aroundRules: aroundRules, of: page, ink: ink) }
        self.cells = cells
        let heights = cells.flatMap { InkPieces(of: $0.ink).pieces }.filter { $0.height >= Self.leastLine }
            .map { Double($0.height) }.sorted()
        // Nine in ten pieces are letters no higher than a capital.
        lineHeight = heights.isEmpty ? boxes[index].height : heights[heights.count * 9 / 10] * Self.lineInCapitals
    }

    /// The side on which the words of each target stand: where most of its column have the nearer words, and where they disagree, most
    /// of the page. What stands on the other side belongs to the next column.
    static func sides(of boxes: [WorkBox], _ bands: [TargetBand]) -> [Side] {
        let votes = zip(boxes, bands).map { box, band in
            let left = band.nearestInk(from: Int(box.x - box.width * gapInWidths), step: -1)
            let right = band.nearestInk(from: Int(box.x + box.width * (1 + gapInWidths)) + 1, step: 1)
            return left < right ? 1 : left > right ? -1 : 0
        }
        let ofPage: Side = votes.reduce(0, +) > 0 ? .left : .right
        return boxes.map { box in
            let column = boxes.indices.filter { boxes[$0].isInColumn(of: box) }.map { votes[$0] }.filter { $0 != 0 }
            let sum = column.reduce(0, +)
            guard column.count >= 2, Double(abs(sum)) >= agreement * Double(column.count) else { return ofPage }
            return sum > 0 ? .left : .right
        }
    }

    /// Votes of a column for one side, less those for the other, as a share of all, for it to have its own.
    private static let agreement = 0.75
}

extension WorkBox {
    /// Whether two targets stand under each other.
    func isInColumn(of other: WorkBox) -> Bool { abs(other.x - x) < 0.6 * other.width }
}

/// The rows of a page that a target stands in.
struct TargetBand {
    let top, height: Int
    /// Ink in each column of the page.
    let columns: [Int]

    /// The same of the page's rules.
    private let ruled: [Int]

    init(_ box: WorkBox, on print: Bitmap, _ rules: Bitmap) {
        let (top, height) = (Int((box.y - box.height * 0.15).rounded()), Int((box.height * 1.3).rounded()))
        func counts(_ page: Bitmap) -> [Int] {
            page.cropped(x: 0, y: top, width: page.width, height: height).inkCounts(ofColumns: 0..<page.width)
        }
        (self.top, self.height, columns, ruled) = (top, height, counts(print), counts(rules))
    }

    func isWhite(_ column: Int) -> Bool { columns.indices.contains(column) && columns[column] == 0 }

    func isRule(_ column: Int) -> Bool {
        Double(max(columns[column], ruled[column])) > OptionPrint.verticalRuleShare * Double(height)
    }

    /// How far the nearest print is, other than rules: twelve pixels of ink in twelve columns, as the smallest letter has.
    func nearestInk(from start: Int, step: Int) -> Int {
        var ink: [Int] = []
        var column = start
        while columns.indices.contains(column) {
            ink.append(isRule(column) ? 0 : columns[column])
            if ink.suffix(12).reduce(0, +) >= 12 { return abs(column - start) }
            column += step
        }
        return .max
    }
}

/// Where the words of an option stand, or would stand if they were longer.
struct OptionArea {
    let columns, rows: Range<Int>

    /// The area beside a target: as far as the next target, a rule, a wide gap or the page's edge; nil where there is no
    /// print at all.
    init?(
        beside index: Int, of boxes: [WorkBox], _ side: OptionPrint.Side, _ band: TargetBand,
        on print: Bitmap
    ) {
        let box = boxes[index]
        let gap = box.width * OptionPrint.gapInWidths
        var (left, right) = (0, print.width)
        for (other, neighbour) in boxes.enumerated() where other != index {
            let wide = neighbour.grown(by: OptionPrint.gapInWidths)
            guard wide.y < Double(band.top + band.height), wide.y + wide.height > Double(band.top) else { continue }
            if neighbour.x + neighbour.width <= box.x {
                left = max(left, Int(wide.x + wide.width) + 1)
            } else if neighbour.x >= box.x + box.width {
                right = min(right, Int(wide.x))
            }
        }
        let outline = box.width * OptionPrint.outlineInWidths
        switch side {
        case .left:
            let nearest = (Int(box.x - gap)...Int(box.x - outline)).first { band.isWhite($0) }
            right = min(right, nearest ?? Int(box.x - outline))
        case .right:
            let end = box.x + box.width
            let nearest = (Int(end + outline) + 1...Int(end + gap) + 1).last { band.isWhite($0) }
            left = max(left, nearest ?? Int(end + outline) + 1)
        }
        guard right - left >= 4 else { return nil }
        let widest = max(OptionPrint.columnGap.pixels, Int(box.height * OptionPrint.columnGap.heights))
        var (length, white, hasBegun) = (0, 0, false)
        for step in 0..<right - left {
            let column = side == .left ? right - 1 - step : left + step
            if band.isRule(column) {
                if hasBegun { break }
            } else if band.columns[column] > 0 {
                // Leader dots and rules are no words: what they lead to is still to come.
                hasBegun = hasBegun || band.columns[column] >= OptionPrint.leastLine
                white = 0
            } else {
                white += 1
                if hasBegun, white > widest { break }
            }
            length = step + 1
        }
        guard hasBegun else { return nil }
        columns = side == .left ? right - length..<right : left..<left + length
        rows = Self.rows(of: box, band, columns, boxes, on: print)
    }

    /// The rows of the target, of lines that reach into them, and of further lines below.
    private static func rows(
        of box: WorkBox, _ band: TargetBand, _ columns: Range<Int>, _ boxes: [WorkBox], on print: Bitmap
    ) -> Range<Int> {
        var highest = max(0, Int(box.y - OptionPrint.reach.above * box.height))
        var lowest = min(print.height, Int(box.y + OptionPrint.reach.below * box.height))
        for other in boxes where other != box && other.isInColumn(of: box) {
            if other.y < box.y {
                highest = max(highest, Int((other.y + other.height + box.y) / 2))
            } else if other.y > box.y {
                lowest = min(lowest, Int((box.y + box.height + other.y) / 2))
            }
        }
        func ink(_ row: Int) -> Int {
            print.inkCount(x: columns.lowerBound, y: row, width: columns.count, height: 1)
        }
        func isRule(_ ink: Int) -> Bool { Double(ink) >= OptionPrint.ruleShare * Double(columns.count) }
        var top = max(0, band.top)
        while top > highest, case let here = ink(top), here > 0, !isRule(here) { top -= 1 }
        var (end, white) = (band.top + band.height, 0)
        for row in end - 1..<max(end, lowest - 1) {
            let here = ink(row)
            if isRule(here) { break }
            white = here > 0 ? 0 : white + 1
            if here > 0 { end = max(end, row + 1) }
            if Double(white) > OptionPrint.lineGap * box.height { break }
        }
        end = min(max(end, min(lowest, end + 2)), print.height)
        return min(top, max(0, end - 1))..<end
    }

    init(columns: Range<Int>, rows: Range<Int>) { (self.columns, self.rows) = (columns, rows) }

    /// A cell in pixels of the page; its word in columns of the cell, its line in rows.
    struct Cell {
        let x, y, width, height: Int
        let word, line: Range<Int>
    }

    /// Rows of each line of print.
    static func lines(of area: Bitmap) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        for row in 0..<area.height where area.inkCount(x: 0, y: row, width: area.width, height: 1) > 0 {
            guard let last = lines.last, row - last.upperBound < 2 else {
                lines.append(row..<row + 1)
                continue
            }
            lines[lines.count - 1] = last.lowerBound..<row + 1
        }
        return lines.joined { $0.count < OptionPrint.leastLine || $1.count < OptionPrint.leastLine }
    }

    /// Cuts the area in cells.
    func cells(of print: Bitmap) -> [Cell] {
        let area = print.cropped(
            x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
        let lines = Self.lines(of: area)
        return zip(lines, lines.tiling(0..<area.height)).flatMap { line, tile -> [Cell] in
            let print = area.cropped(x: 0, y: tile.lowerBound, width: area.width, height: tile.count)
            let gap = max(OptionPrint.wordGap.pixels, Int(OptionPrint.wordGap.share * Double(line.count)))
            let widest = max(OptionPrint.widestCell.pixels, OptionPrint.widestCell.heights * line.count)
            let ink = print.inkCounts(ofColumns: 0..<print.width)
            var words: [Range<Int>] = []
            for column in ink.indices where ink[column] > 0 {
                if let last = words.last, column == last.upperBound {
                    words[words.count - 1] = last.lowerBound..<column + 1
                } else {
                    words.append(column..<column + 1)
                }
            }
            words = words.joined { $1.lowerBound - $0.upperBound < gap && $1.upperBound - $0.lowerBound < widest }
                .flatMap { $0.pieces(ofAtMost: widest) }
            return zip(words, words.tiling(0..<print.width)).map { word, cell in
                Cell(
                    x: columns.lowerBound + cell.lowerBound, y: rows.lowerBound + tile.lowerBound, width: cell.count,
                    height: tile.count,
                    word: max(
                        0, word.lowerBound - cell.lowerBound - 2)..<min(
                            cell.count, word.upperBound - cell.lowerBound + 2),
                    line: max(
                        0, line.lowerBound - tile.lowerBound - 2)..<min(
                            tile.count, line.upperBound - tile.lowerBound + 2))
            }
        }
    }
}

extension Range<Int> {
    /// The same in pieces of equal width.
    fileprivate func pieces(ofAtMost widest: Int) -> [Range<Int>] {
        let pieces = (count + widest - 1) / widest
        return (0..<pieces).map { lowerBound + count * $0 / pieces..<lowerBound + count * ($0 + 1) / pieces }
    }
}

extension [Range<Int>] {
    /// The same with neighbours made one where they belong together.
    fileprivate func joined(where belong: (Range<Int>, Range<Int>) -> Bool) -> [Range<Int>] {
        reduce(into: []) { result, range in
            if let last = result.last, belong(last, range) {
                result[result.count - 1] = last.lowerBound..<range.upperBound
            } else {
                result.append(range)
            }
        }
    }

    /// Ranges that together are a whole: they meet in the middle between their neighbours.
    fileprivate func tiling(_ whole: Range<Int>) -> [Range<Int>] {
        indices.map { index in
            let start = index == 0 ? whole.lowerBound : (self[index - 1].upperBound + self[index].lowerBound) / 2
            let end =
                index == count - 1 ? whole.upperBound : (self[index].upperBound + self[index + 1].lowerBound) / 2
            return start..<Swift.max(end, start + 1)
        }
    }
}

extension InkPieces {
    /// The row below most of the ink: where the letters of a line stand.
    fileprivate var commonFoot: Int {
        var ink: [Int: Int] = [:]
        for piece in pieces { ink[piece.y + piece.height, default: 0] += piece.inkCount }
        return ink.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }
}
