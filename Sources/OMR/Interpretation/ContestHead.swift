import ElectionModel
import Raster

/// The words above a target that no other target stands between: the title of its contest, the head of its column.
///
/// Options of two contests may be the same words, Yes and No above all: then only these words tell what a mark is for. A page
/// whose titles or heads have changed places is another page.
///
/// ```
///   Question 1: the bridge            Yes   No      head of a column
///   Vote for one                      [ ]   [ ]     title, of which three lines are taken
///   [ ] Name A.
/// ```
/// A letter or a digit more or less is not told apart here: titles of two questions have to differ in a word.
/// Only what is *missing* of them counts: people write and draw beside titles more than beside names, and what a printer has
/// more there is ``UnknownPrint``'s.
struct ContestHead: Sendable {
    /// Index of the target below among the page's targets.
    let target: Int
    let cells: [OptionPrint.Cell]

    /// The box around its words.
    var extent: WorkBox {
        let boxes = cells.map {
            WorkBox(x: Double($0.left), y: Double($0.top), width: Double($0.width), height: Double($0.height))
        }
        return boxes.dropFirst().reduce(boxes[0]) { $0.joined(with: $1) }
    }

    /// Lines that are taken, and how far above the target they may begin, in target heights.
    private static let (lines, reach) = (3, 8.0)
    /// How far beside the target the head of its column may reach, in target widths.
    private static let aside = 0.6

    /// The heads of a page.
    ///
    /// - Parameters:
    ///   - free: where any ink may be.
    ///   - print: the page's print without its targets and rules.
    ///   - aroundRules: rules, which are no words, and what lies close beside them.
    ///   - ink: how dark the print is, as a share of the paper's gray.
    static func heads(
        above targets: [ReferenceTarget], butFor free: [WorkBox], on print: Bitmap, aroundRules: Bitmap,
        of page: BinarizedSide, ink: Double
    ) -> [ContestHead] {
        var seen = Bitmap(width: print.width, height: print.height)
        return targets.indices.compactMap { index in
            let cells = areas(above: index, of: targets, on: print).flatMap { $0.cells(of: print) }.filter { cell in
                // Targets side by side have a title in common.
                let isNew = seen.inkCount(x: cell.x, y: cell.y, width: cell.width, height: cell.height) == 0
                return isNew && print.inkCount(x: cell.x, y: cell.y, width: cell.width, height: cell.height) > 0
                    && !free.contains { $0.intersects(cell.box) }
            }
            for cell in cells { seen.fill(cell.box) }
            guard !cells.isEmpty else { return nil }
            return ContestHead(
                target: index,
                cells: cells.map { OptionPrint.Cell($0, on: print, aroundRules: aroundRules, of: page, ink: ink) })
        }
    }

    /// An area for each line.
    private static func areas(above index: Int, of targets: [ReferenceTarget], on print: Bitmap) -> [OptionArea] {
        let target = targets[index]
        let own = target.words.extent(with: target.box)
        let left = max(0, Int(min(own.x, target.box.x - aside * target.box.width)))
        let right = min(
            print.width, Int(max(own.x + own.width, target.box.x + (1 + aside) * target.box.width).rounded(.up)))
        var top = max(0, Int(target.box.y - reach * target.box.height))
        let bottom = min(Int(own.y), Int(target.box.y - OptionPrint.outlineInWidths * target.box.height))
        for (other, neighbour) in targets.enumerated() where other != index {
            let extent = neighbour.words.extent(with: neighbour.box)
            guard neighbour.box.y + neighbour.box.height <= target.box.y, extent.x < Double(right),
                extent.x + extent.width > Double(left)
            else { continue }
            top = max(top, Int((extent.y + extent.height).rounded(.up)))
        }
        guard bottom - top >= OptionPrint.leastLine, right > left else { return [] }
        let above = print.cropped(x: left, y: top, width: right - left, height: bottom - top)
        return OptionArea.lines(of: above).suffix(lines).map { line in
            let rows = max(top, top + line.lowerBound - 2)..<min(bottom, top + line.upperBound + 2)
            return OptionArea(columns: wholeLine(of: print, left..<right, rows), rows: rows)
        }
    }

    /// The columns of a line of which some are known: it ends where the white is wider than between words.
    private static func wholeLine(of print: Bitmap, _ known: Range<Int>, _ rows: Range<Int>) -> Range<Int> {
        let gap = Int(wordGap * Double(rows.count))
        let ink = print.cropped(x: 0, y: rows.lowerBound, width: print.width, height: rows.count)
            .inkCounts(ofColumns: 0..<print.width)
        func end(from start: Int, step: Int) -> Int {
            var (end, column) = (start, start)
            while ink.indices.contains(column), abs(column - end) <= gap {
                if ink[column] > 0 { end = column }
                column += step
            }
            return end
        }
        let left = known.first { ink[$0] > 0 } ?? known.lowerBound
        let right = known.last { ink[$0] > 0 } ?? known.upperBound - 1
        return min(known.lowerBound, end(from: left, step: -1))..<max(known.upperBound, end(from: right, step: 1) + 1)
    }

    /// Widest white between two words of a line, in line heights.
    private static let wordGap = 1.0
}

extension OptionArea.Cell {
    fileprivate var box: WorkBox {
        WorkBox(x: Double(x), y: Double(y), width: Double(width), height: Double(height))
    }
}
