import Decks
import ElectionModel
import Foundation
import OMR
import Raster
import Testing

/// Both sides of one sheet: ink that comes through the paper is no vote, and what a pen drew stays one.
@Suite struct ShowThroughTests {
    /// The demo's pages on paper of 240, so that ink may be a little darker.
    private static func blank(_ side: String) throws -> DrawnSheet {
        let image = try Fixtures.image(DemoSheetsTests.folder + "/blank-\(side).png")
        return DrawnSheet(
            GrayImage(width: image.width, height: image.height, pixels: image.pixels.map { min($0, 240) }))
    }

    private static func interpreter() throws -> SheetInterpreter {
        let file = try JSONDecoder().decode(
            ElectionFile.self,
            from: Data(contentsOf: URL(fileURLWithPath: DemoSheetsTests.folder + "/election.json")))
        return SheetInterpreter(file.election, try DemoSheetsTests.interpreter.get())
    }

    /// What somebody drew in a target: a cross, or a filled one.
    enum Mark: CaseIterable { case cross, filled }

    private static func draw(
        _ mark: Mark, _ box: PixelBox, on sheet: inout DrawnSheet, gray: UInt8, softness: Double = 1, dx: Double = 0,
        mirrored: Bool = false
    ) {
        let width = Double(sheet.width)
        func place(_ x: Double, _ y: Double) -> DrawnSheet.Point {
            .init(mirrored ? width - 1 - x + dx : x, y + dx / 2)
        }
        let (left, top) = (Double(box.x) + 4, Double(box.y) + 4)
        let (right, bottom) = (Double(box.x + box.width) - 5, Double(box.y + box.height) - 5)
        switch mark {
        case .cross:
            sheet.line(place(left, top), place(right, bottom), width: 5, gray: gray, softness: softness)
            sheet.line(place(right, top), place(left, bottom), width: 5, gray: gray, softness: softness)
        case .filled:
            for y in stride(from: top, through: bottom, by: 3) {
                sheet.line(place(left, y), place(right, y), width: 5, gray: gray, softness: softness)
            }
        }
    }

    private static func turned(_ image: GrayImage) -> GrayImage {
        GrayImage(width: image.width, height: image.height, pixels: image.pixels.reversed())
    }

    private static func targets(_ side: SideInterpretation) throws -> [TargetReading] {
        guard case .read(_, let targets) = side else { throw NotRead() }
        return targets
    }

    private struct NotRead: Error {}

    /// A front that a pen marked in its fourth target, and a back whose ink comes through in the second.
    private static func sheet(
        _ mark: Mark, through: UInt8, shifted: Double
    ) throws -> (front: DrawnSheet, back: DrawnSheet) {
        let boxes = try DemoSheetsTests.interpreter.get().layout.pages[0].targets.map(\.box)
        var (front, back) = (try blank("front"), try blank("back"))
        draw(mark, boxes[1], on: &back, gray: 40, dx: shifted, mirrored: true)
        draw(mark, boxes[1], on: &front, gray: through, softness: 5)
        draw(.cross, boxes[3], on: &front, gray: 50)
        return (front, back)
    }

    @Test(arguments: Mark.allCases, [-14.0, 0, 9])
    func `ink that the other side explains is a doubt of that name, whichever way the back lies`(
        mark: Mark, shift: Double
    ) throws {
        let interpreter = try Self.interpreter()
        for gray: UInt8 in [120, 150, 180] {
            let (front, back) = try Self.sheet(mark, through: gray, shifted: shift)
            let alone = try Self.targets(interpreter.pages.interpret(front.image))
            #expect(alone[1].doubt != .showThrough)
            for other in [back.image, Self.turned(back.image)] {
                let (sheet, a, _) = interpreter.interpretWithSides(
                    interpreter.read(front.image), interpreter.read(other))
                let read = try Self.targets(a)
                #expect(read[1].mark == .marginal && read[1].doubt == .showThrough, "gray \(gray)")
                #expect(read[3].mark == .marked && read[3].doubt == nil)
                #expect(read[0].mark == .unmarked && read[2].mark == .unmarked)
                guard case .needsReview(let reasons) = sheet else {
                    Issue.record("a person does not hear of it")
                    return
                }
                #expect(reasons.contains(.marginalMark(read[1].choice, .showThrough)))
            }
        }
    }

    @Test(arguments: Mark.allCases, Mark.allCases)
    func `a dark sharp mark is a vote, whatever lies behind it`(mark: Mark, behind: Mark) throws {
        let interpreter = try Self.interpreter()
        let boxes = interpreter.pages.layout.pages[0].targets.map(\.box)
        for gray: UInt8 in [30, 60, 80] {
            var (front, back) = (try Self.blank("front"), try Self.blank("back"))
            Self.draw(mark, boxes[1], on: &front, gray: gray)
            Self.draw(behind, boxes[1], on: &back, gray: 30, mirrored: true)
            let read = try Self.targets(
                interpreter.interpretWithSides(interpreter.read(front.image), interpreter.read(back.image)).sideA)
            #expect(read[1].mark == .marked, "gray \(gray)")
        }
    }

    @Test func `pale ink with nothing behind it is pale, not another side's`() throws {
        let interpreter = try Self.interpreter()
        let (front, _) = try Self.sheet(.cross, through: 150, shifted: 0)
        let read = try Self.targets(
            interpreter.interpretWithSides(interpreter.read(front.image), interpreter.read(Self.blank("back").image))
                .sideA)
        #expect(read[1].mark == .marginal && read[1].doubt != .showThrough)
    }

    @Test func `sides that were read apart are the sheet that was read at once`() throws {
        let interpreter = try Self.interpreter()
        let (front, back) = try Self.sheet(.filled, through: 150, shifted: 5)
        let (a, b) = (interpreter.read(front.image), interpreter.read(back.image))
        let apart = String(describing: interpreter.interpret(a, b))
        #expect(apart == String(describing: interpreter.interpret(sideA: front.image, sideB: back.image)))
        #expect(apart == String(describing: interpreter.interpret(a, b)))
    }

    @Test(arguments: [255, 128, 40] as [UInt8])
    func `a side that is one gray all over, where print must be, is a dead sensor`(gray: UInt8) throws {
        let interpreter = try Self.interpreter()
        let front = try Self.blank("front").image
        let even = GrayImage(
            width: front.width, height: front.height,
            pixels: (0..<front.width * front.height).map { $0 % 7 == 0 && gray < 255 ? gray + 1 : gray })
        for (a, b) in [(front, even), (even, front)] {
            guard case .rejected(let why) = interpreter.interpret(sideA: a, sideB: b) else {
                Issue.record("read")
                return
            }
            // Nothing but dark is told of as before.
            #expect(why.code == (gray == 40 ? "noPaper" : "deadSensor"))
        }
    }

    @Test func `an empty back of paper is no dead sensor`() throws {
        let interpreter = try Self.interpreter()
        let front = try Self.blank("front").image
        var paper = DrawnSheet(
            GrayImage(
                width: front.width, height: front.height,
                pixels: (0..<front.width * front.height).map { UInt8(232 + $0 * 7919 % 13) }))
        paper.disc(.init(200, 300), radius: 4, gray: 120)
        guard case .rejected(.otherSideMissing) = interpreter.interpret(sideA: front, sideB: paper.image) else {
            Issue.record("not told as an empty side")
            return
        }
    }
}
