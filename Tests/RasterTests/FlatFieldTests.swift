import Raster
import Testing

@Suite struct FlatFieldTests {
    static let wider = InstructionSet.available.filter { $0 > .scalar }

    @Test(arguments: Array(1...130) + [400, 1728])
    func `two interleaved sides give the same pixels on every level`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        func side() -> FlatField {
            FlatField(white: (0..<width).map { _ in noise.byte() }, black: (0..<width).map { _ in noise.byte() / 2 })
        }
        let field = DuplexFlatField(sideA: side(), sideB: side())
        let raw = (0..<2 * width * 5).map { _ in noise.byte() }
        let expected = field.images(fromRows: raw, on: .scalar)
        for set in Self.wider {
            let found = field.images(fromRows: raw, on: set)
            #expect(found.sideA == expected.sideA && found.sideB == expected.sideB, "\(set)")
        }
    }

    @Test func `every pixel under every white and black becomes what the formula says`() {
        // Each column has its own pair; each row its own pixel. Side B gets the pairs from the other end.
        for black in 0...255 {
            let white = (0...255).map { UInt8($0) }
            let blacks = [UInt8](repeating: UInt8(black), count: 256)
            let field = DuplexFlatField(
                sideA: FlatField(white: white, black: blacks), sideB: FlatField(white: white.reversed(), black: blacks))
            let raw = (0...255).flatMap { [UInt8](repeating: UInt8($0), count: 512) }
            for set in Self.wider.isEmpty ? [.scalar] : Self.wider {
                let images = field.images(fromRows: raw, on: set)
                var wrong = 0
                for pixel in 0...255 {
                    for white in 0...255 {
                        let exact = white > black ? max(0, min(255, 255 * (pixel - black) / (white - black))) : 0
                        if images.sideA[white, pixel] != exact || images.sideB[255 - white, pixel] != exact {
                            wrong += 1
                        }
                    }
                }
                #expect(wrong == 0, "\(set), black \(black)")
            }
        }
    }

    @Test func `side A is turned around and side B is not`() {
        let even = FlatField(white: [255, 255, 255], black: [0, 0, 0])
        let images = DuplexFlatField(sideA: even, sideB: even).images(fromRows: [
            1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16,
        ])
        #expect(images.sideA == GrayImage(width: 3, height: 2, pixels: [3, 2, 1, 6, 5, 4]))
        #expect(images.sideB == GrayImage(width: 3, height: 2, pixels: [11, 12, 13, 14, 15, 16]))
    }

    @Test func `a column that tells nothing becomes a black streak`() {
        let field = FlatField(white: [255, 100, 90], black: [0, 100, 100])
        let images = DuplexFlatField(sideA: field, sideB: field).images(fromRows: [255, 255, 255, 255, 255, 255])
        #expect(images.sideB.pixels == [255, 0, 0] && images.sideA.pixels == [255, 0, 0])
    }
}
