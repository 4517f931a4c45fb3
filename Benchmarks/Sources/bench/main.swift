import ElectionModel
import Glibc
import OMR
import Raster

/// `bench [--json] [--sheets N] [--rounds N]`, `bench ledger`, or `bench ballots`
struct Options {
    var json = false
    var sheets = 300
    var rounds = 15

    init(_ arguments: [String]) {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            switch argument {
            case "--json": json = true
            case "--sheets": sheets = rest.next().flatMap { Int($0) } ?? sheets
            case "--rounds": rounds = rest.next().flatMap { Int($0) } ?? rounds
            default: fatalError("usage: bench [--json] [--sheets N] [--rounds N]")
            }
        }
    }
}

switch Array(CommandLine.arguments.dropFirst()) {
case ["ledger"]:
    try LedgerBench.run()
    exit(0)
case ["ballots"]:
    print(try Ballots(on: ".").run().joined(separator: "\n"))
    exit(0)
default: break
}

let options = Options(Array(CommandLine.arguments.dropFirst()))
let drawings = (0..<10).map { BallotDrawing(number: $0) }
let interpreter = try makeInterpreter(drawings)
/// One form in 22 styles that differ in a word of the heading.
let oneForm = (0..<22).map { style in
    let drawing = BallotDrawing(number: 2, style: style)
    return (drawing: drawing, scan: Page(drawing.drawn(scale: 1, marks: [3, 14], skew: 0.004, seed: 9)))
}
var report = Report()
for (name, scale) in [("200 dpi", 1.0), ("300 dpi", 1.5)] {
    let front = Page(drawings[2].drawn(scale: scale, marks: [3, 14, 27, 44], skew: 0.006, seed: 5))
    let back = drawings[3].drawn(scale: scale, marks: [0, 33], skew: -0.006, seed: 6)
    report.add(name, front, measure(kernels(front.image), page: front, rounds: options.rounds))
    let sheet = Measured(name: "duplex sheet, 10 pages, 60 targets a side") {
        marked(interpreter.interpret(front.image)) + marked(interpreter.interpret(back))
    }
    precondition(sheet.run() == 6, "the drawn sheet was not read as it was marked")
    report.add(name + " whole", front, measure([sheet], page: front, rounds: options.rounds))
    report.add(name + " stages", front, stages(front, rounds: options.rounds))
}
report.add("styles", oneForm[7].scan, measure(try styleSheets(oneForm), page: oneForm[7].scan, rounds: options.rounds))
report.add(
    "layout", oneForm[7].scan, measure([try pageMadeReady()], page: oneForm[7].scan, rounds: options.rounds))
report.growth = growth(interpreter, drawings, sheets: options.sheets)
print(options.json ? report.json : report.table)

/// A side of the one style there is, and of one among 22.
func styleSheets(_ forms: [(drawing: BallotDrawing, scan: Page)]) throws -> [Measured] {
    let (drawing, scan) = forms[7]
    let one = try makeInterpreter([drawing])
    let all = try PageInterpreter(
        Layout(contests: [:], pages: forms.enumerated().map { $1.drawing.layout(id: PageID(rawValue: "style\($0)")) }),
        references: forms.map { $0.drawing.blank() })
    guard case .read(let found, _) = all.interpret(scan.image), found.page.rawValue == "style7" else {
        fatalError("the style was not told apart")
    }
    return [
        Measured(name: "side, 1 style") { marked(one.interpret(scan.image)) },
        Measured(name: "side, 22 styles that differ in a word") { marked(all.interpret(scan.image)) },
    ]
}

/// A layout of one page, from its blank picture on.
func pageMadeReady() throws -> Measured {
    let layout = try Layout(contests: [:], pages: [drawings[2].layout(id: PageID(rawValue: "page"))])
    let blank = drawings[2].blank()
    return Measured(name: "a page made ready") {
        (try? PageInterpreter(layout, references: [blank]))?.workLongSide ?? 0
    }
}

func makeInterpreter(_ drawings: [BallotDrawing]) throws -> PageInterpreter {
    let pages = drawings.map { $0.layout(id: PageID(rawValue: "page\($0.number)")) }
    return try PageInterpreter(Layout(contests: [:], pages: pages), references: drawings.map { $0.blank() })
}

/// How long a side takes from each stage of its reading to the next.
func stages(_ page: Page, rounds: Int) -> [Timing] {
    var times: [SideStage: [Double]] = [:]
    var ratios = times
    for _ in 0..<rounds {
        let copy = Swift.min(Clock.time(page.copied), Clock.time(page.copied))
        var last = Clock.seconds()
        _ = interpreter.interpret(page.image) { stage in
            let now = Clock.seconds()
            times[stage, default: []].append(now - last)
            ratios[stage, default: []].append((now - last) / copy)
            last = now
        }
    }
    return SideStage.allCases.map { stage in
        guard let times = times[stage], let ratios = ratios[stage] else {
            fatalError("a side did not pass the stage \(stage)")
        }
        return Timing(name: "side, until \(stage)", median: times.median, timesMemcpy: ratios.median)
    }
}

