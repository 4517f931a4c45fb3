import ElectionModel
import Foundation
import ImageFiles
import Learning

/// Blank pages of a folder whose layout is known, and the layout itself.
struct Blanks {
    let layout: Layout
    let pages: [BlankPage]

    init(_ folder: String) throws {
        layout = try JSONDecoder().decode(
            Layout.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/layout.json")))
        pages = try layout.pages.map {
            BlankPage(
                id: $0.id, reference: $0.reference, frame: $0.frame,
                image: try ImageFile.read(path: folder + "/" + $0.reference).frame(at: $0.frame).image)
        }
    }

    /// How a learned layout compares with the known one.
    struct Comparison {
        var found = 0
        var missed = 0
        var spurious = 0
        var wrongShape = 0
        /// Greatest distance of a learned box's edge from the known one's, in pixels of the picture.
        var greatestError = 0
        var summedError = 0

        var meanError: Double { Double(summedError) / Double(max(1, 4 * found)) }
    }

    func comparison(with learned: Layout) -> Comparison {
        var result = Comparison()
        for (known, proposed) in zip(layout.pages, learned.pages) {
            var left = proposed.targets
            for target in known.targets {
                guard let index = left.firstIndex(where: { $0.box.holdsCentre(of: target.box) }) else {
                    result.missed += 1
                    continue
                }
                let match = left.remove(at: index)
                result.found += 1
                if match.shape != target.shape { result.wrongShape += 1 }
                let errors = match.box.edgeErrors(from: target.box)
                result.greatestError = max(result.greatestError, errors.max() ?? 0)
                result.summedError += errors.reduce(0, +)
            }
            result.spurious += left.count
        }
        return result
    }
}

extension PixelBox {
    func holdsCentre(of other: PixelBox) -> Bool {
        let (x, y) = (other.x + other.width / 2, other.y + other.height / 2)
        return x >= self.x && x < self.x + width && y >= self.y && y < self.y + height
    }

    func edgeErrors(from other: PixelBox) -> [Int] {
        [x - other.x, y - other.y, x + width - other.x - other.width, y + height - other.y - other.height]
            .map { abs($0) }
    }
}
