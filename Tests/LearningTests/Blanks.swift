import ElectionModel
import Foundation
import ImageFiles
import Learning
import Raster

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

extension Blanks {
    private init(layout: Layout, pages: [BlankPage]) {
        (self.layout, self.pages) = (layout, pages)
    }

    /// The same boxes over changed pictures.
    func mapped(_ change: (GrayImage, PageLayout) -> GrayImage) -> Blanks {
        Blanks(
            layout: layout,
            pages: zip(pages, layout.pages).map { page, layout in
                BlankPage(id: page.id, reference: page.reference, frame: page.frame, image: change(page.image, layout))
            })
    }

    /// Pictures and boxes at another resolution.
    func scaled(toLongSide longSide: Int) throws -> Blanks {
        let scales = pages.map { Double(longSide) / Double(max($0.image.width, $0.image.height)) }
        let smaller = zip(pages, scales).map { page, scale in
            BlankPage(
                id: page.id, reference: page.reference,
                image: page.image.scaled(
                    toWidth: Int(Double(page.image.width) * scale), height: Int(Double(page.image.height) * scale)))
        }
        let layouts = zip(layout.pages, scales).map { page, scale in
            PageLayout(
                id: page.id, reference: page.reference, frame: page.frame,
                targets: page.targets.map {
                    Target(contest: $0.contest, option: $0.option, box: $0.box.scaled(by: scale), shape: $0.shape)
                })
        }
        return Blanks(layout: try Layout(contests: layout.contests, pages: layouts), pages: smaller)
    }
}

extension PixelBox {
    func scaled(by scale: Double) -> PixelBox {
        func scaled(_ value: Int) -> Int { Int((Double(value) * scale).rounded()) }
        return PixelBox(x: scaled(x), y: scaled(y), width: scaled(width), height: scaled(height))
    }
}
