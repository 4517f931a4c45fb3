import ElectionModel
import OMR
import Raster
import TestSupport
import Testing

/// Lines over the page that are no marks: dirt in the scanner and folds in the paper.
@Suite struct LineTests {
    private let blank: GrayImage
    private let interpreter: PageInterpreter

    init() throws {
        blank = try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png")
        interpreter = try DemoSheetsTests.interpreter.get()
    }

    /// The page with a rectangle of ink.
    private func inked(columns: Range<Int>, rows: Range<Int>, gray: UInt8 = 20) -> GrayImage {
        var pixels = blank.pixels
        for y in rows {
            for x in columns { pixels[y * blank.width + x] = min(gray, pixels[y * blank.width + x]) }
        }
        return GrayImage(width: blank.width, height: blank.height, pixels: pixels)
    }

    private var firstBox: (x: Int, y: Int) {
        let box = interpreter.layout.pages[0].targets[0].box
        return (box.x + box.width / 2, box.y + box.height / 2)
    }

    @Test func `a streak beside the targets is tolerated and reported`() throws {
        let image = inked(columns: 600..<603, rows: 0..<blank.height)
        guard case .read(let registration, let targets) = interpreter.interpret(image) else {
            Issue.record("not read")
            return
        }
        #expect(targets.allSatisfy { $0.mark == .unmarked })
        let streak = try #require(registration.streaks.first)
        #expect(registration.streaks.count == 1)
        #expect((streak.place - 601.5 / Double(blank.width)).magnitude < 0.005)
        #expect(streak.region == .middle)
    }

    @Test func `a streak through a target refuses the page and says where to clean`() {
        let x = firstBox.x
        guard case .rejected(let reason) = interpreter.interpret(inked(columns: x..<x + 3, rows: 0..<blank.height))
        else {
            Issue.record("not rejected")
            return
        }
        #expect(reason.code == "streakThroughTarget")
        #expect(reason.message.contains("\(Int((Double(x) / Double(blank.width) * 100).rounded())) %"))
    }

    /// Grays that are no ink on paper of 255, in which all targets would have the same shade.
    @Test(arguments: [180, 200, 225] as [UInt8])
    func `a pale streak through the targets refuses the page`(gray: UInt8) {
        let x = firstBox.x
        for width in [3, 8] {
            let image = inked(columns: x..<x + width, rows: 0..<blank.height, gray: gray)
            guard case .rejected(let reason) = interpreter.interpret(image) else {
                Issue.record("not rejected")
                return
            }
            #expect(reason.code == "streakThroughTarget")
        }
    }

    @Test func `a pale line that the blank page has too is no streak`() throws {
        let image = inked(columns: firstBox.x..<firstBox.x + 3, rows: 0..<blank.height, gray: 200)
        let layout = interpreter.layout
        let other = try Fixtures.image(DemoSheetsTests.folder + "/blank-back.png")
        let lined = try PageInterpreter(layout, references: [image, other])
        guard case .read(_, let targets) = lined.interpret(image) else {
            Issue.record("not read")
            return
        }
        #expect(targets.allSatisfy { $0.mark == .unmarked })
    }

    @Test func `printed rules are no streaks`() {
        guard case .read(let registration, _) = interpreter.interpret(blank) else {
            Issue.record("not read")
            return
        }
        #expect(registration.streaks.isEmpty)
    }

    @Test(arguments: [2, 4, 6]) func `a fold through a target is no mark`(height: Int) {
        let y = firstBox.y
        let reading = Reading(interpreter.interpret(inked(columns: 0..<blank.width, rows: y..<y + height)))
        #expect(reading.status != "read" || !reading.marks.values.contains("marked"))
    }

    @Test func `a fold's target says what the doubt is, and marks have none`() throws {
        let y = firstBox.y
        guard case .read(_, let folded) = interpreter.interpret(inked(columns: 0..<blank.width, rows: y..<y + 6)),
            case .read(_, let filled) = interpreter.interpret(
                inked(columns: firstBox.x - 12..<firstBox.x + 12, rows: y - 8..<y + 8))
        else {
            Issue.record("not read")
            return
        }
        #expect(folded[0].mark == .marginal && folded[0].doubt == .passingLine)
        #expect(filled[0].mark == .marked && filled[0].doubt == nil)
        #expect(filled.dropFirst().allSatisfy { $0.mark == .unmarked && $0.doubt == nil })
    }

    @Test func `a short line across a target is a mark`() {
        let (x, y) = firstBox
        let reading = Reading(interpreter.interpret(inked(columns: x - 30..<x + 30, rows: y..<y + 6)))
        #expect(reading.marks.filter { $0.value == "marked" }.count == 1)
    }
}
