import Ledger
import Testing

@Suite struct TileTests {
    @Test(arguments: [
        (0, "000"), (999, "999"), (1000, "x001/000"), (1_234_067, "x001/x234/067"),
    ])
    func `tile numbers are written three digits at a time`(index: Int, path: String) {
        #expect(Tile(level: 0, index: index, width: 256).path == "tile/0/" + path)
        #expect(Tile(level: 12, index: index, width: 17).path == "tile/12/\(path).p/17")
        #expect(EntryBundle(index: index, width: 256).path == "tile/entries/" + path)
    }

    @Test(
        arguments: [
            (0, [], []),
            (1, ["tile/0/000.p/1"], ["tile/entries/000.p/1"]),
            (255, ["tile/0/000.p/255"], ["tile/entries/000.p/255"]),
            (256, ["tile/0/000", "tile/1/000.p/1"], ["tile/entries/000"]),
            (
                257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"],
                ["tile/entries/000", "tile/entries/001.p/1"]
            ),
        ] as [(Int, [String], [String])])
    func `a tree is published as these tiles and bundles`(size: Int, tiles: [String], bundles: [String]) {
        #expect(TileLayout(size: size).tiles.map(\.path) == tiles)
        #expect(TileLayout(size: size).bundles.map(\.path) == bundles)
    }

    @Test func `seventy thousand leaves make the tiles that the specification counts`() {
        let layout = TileLayout(size: 70_000)
        #expect(layout.tiles.count { $0.level == 0 && $0.width == 256 } == 273)
        #expect(layout.tiles.count { $0.level == 1 && $0.width == 256 } == 1)
        #expect(
            layout.tiles.filter { $0.width < 256 }.map(\.path)
                == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"])
        #expect(layout.bundles.count == 274)
        #expect(layout.bundles.last?.entries == 69_888..<70_000)
    }

    @Test func `a tile of the second level holds the roots of whole tiles below`() {
        let leaves = someLeaves(600)
        let tree = MerkleTree(leaves: leaves)
        let tiles = TileLayout(size: 600).tiles
        #expect(tree.contents(of: tiles[0]) == leaves[..<256].flatMap(\.bytes))
        #expect(tree.contents(of: tiles[2]) == leaves[512...].flatMap(\.bytes))
        #expect(tiles[3].path == "tile/1/000.p/2")
        #expect(
            tree.contents(of: tiles[3]) == definedRoot(leaves[..<256]).bytes + definedRoot(leaves[256..<512]).bytes)
    }

    @Test func `a bundle gives back its entries, and nothing where it is cut`() throws {
        let entries: [[UInt8]] = [[], [1, 2, 3], Array(repeating: 7, count: 65_535)]
        let bytes = EntryBundle.encode(entries)
        #expect(bytes.prefix(7) == [0, 0, 0, 3, 1, 2, 3])
        #expect(EntryBundle.decode(bytes) == entries)
        #expect(EntryBundle.decode(bytes.dropLast()) == nil)
        #expect(EntryBundle.decode(bytes + [0]) == nil)
    }
}
