import ImageFiles
import Raster
import Testing

@Suite struct DamageTests {
    /// A file of each kind; all of their bytes are needed.
    static let files: [Sample] =
        Written.all + [
            Sample("png", PNGBuilder(width: 30, height: 20) { x, y in [x * y % 256] }.bytes()),
            Sample("interlaced png", PNGBuilder(width: 9, height: 9, interlaced: true) { x, y in [x * y] }.bytes()),
            Sample("written png", PNGEncoding.gray(Expected.grayRamp)),
            Sample("big tiff", TIFFBuilder([page, page], isBigEndian: true, isBigTIFF: true).bytes()),
            Sample("tiles", TIFFBuilder([tiles]).bytes()),
            Sample("P4", Array("P4 30 20\n".utf8) + [UInt8](repeating: 7, count: 80)),
            Sample("P6", Array("P6 3 20 255\n".utf8) + [UInt8](repeating: 7, count: 180)),
            Sample("P2", Array("P2 3 2 9 0 1 2 3 4 5".utf8)),
        ]

    static let page = TIFFBuilder.Page.gray(width: 4, height: 4, strips: [[UInt8](repeating: 5, count: 16)])
    static let tiles = TIFFBuilder.Page.gray(
        width: 20, height: 16, more: [322: [16], 323: [16]],
        strips: [[UInt8](repeating: 5, count: 256), [UInt8](repeating: 6, count: 256)])

    @Test(arguments: files)
    func `a file cut anywhere is an error, or has lost no pixel`(file: Sample) throws {
        let whole = try decode(file.bytes)
        for count in 0..<file.bytes.count {
            let cut = Array(file.bytes.prefix(count))
            // The last bytes of the fax files are their resolution; they stand behind everything else.
            let mayLose = file.name == "tiffG3" || file.name == "tiffG4" ? 16 : 0
            if count >= file.bytes.count - mayLose {
                #expect(try decode(cut) == whole)
            } else {
                #expect(failure(cut) != nil, "the first \(count) of \(file.bytes.count) bytes")
            }
        }
    }

    @Test(arguments: files)
    func `a file with wrong bytes is an error or a picture within the limits`(file: Sample) throws {
        let limits = ImageLimits(maxPixels: 1_000_000)
        for seed in UInt64(0)..<600 {
            var random = Seeded(state: seed)
            var wrong = file.bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                wrong[Int.random(in: 0..<wrong.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let reader = try? ImageFileReader(bytes: wrong, limits: limits) else { continue }
            for index in 0..<reader.frameCount {
                guard let frame = try? reader.frame(at: index) else { continue }
                #expect(frame.image.pixels.count <= limits.maxPixels, "seed \(seed)")
            }
        }
    }

    @Test(arguments: files)
    func `errors are one line of printable characters`(file: Sample) {
        for seed in UInt64(0)..<200 {
            var random = Seeded(state: seed)
            var wrong = file.bytes
            for _ in 0..<8 {
                wrong[Int.random(in: 0..<wrong.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let detail = failure(wrong)?.detail else { continue }
            #expect((1...200).contains(detail.unicodeScalars.count))
            #expect(
                !detail.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "\(detail.debugDescription)")
        }
    }

    @Test(arguments: [
        Sample("G3", Written.tiffG3), Sample("G4", Written.tiffG4), Sample("LZW", Written.tiffLZW),
        Sample("PackBits", Written.tiffPackBits),
    ])
    func `a page taller than its data is an error`(sample: Sample) throws {
        // The height stands in the entry of tag 257; the strip's in that of 278.
        for taller in [25, 32, 48] {
            var file = sample.bytes
            for tag: UInt8 in [0x01, 0x16] {
                let entry = try #require(
                    file.indices.first { at in
                        [3, 4].contains { file[at...].starts(with: [tag, 0x01, $0, 0, 1, 0, 0, 0]) }
                    })
                file[entry + 8] = UInt8(taller)
            }
            #expect(failure(file) != nil, "\(taller) rows")
        }
    }
}
