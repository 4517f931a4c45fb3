import ElectionModel
import OMR
import Raster

/// The demo's blank front on which a test draws.
struct DrawnFront {
    let layout: Layout
    private(set) var image: GrayImage

    /// - Parameter times: how much larger than its file, which has 200 dpi.
    init(times: Int = 1) throws {
        let blank = try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png")
        image = blank.scaled(toWidth: blank.width * times, height: blank.height * times)
        let front = try Fixtures.layout(DemoSheetsTests.folder).pages[0]
        let targets = front.targets.map { target in
            let box = target.box
            return Target(
                contest: target.contest, option: target.option,
                box: PixelBox(
                    x: box.x * times, y: box.y * times, width: box.width * times, height: box.height * times),
                shape: target.shape, writeIn: target.writeIn)
        }
        layout = try Self.layout(targets, of: front)
    }

    private init(_ layout: Layout, _ image: GrayImage) { (self.layout, self.image) = (layout, image) }

    var boxes: [PixelBox] { layout.pages[0].targets.map(\.box) }

    static func layout(_ targets: [Target], of front: PageLayout) throws -> Layout {
        let demo = try Fixtures.layout(DemoSheetsTests.folder)
        return try Layout(
            contests: demo.contests, pages: [PageLayout(id: front.id, reference: front.reference, targets: targets)])
    }

    /// The same with other targets.
    func with(_ targets: [Target]) throws -> DrawnFront {
        DrawnFront(try Self.layout(targets, of: layout.pages[0]), image)
    }

    /// The same with every pixel anew.
    func map(_ gray: (Int, Int, UInt8) -> UInt8) -> DrawnFront {
        var pixels = image.pixels
        for y in 0..<image.height {
            for x in 0..<image.width { pixels[y * image.width + x] = gray(x, y, pixels[y * image.width + x]) }
        }
        return DrawnFront(layout, GrayImage(width: image.width, height: image.height, pixels: pixels))
    }

    /// The same with ink in a box where a rule says, in shares of the box.
    func inked(_ box: PixelBox, gray: UInt8 = 30, _ isInk: (Double, Double) -> Bool) -> DrawnFront {
        map { x, y, old in
            let (column, row) = (Double(x - box.x) / Double(box.width), Double(y - box.y) / Double(box.height))
            guard (0..<1).contains(column), (0..<1).contains(row), isInk(column, row) else { return old }
            return gray
        }
    }

    /// The same with a cross in some targets.
    func crossed(_ targets: [Int]) -> DrawnFront {
        targets.reduce(self) { front, target in
            front.inked(boxes[target]) { x, y in abs(x - y) < 0.07 || abs(x + y - 1) < 0.07 }
        }
    }

    /// Reads it with itself, or another front, as the blank page.
    func reading(blank: DrawnFront) throws -> SideInterpretation {
        try PageInterpreter(blank.layout, references: [blank.image]).interpret(image)
    }
}

extension SideInterpretation {
    /// The classes of the targets in the layout's order; what else was seen where the side was not read.
    var classes: [String] {
        switch self {
        case .read(_, let readings): readings.map(\.mark.rawValue)
        case .blank: ["blank"]
        case .rejected(let reason): ["rejected", reason.code]
        }
    }
}
