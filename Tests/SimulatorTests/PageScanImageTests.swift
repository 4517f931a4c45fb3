import Raster
import SimulatedDevices
import Testing

struct PageScanImageTests {
    /// Takes the raw bytes apart as the protocol's description says, with the tables that the device gives.
    private func decoded(_ bytes: [UInt8], _ host: inout Host, columns: Int) throws -> (
        top: GrayImage, bottom: GrayImage
    ) {
        _ = host.transfers()
        host.send("W1")
        let packets = host.transfers()
        try #require(packets.count == 2 && !bytes.isEmpty)
        let tables = packets.enumerated().map { side, packet in
            let white = Array(packet[5..<5 + columns])
            let black = Array(packet[7 + columns..<7 + 2 * columns])
            return side == 0 ? (white, black) : (white.reversed(), black.reversed())
        }
        let rows = bytes.count / 2 / columns
        func side(_ offset: Int, isMirrored: Bool) -> GrayImage {
            let (white, black) = tables[offset]
            return GrayImage(
                width: columns, height: rows,
                pixels: (0..<rows * columns).map { index in
                    let (row, x) = (index / columns, index % columns)
                    let place = isMirrored ? columns - 1 - x : x
                    let raw = Int(bytes[(row * columns + place) * 2 + offset])
                    let span = Int(white[x]) - Int(black[x])
                    return span == 0 ? 0 : UInt8(min(255, max(0, 255 * (raw - Int(black[x])) / span)))
                })
        }
        return (side(0, isMirrored: true), side(1, isMirrored: false))
    }

    @Test(arguments: [true, false])
    func `the paper is in the image, on both sides, as it was put in`(isUneven: Bool) throws {
        var settings = PageScanSettings.small
        settings.hasUnevenSensors = isUneven
        var host = try Host("at start: insert sheet", settings: settings)
        host.begin()
        let (top, bottom) = try decoded(host.image(), &host, columns: 48)
        let sheet = SmallSheets.images(1, length: 2200)
        for (image, side) in [(top, sheet.front), (bottom, sheet.back)] {
            for row in [0, 1, 2, 3, 500, 2199] {
                let largest = (0..<40).map { abs(Int(image[$0 + 4, row + 86]) - Int(side[$0, row])) }.max()
                #expect(largest ?? 255 <= (isUneven ? 2 : 0), "row \(row)")
            }
            // Nothing before the paper, after it and beside it.
            #expect((0..<48).allSatisfy { image[$0, 85] == 0 && image[$0, 86 + 2200] == 0 })
            #expect((86..<2286).allSatisfy { image[3, $0] == 0 && image[44, $0] == 0 })
        }
    }

    @Test func `one side has half the bytes, two dots for one four times as many`() throws {
        var sizes: [String: Int] = [:]
        for commands in ["G", "H", "J", "J B", "J z"] {
            var host = try Host("at start: insert sheet", settings: .small)
            for command in commands.split(separator: " ") { host.send(String(command)) }
            host.send("\u{1B}d", "8")
            sizes[commands] = host.image().count
        }
        let rows = 2470
        #expect(sizes == ["G": rows * 48, "H": rows * 48, "J": rows * 96, "J B": 4 * rows * 96, "J z": rows * 12])
    }

    @Test func `one bit a pixel is cut at the threshold`() throws {
        for (threshold, blackShare) in [(UInt8(0), 0.0), (100, 1.0)] {
            var host = try Host("at start: insert sheet", settings: .small)
            host.write(Host.frame([0x1B, UInt8(ascii: "%"), UInt8(ascii: "T"), threshold]))
            host.send("z", "G", "\u{1B}d", "8")
            let bytes = host.image()
            let share = Double(bytes.reduce(0) { $0 + $1.nonzeroBitCount }) / Double(bytes.count * 8)
            #expect(share == blackShare)
        }
    }

    @Test func `the end of a scan can be told before the last bytes are read`() throws {
        for overtakes in [false, true] {
            var settings = PageScanSettings.small
            settings.endOvertakesImage = overtakes
            settings.speed = 100
            var host = try Host("at start: insert sheet", settings: settings)
            host.begin()
            host.station.notePendingReads(2, on: 0x86, at: host.now)
            host.wait(.seconds(1))
            #expect(host.said() == (overtakes ? ["#30", "#31"] : ["#30"]))
            #expect(host.image().count == 2470 * 96)
            #expect(host.said() == (overtakes ? [] : ["#31"]))
        }
    }

    @Test func `drawn sheets differ from each other and on their two sides`() {
        let sides = (1...3).flatMap { number in
            let images = SheetPattern.images(number: number, id: number)
            return [images.front, images.back]
        }
        #expect(Set(sides).count == 6)
        #expect(sides.allSatisfy { $0.width == 1700 && $0.height == 2200 })
    }
}
