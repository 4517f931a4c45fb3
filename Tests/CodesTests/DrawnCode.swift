import Raster

/// Codes drawn for tests, a character a module: made with the writer of zxing-cpp, `#` is dark.
enum DrawnCode {
    /// A QR code: `demo 2026, precinct 7`.
    static let precinct7 = """
        #######.###.#####.#######
        #.....#.###...#...#.....#
        #.###.#.#.##..#...#.###.#
        #.###.#.##.#.##.#.#.###.#
        #.###.#......#.##.#.###.#
        #.....#.#..###..#.#.....#
        #######.#.#.#.#.#.#######
        .........#..#..##........
        ##..###....#..##...#.####
        #.##...#.##.#####..####..
        ..#..##.#..##..#..#.#.#..
        .#####..#.##....##.#..#..
        ..#.###...#.#.#...#...###
        ##..##..#....#.##..####..
        ..#..##.#.#..###.#..#....
        ....##.#.##.#.##.#...###.
        ####.##...##.##.#####.###
        ........##..#.#.#...#....
        #######..#.####.#.#.###..
        #.....#.####.#..#...###..
        #.###.#.#.#.##..#########
        #.###.#..##..##.###....##
        #.###.#..#.....##.#..#.#.
        #.....#.##..#.#..#...###.
        #######.####.###..#######
        """

    /// A QR code: `demo 2026, precinct 8`.
    static let precinct8 = """
        #######.###.#####.#######
        #.....#.###...#...#.....#
        #.###.#.#.##..#...#.###.#
        #.###.#.##.#.##.#.#.###.#
        #.###.#......#.##.#.###.#
        #.....#.#..###..#.#.....#
        #######.#.#.#.#.#.#######
        .........#..#..##........
        ##..###....#..##...#.####
        .###.#..###.#####..####..
        ..#.#.##...##..#..#.#.#..
        #.........##....##.#..#..
        .#.#.###..#.#.#...#...###
        ##......##.....##..####..
        ..##..###.#....#.#..#....
        ..#.#...###.#..#.#...###.
        ###.#.#.#..#.##.#####.###
        ........#.#.#.#.#...#....
        #######....####.#.#.###..
        #.....#.#.##.#..#...###..
        #.###.#.#...##..#########
        #.###.#......##.###....##
        #.###.#..#.....##.#..#.#.
        #.....#.#...#.#..#...###.
        #######.#..#.###..#######
        """

    /// A QR code of bytes that are no text: 00 01 FE FF 20 56 50.
    static let binary = """
        #######.##..#.#######
        #.....#..#..#.#.....#
        #.###.#.#.#.#.#.###.#
        #.###.#.#..#..#.###.#
        #.###.#.###...#.###.#
        #.....#.......#.....#
        #######.#.#.#.#######
        .........##..........
        ####..#.#.#..#..###.#
        #.#....####.##.#..#..
        #.#######...###..#.##
        .###.#.#.##.#....#..#
        ..#.#.##.#.#..##.#...
        ........#....#####..#
        #######...#....#...##
        #.....#..#.##...#.###
        #.###.#....#..####..#
        #.###.#.###..#.....#.
        #.###.#.#.##....#.#.#
        #.....#.#..##.####.#.
        #######.#.####.#.#...
        """

    /// Code 128: `SCAND-7`.
    static let code128 =
        "##.#..#....##.###.#...#...#...##.#.#...##...#.###...##.#.##...#...#..##.###..###.##.###.##"
        + ".##..##..##...###.#.##"

    /// Code 39: `SCAND-7`.
    static let code39 =
        "#..#.##.##.#.#.##.#.##..#.##.##.#..#.#.##.#.#..#.##.#.#.##.#..##.#.#.##..#.##.#..#.#.##.##"
        + ".#.#..#.##.##.#..#.##.##.#"

    /// Interleaved 2 of 5: `0983031272`.
    static let itf =
        "#.#.#.#...###.###...#.###...#...#.###.#.#...#...###.###.#.###.#...#.#.###...#.#...#.###.###...###.#"

    /// Gray pixels of a code, each module a square; bars are made 15 modules high.
    static func image(_ code: String, module: Int = 4, margin: Int = 6) -> GrayImage {
        var rows = code.split(separator: "\n").map { $0.map { $0 == "#" } }
        if rows.count == 1 { rows = [[Bool]](repeating: rows[0], count: 15) }
        let (width, height) = ((rows[0].count + 2 * margin) * module, (rows.count + 2 * margin) * module)
        let pixels = (0..<width * height).map { index in
            let (x, y) = (index % width / module - margin, index / width / module - margin)
            let isDark = rows.indices.contains(y) && rows[y].indices.contains(x) && rows[y][x]
            return UInt8(isDark ? 20 : 245)
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}

extension GrayImage {
    /// The picture with another laid over it.
    func covered(by other: GrayImage, x left: Int, y top: Int) -> GrayImage {
        var result = pixels
        for y in 0..<other.height {
            for x in 0..<other.width { result[(top + y) * width + left + x] = other[x, y] }
        }
        return GrayImage(width: width, height: height, pixels: result)
    }

    /// The picture turned by 180 degrees.
    var upsideDown: GrayImage { GrayImage(width: width, height: height, pixels: pixels.reversed()) }
}
