/// What each column of a scanner's array answers to white and to black, and how its pixels are made even by it.
///
/// A pixel becomes `255 * (pixel - black) / (white - black)`, rounded down and kept within 0...255. A column whose white is
/// not lighter than its black tells nothing: it becomes black, so that it is seen as a streak and not taken for paper.
public struct FlatField: Hashable, Sendable {
    /// One value a column, from the left edge as the image shows it.
    public let white: [UInt8]
    public let black: [UInt8]

    /// - Precondition: as many white as black values, and at least one.
    public init(white: [UInt8], black: [UInt8]) {
        precondition(white.count == black.count && !white.isEmpty, "each column has a white and a black value")
        self.white = white
        self.black = black
    }

    public var width: Int { white.count }

    /// The even value of a pixel: what the kernels compute in their own ways.
    func value(of pixel: UInt8, column: Int) -> UInt8 {
        let (white, black) = (Int(white[column]), Int(black[column]))
        guard white > black else { return 0 }
        return UInt8(min(255, max(0, 255 * (Int(pixel) - black)) / (white - black)))
    }
}

/// Two arrays that look at both sides of a sheet at once and send their columns in turn: A B A B ...
///
/// The sheet is between them, so one of them sees it mirrored: side A arrives from right to left, side B from left to right.
public struct DuplexFlatField: Hashable, Sendable {
    public let sideA: FlatField
    public let sideB: FlatField
    private let arrivingA: [UInt16]
    private let arrivingB: [UInt16]

    /// - Precondition: both sides have the same width.
    public init(sideA: FlatField, sideB: FlatField) {
        precondition(sideA.width == sideB.width, "both arrays have the same number of columns")
        self.sideA = sideA
        self.sideB = sideB
        arrivingA = FlatFieldKernel.tables(of: sideA, columns: (0..<sideA.width).reversed())
        arrivingB = FlatFieldKernel.tables(of: sideB, columns: 0..<sideB.width)
    }

    public var width: Int { sideA.width }

    /// Bytes of one row of both sides.
    public var bytesPerRow: Int { 2 * width }

    /// The two images in so many rows of raw bytes.
    ///
    /// - Precondition: `raw` holds whole rows, and at least one.
    public func images(fromRows raw: [UInt8]) -> (sideA: GrayImage, sideB: GrayImage) {
        images(fromRows: raw, on: .best)
    }

    package func images(
        fromRows raw: [UInt8], on set: InstructionSet
    ) -> (sideA: GrayImage, sideB: GrayImage) {
        precondition(!raw.isEmpty && raw.count.isMultiple(of: bytesPerRow), "the bytes are whole rows")
        let rows = raw.count / bytesPerRow
        var sideB: GrayImage?
        let sideA = unsafe GrayImage(width: width, height: rows) { pixelsA in
            sideB = unsafe GrayImage(width: width, height: rows) { pixelsB in
                unsafe FlatFieldKernel.run(raw, self, tables: (arrivingA, arrivingB), to: pixelsA, pixelsB, on: set)
            }
        }
        guard let sideB else { preconditionFailure("both images are filled at once") }
        return (sideA, sideB)
    }
}
