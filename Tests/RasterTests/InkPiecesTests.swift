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
        #expect(InkPieces(of: Bitmap(width: width, height: 1)).pieces.isEmpty)
    }

    @Test func `a bitmap with more runs than wanted is not taken apart`() {
        let rows = (0..<10).map { _ in String(repeating: "#.", count: 40) }
        #expect(InkPieces(of: bitmap(rows), upTo: 400)?.runs.count == 400)
        #expect(InkPieces(of: bitmap(rows), upTo: 399) == nil)
    }

    @Test(arguments: 1...20) func `pieces are those that a flood finds`(seed: UInt64) {
        var noise = Noise(seed: seed)
        let bitmap = noise.bitmap(width: 131, height: 40, share: 2 + seed % 5)
        let found = InkPieces(of: bitmap)
        var owner = [Int](repeating: -1, count: 131 * 40)
        for (place, piece) in found.pieces.enumerated() {
            for run in found.runs[piece.runs] { for x in run.start..<run.end { owner[run.row * 131 + x] = place } }
        }
        for y in 0..<40 {
            for x in 0..<131 {
                #expect(bitmap[x, y] == (owner[y * 131 + x] >= 0))
                // Neighbours are of one piece.
                for (dx, dy) in [(1, 0), (-1, 1), (0, 1), (1, 1)]
                where bitmap.naive(x, y) && bitmap.naive(x + dx, y + dy) {
                    #expect(owner[y * 131 + x] == owner[(y + dy) * 131 + x + dx])
                }
            }
        }
        // And no piece falls apart: a flood from its first pixel reaches all of it.
        for (place, piece) in found.pieces.enumerated() {
            let first = found.runs[piece.runs.lowerBound]
            var (rest, reached) = ([(first.start, first.row)], Set([first.row * 131 + first.start]))
            while let (x, y) = rest.popLast() {
                for dy in -1...1 {
                    for dx in -1...1 where bitmap.naive(x + dx, y + dy) {
                        if reached.insert((y + dy) * 131 + x + dx).inserted { rest.append((x + dx, y + dy)) }
                    }
                }
            }
            #expect(reached.count == piece.inkCount)
            #expect(reached.allSatisfy { owner[$0] == place })
        }
    }
}
