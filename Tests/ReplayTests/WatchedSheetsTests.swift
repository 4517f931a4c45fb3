import Replay
import Testing

/// Which names in a folder are sheets.
@Suite struct WatchedSheetsTests {
    private typealias Entry = WatchedSheets.Entry

    private func taken(_ names: [String], isFinal: Bool = false) -> [Entry] {
        var sheets = WatchedSheets()
        return sheets.take(names, isFinal: isFinal)
    }

    @Test func `two sides are paired by their names, anything else is a sheet of one side`() {
        #expect(
            taken(["7-a.png", "7-b.png", "x.TIF", "-a.png", "a.jpeg", "7-c.png", "7-A.png"]) == [
                .sheet(sideA: "-a.png", sideB: nil), .sheet(sideA: "7-A.png", sideB: nil),
                .sheet(sideA: "7-a.png", sideB: "7-b.png"), .sheet(sideA: "7-c.png", sideB: nil),
                .sheet(sideA: "a.jpeg", sideB: nil), .sheet(sideA: "x.TIF", sideB: nil),
            ])
    }

    @Test(arguments: [
        "x.png.part", ".x.png", "x.png~", "x.png.tmp", "png", "x.", "x", "end", "x.pdf", "x.png.x3Fq2a", "x.png ",
        "bad\u{FFFD}.png",
    ])
    func `a name of another form is passed over`(name: String) {
        #expect(taken([name]) == [])
        #expect(taken([name], isFinal: true) == [])
    }

    @Test func `the order of a listing does not matter`() {
        let names = ["2-b.png", "1.png", "2-a.png", "10-a.pgm", "10-b.pgm", "3-a.png"]
        let expected = taken(names)
        #expect(expected.count == 3)
        var shuffled = names
        for _ in 0..<20 {
            shuffled.shuffle()
            #expect(taken(shuffled) == expected)
        }
    }

    @Test func `a name is taken once; when it comes again that is told once`() {
        var sheets = WatchedSheets(taken: ["0.png"])
        #expect(sheets.take(["1-a.png"], isFinal: false) == [])
        #expect(sheets.take(["1-b.png", "1-a.png"], isFinal: false) == [.sheet(sideA: "1-a.png", sideB: "1-b.png")])
        #expect(sheets.take(["2.png"], isFinal: false) == [.sheet(sideA: "2.png", sideB: nil)])
        #expect(sheets.take([], isFinal: false) == [])
        #expect(
            sheets.take(["0.png", "1-b.png", "3.png"], isFinal: false)
                == [.again("0.png"), .again("1-b.png"), .sheet(sideA: "3.png", sideB: nil)])
        #expect(sheets.take(["0.png", "1-b.png"], isFinal: true) == [])
    }

    @Test func `a side whose other side never came is half a sheet, at the end and not before`() {
        var sheets = WatchedSheets()
        let names = ["1-a.png", "2-b.pgm", "3-a.png", "3-b.pgm"]
        #expect(sheets.take(names, isFinal: false) == [])
        #expect(
            sheets.take(names, isFinal: true) == [
                .halfSheet("1-a.png", missing: "1-b.png"), .halfSheet("2-b.pgm", missing: "2-a.pgm"),
                .halfSheet("3-a.png", missing: "3-b.png"), .halfSheet("3-b.pgm", missing: "3-a.pgm"),
            ])
    }

    @Test func `a side whose other side was taken alone is not taken`() {
        var sheets = WatchedSheets(taken: ["1-a.png", "2-b.png"])
        #expect(
            sheets.take(["1-a.png", "1-b.png", "2-a.png", "3-b.png"], isFinal: true) == [
                .again("1-a.png"), .late("1-b.png", other: "1-a.png"), .late("2-a.png", other: "2-b.png"),
                .halfSheet("3-b.png", missing: "3-a.png"),
            ])
        #expect(sheets.take(["3-a.png"], isFinal: true) == [.late("3-a.png", other: "3-b.png")])
    }

    @Test func `names of two sides are one sheet, and each of them alone is one too`() {
        #expect(
            WatchedSheets.sheetCount(of: ["1-a.png", "1-b.png", "2-a.png", "3-b.png", "4.png", "end", "x.part"]) == 4)
        #expect(WatchedSheets.sheetCount(of: ["1-b.png", "1-b.png"]) == 1)
        #expect(WatchedSheets.sheetCount(of: ["1-a.png", "1-b.pgm"]) == 2)
    }

    @Test func `what is left over is everything but the end mark and our own folders`() {
        #expect(
            WatchedSheets.leftOver(of: ["x.part", "end", "in-work", "2-a.png", ".hidden"], besides: ["in-work"])
                == [".hidden", "2-a.png", "x.part"])
    }

    @Test func `two spellings of one accent are two files`() {
        #expect(taken(["\u{E9}.png", "e\u{301}.png"]).count == 2)
        var sheets = WatchedSheets()
        #expect(sheets.take(["\u{E9}.png"], isFinal: false).count == 1)
        #expect(
            sheets.take(["\u{E9}.png", "e\u{301}.png"], isFinal: false)
                == [.sheet(sideA: "e\u{301}.png", sideB: nil), .again("\u{E9}.png")])
    }
}
