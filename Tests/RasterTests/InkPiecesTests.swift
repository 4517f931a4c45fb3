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

    @Test func `ink hangs together over corners, and pieces come in the order of the page`() {
        let found = InkPieces(
            of: bitmap([
                "#....##",
                ".#...##",
                "..#....",
                ".....#.",
                "#.#..#.",
                "#.###..",
            ]))
        #expect(
            found.pieces.map { [$0.x, $0.y, $0.width, $0.height, $0.inkCount] } == [
                [0, 0, 3, 3, 3], [5, 0, 2, 2, 4], [2, 3, 4, 3, 6], [0, 4, 1, 2, 2],
            ])
        #expect(found.runs[found.pieces[2].runs].map(\.row) == [3, 4, 4, 5])
    }

    @Test func `a ring that closes below is one piece`() {
        let found = InkPieces(of: bitmap(["#...#", "#...#", "#####"]))
        #expect(found.pieces.map { [$0.width, $0.height, $0.inkCount] } == [[5, 3, 9]])
    }

    @Test func `some of the pieces, and how much of each lies on other ink`() {
        let all = bitmap(["##..#", "....#", "#...#"])
        let found = InkPieces(of: all)
        #expect(found.bitmap { $0 != 1 } == bitmap(["##...", ".....", "#...."]))
        #expect(found.overlaps(with: bitmap([".####", ".....", "....#"])) == [1, 2, 0])
    }

    @Test(arguments: [1, 63, 64, 65, 128, 200]) func `runs may begin and end anywhere in a word`(width: Int) {
        var wide = Bitmap(width: width, height: 1)
        for x in 0..<width { wide[x, 0] = true }
        #expect(InkPieces(of: wide).runs == [InkPieces.Run(row: 0, start: 0, end: width)])
        #expect(wide.runCount == 1)
        #expect(InkPieces(of: Bitmap(width: width, height: 1)).pieces.isEmpty)
    }

    @Test func `runs are counted without being taken apart`() {
        let rows = (0..<10).map { _ in String(repeating: "#.", count: 40) }
        #expect(bitmap(rows).runCount == 400)
    }
}
