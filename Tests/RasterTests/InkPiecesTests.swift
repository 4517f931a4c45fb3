import Raster
import Testing

@Suite struct InkPiecesTests {
    private func bitmap(_ rows: [String]) -> Bitmap {
        var bitmap = Bitmap(width: rows[0].count, height: rows.count)
        for (y, row) in rows.enumerated() {
            for (x, pixel) in row.enumerated() where pixel == "#" { bitmap[x, y] = true }
        }
        return bitmap
    }

    @Test func `ink hangs together over corners, and pieces come in the order of the page`() throws {
        let found = try #require(
            InkPieces(
                of: bitmap([
                    "#....##",
                    ".#...##",
                    "..#....",
                    ".....#.",
                    "#.#..#.",
                    "#.###..",
                ]), atMost: 100))
        #expect(
            found.pieces.map { [$0.left, $0.top, $0.right, $0.bottom] } == [
                [0, 0, 2, 2], [5, 0, 6, 1], [2, 3, 5, 5], [0, 4, 0, 5],
            ])
        #expect(found.runs[found.pieces[2].runs].map(\.row) == [3, 4, 4, 5])
    }

    @Test func `a ring that closes below is one piece`() throws {
        let found = try #require(InkPieces(of: bitmap(["#...#", "#...#", "#####"]), atMost: 100))
        #expect(found.pieces.count == 1)
        #expect(found.pieces[0].width == 5 && found.pieces[0].height == 3)
    }

    @Test func `runs over the limit are not looked into`() {
        let rows = (0..<10).map { _ in String(repeating: "#.", count: 40) }
        #expect(InkPieces(of: bitmap(rows), atMost: 399) == nil)
        #expect(InkPieces(of: bitmap(rows), atMost: 400) != nil)
    }

    @Test(arguments: [1, 63, 64, 65, 128, 200]) func `runs may begin and end anywhere in a word`(width: Int) throws {
        var wide = Bitmap(width: width, height: 1)
        for x in 0..<width { wide[x, 0] = true }
        let found = try #require(InkPieces(of: wide, atMost: 1))
        #expect(found.runs == [InkPieces.Run(row: 0, from: 0, to: width - 1)])
        #expect(InkPieces(of: Bitmap(width: width, height: 1), atMost: 1)?.pieces.isEmpty == true)
    }
}