/// Targets read as marked; 0 where the side was not read.
func marked(_ side: SideInterpretation) -> Int {
    guard case .read(_, let targets) = side else { return 0 }
    return targets.reduce(0) { $0 + ($1.mark == .marked ? 1 : 0) }
}

/// Every stage of a side that has a public name.
func kernels(_ image: GrayImage) -> [Measured] {
    let bitmap = Bitmap(image, darkUpTo: 128)
    let density = DensityMap(of: bitmap)
    let template = PatchTemplate(bitmap.cropped(x: 640, y: 900, width: 64, height: 64))
    let coarse = density.bitmap(atLeast: 3)
    let paper = PaperMap(of: image)
    let floats = (0..<500).map { Float($0 % 7) }
    let longer = (0..<1600).map { Float($0 % 11) }
    let coarseTemplate = PatchTemplate(coarse.cropped(x: 100, y: 120, width: 16, height: 16))
    let turned = Affine(xx: 1.004, xy: 0.012, dx: 3, yx: -0.012, yy: 0.996, dy: 9)
    let windows = (0..<100).map { place in
        bitmap.cropped(x: 300 + place % 10 * 50, y: 700 + place / 10 * 50, width: 76, height: 76)
    }
    let coarseWindows = (0..<100).map { coarse.cropped(x: $0 * 3, y: 80, width: 32, height: 32) }
    func places(_ work: (Int, Int) -> Int) -> Int {
        var sum = 0
        for y in 0..<25 { for x in 0..<40 { sum &+= work(x * 40, y * 80) } }
        return sum
    }
    return [
        Measured(name: "histogram") { Histogram(of: image).counts[200] },
        Measured(name: "threshold, fixed level") { Bitmap(image, darkUpTo: 128).words.count },
        Measured(name: "histogram, every fourth row") { Histogram(of: image, everyRow: 4).counts[200] },
        Measured(name: "paper map") { PaperMap(of: image).width },
        Measured(name: "threshold, adaptive") { Bitmap(image).words.count },
        Measured(name: "threshold, adaptive, paper and share known") {
            Bitmap(image, darkerThan: 160, of: paper).words.count
        },
        Measured(name: "scaled to 1700 x 2200") { image.scaled(toWidth: 1700, height: 2200).width },
        Measured(name: "scaled to 1130 x 1462") { image.scaled(toWidth: 1130, height: 1462).width },
        Measured(name: "density") { DensityMap(of: bitmap).width },
        Measured(name: "strips of rows") { density.rowSumsByStrip().count },
        Measured(name: "strips of columns") { density.columnSumsByStrip().count },
        Measured(name: "1000 dot products of 500") {
            FloatRuns.dots(floats, on: longer, starts: 0...999).count
        },
        Measured(name: "density to bitmap") { density.bitmap(atLeast: 3).width },
        Measured(name: "grown by a pixel") { bitmap.dilated().width },
        Measured(name: "1000 windows 76 x 76") {
            places { x, y in
                bitmap.sampled(
                    through: turned.after(Affine(xx: 1, xy: 0, dx: Double(x), yx: 0, yy: 1, dy: Double(y))),
                    width: 76, height: 76
                ).width
            }
        },
        Measured(name: "1000 pieces cropped") {
            places { x, y in bitmap.cropped(x: x, y: y, width: 70, height: 64).width }
        },
        Measured(name: "1000 boxes counted") { places { x, y in bitmap.inkCount(x: x, y: y, width: 16, height: 16) } },
        Measured(name: "100 searches 64 x 64, reach 6") {
            windows.reduce(0) { $0 + template.bestMatch(in: $1).x }
        },
        Measured(name: "100 searches 16 x 16, reach 8") {
            coarseWindows.reduce(0) { $0 + coarseTemplate.bestMatch(in: $1).x }
        },
        Measured(name: "100 agreements 64 x 64") {
            windows.reduce(0) { $0 + (template.agreement(in: $1, x: 6, y: 6).found > 0.5 ? 1 : 0) }
        },
    ]
}

/// Bytes by which the process grows over many sheets, after a first tenth has warmed it up.
func growth(_ interpreter: PageInterpreter, _ drawings: [BallotDrawing], sheets: Int) -> Growth {
    let sides = (0..<6).map { number in
        drawings[number].drawn(scale: 1, marks: [number, 20 + number], skew: 0.003 * Double(number), seed: 11)
    }
    var before = 0
    var read = 0
    for sheet in 0..<sheets {
        if sheet == sheets / 10 { before = residentBytes() }
        for side in 0..<2 where marked(interpreter.interpret(sides[(sheet * 2 + side) % sides.count])) == 2 {
            read += 1
        }
    }
    return Growth(sheets: sheets, sidesRead: read, bytes: residentBytes() - before)
}
