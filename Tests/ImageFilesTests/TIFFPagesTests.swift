import ImageFiles
import Testing

@Suite struct TIFFPagesTests {
    private func pages(_ count: Int) -> [TIFFBuilder.Page] {
        (0..<count).map { .gray(width: 2, height: 1 + $0 % 3, strips: [[UInt8](repeating: UInt8($0 % 256), count: 6)]) }
    }

    @Test(arguments: [false, true], [false, true])
    func `every page is found and read in any order`(isBigEndian: Bool, isBigTIFF: Bool) throws {
        let file = TIFFBuilder(pages(20), isBigEndian: isBigEndian, isBigTIFF: isBigTIFF).bytes()
        let reader = try ImageFileReader(bytes: file)
        #expect(reader.frameCount == 20)
        for index in (0..<20).reversed() {
            #expect(try reader.frame(at: index).image == picture(2, 1 + index % 3) { _, _ in UInt8(index) })
        }
    }

    @Test(arguments: [false, true])
    func `pages that go round in a circle are an error`(isBigTIFF: Bool) throws {
        let good = TIFFBuilder(pages(3), isBigTIFF: isBigTIFF).bytes()
        let first = Int(good[isBigTIFF ? 8 : 4]) | Int(good[isBigTIFF ? 9 : 5]) << 8
        let error = failure(TIFFBuilder(pages(3), isBigTIFF: isBigTIFF, lastNext: first).bytes())
        #expect(error?.code == .damaged)
        #expect(error?.detail.contains("circle") == true)
    }

    @Test func `a link to behind the end is an error, not a shorter batch`() {
        #expect(failure(TIFFBuilder(pages(3), lastNext: 1_000_000).bytes())?.code == .truncated)
    }

    @Test func `more pages than the limit are refused`() {
        let file = TIFFBuilder(pages(5)).bytes()
        #expect(failure(file, limits: ImageLimits(maxFrames: 4))?.code == .tooManyFrames)
        #expect(failure(file, limits: ImageLimits(maxFrames: 5)) == nil)
    }

    @Test func `a file without a page is an error`() {
        #expect(failure([0x49, 0x49, 0x2A, 0, 0, 0, 0, 0])?.code == .damaged)
    }

    @Test func `a strip behind the end is found before its pixels are read`() {
        let page = TIFFBuilder.Page.gray(width: 2, height: 2, more: [259: [5], 279: [5_000]], strips: [[1, 2, 3]])
        let error = failure(TIFFBuilder([page]).bytes())
        #expect(error?.code == .truncated)
        #expect(error?.detail.contains("piece 1 of 1") == true)
    }

    @Test func `the pages before a damaged one can be read`() throws {
        var broken = pages(2)
        broken[1].tags[279] = [1_000_000]
        broken[1].tags[259] = [5]
        let reader = try ImageFileReader(bytes: TIFFBuilder(broken).bytes())
        #expect(throws: Never.self) { try reader.frame(at: 0) }
        #expect(throws: ImageFileError.self) { try reader.frame(at: 1) }
    }
}
