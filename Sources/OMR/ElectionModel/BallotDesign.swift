/// How a ballot is to be drawn, for printing it ourselves. Lengths are in millimetres.
public struct BallotDesign: Hashable, Sendable {
    /// How the page is built.
    public let family: Family
    /// Width and height of a page.
    public let paper: Size
    /// Of the ovals or boxes.
    public let target: Size
    /// The form of the targets.
    public let shape: TargetShape
    /// Names of fonts, the first that has a letter draws it.
    public let fonts: [String]
    /// Where any ink may be: stamps, signatures.
    public let free: [FreeBox]

    /// A design; lengths are in millimetres.
    public init(
        family: Family, paper: Size, target: Size, shape: TargetShape, fonts: [String], free: [FreeBox]
    ) {
        self.family = family
        self.paper = paper
        self.target = target
        self.shape = shape
        self.fonts = fonts
        self.free = free
    }

    /// How a page is built.
    public enum Family: String, Hashable, Sendable, CaseIterable {
        /// A frame with names and squares at their right.
        case squares
        /// Ovals left of the names, with timing marks at the edge.
        case timingMarks
        /// Ovals left of the names, without timing marks.
        case ovals
    }

    /// In millimetres.
    public struct Size: Hashable, Sendable {
        /// Across and down the page.
        public let width, height: Double

        /// A size in millimetres.
        public init(width: Double, height: Double) {
            self.width = width
            self.height = height
        }
    }

    /// A part of a page where any ink may be.
    public struct FreeBox: Hashable, Sendable {
        /// The side of the sheet that it is on.
        public let side: Side
        /// In millimetres from the page's top left.
        public let x, y, width, height: Double

        /// A box in millimetres from the page's top left.
        public init(side: Side, x: Double, y: Double, width: Double, height: Double) {
            self.side = side
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }

        /// The two sides of a sheet.
        public enum Side: String, Hashable, Sendable, CaseIterable { case front, back }
    }

    func check() throws(DefinitionError) {
        func check(_ size: Size, at field: String, _ range: ClosedRange<Double>) throws(DefinitionError) {
            guard range ~= size.width, range ~= size.height else {
                throw DefinitionError(
                    field: "design.\(field)",
                    problem: "is \(size.width) x \(size.height) millimetres: expected \(range.lowerBound) to "
                        + "\(range.upperBound) each way")
            }
        }
        try check(paper, at: "paper", 50...1000)
        try check(target, at: "target", 2...20)
        guard !fonts.isEmpty, !fonts.contains("") else {
            throw DefinitionError(
                field: "design.fonts", problem: "names no font: expected names, such as \"DejaVu Sans\"")
        }
        for (index, box) in free.enumerated() {
            guard box.x >= 0, box.y >= 0, box.width > 0, box.height > 0, box.x + box.width <= paper.width,
                box.y + box.height <= paper.height
            else {
                throw DefinitionError(
                    field: "design.free[\(index)].box",
                    problem: "reaches outside its page of \(paper.width) x \(paper.height) millimetres")
            }
        }
    }
}
