import Codes
import ImageFiles
import QRCode
import Raster
import TestSupport
import Testing

@Suite struct QRSymbolTests {
    private static let reader = CodeReader(program: BuiltProduct.path("scand"), argument: "read-codes")
    static let vkey = "station-12.example.org/2026+00112233+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="

    @Test(arguments: ["a", vkey, "ключ · scand-box+x", String(repeating: "x", count: QRSymbol.maximumByteCount)])
    func `the reader of ballots reads the code back from its picture`(text: String) throws {
        let symbol = try #require(QRSymbol(text))
        let png = PNGEncoding.gray(symbol.image(pixelsPerModule: 4))
        let image = try ImageFileReader(bytes: png).frame(at: 0).image
        let codes = Self.reader.codes(in: image, formats: [.qr])
        #expect(codes.map(\.text) == [text])
    }

    @Test func `the lines of the terminal show the same modules`() throws {
        let symbol = try #require(QRSymbol(Self.vkey))
        let lines = symbol.terminalLines
        let side = symbol.size + 2 * QRSymbol.quietZone
        #expect(lines.count == (side + 1) / 2)
        var rows: [[Bool]] = []
        for line in lines {
            let blocks = Array(line.dropFirst("\u{1B}[30;107m".count).dropLast("\u{1B}[0m".count))
            #expect(blocks.count == side)
            rows.append(blocks.map { $0 == "▀" || $0 == "█" })
            rows.append(blocks.map { $0 == "▄" || $0 == "█" })
        }
        let scale = 4
        let image = GrayImage(
            width: side * scale, height: side * scale,
            pixels: (0..<(side * side * scale * scale)).map {
                rows[$0 / (side * scale) / scale][$0 % (side * scale) / scale] ? 0 : 255
            })
        #expect(Self.reader.codes(in: image, formats: [.qr]).map(\.text) == [Self.vkey])
    }

    @Test func `nothing, and too much, gives no code`() {
        #expect(QRSymbol("") == nil)
        #expect(QRSymbol(String(repeating: "x", count: QRSymbol.maximumByteCount + 1)) == nil)
    }
}
