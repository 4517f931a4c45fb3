import Decks
import ElectionModel
import OMR
import Raster
import Testing

/// Areas in which any ink may be, and targets that commissions strike by hand.
@Suite struct FreeAreaTests {
    /// The demo's front with paper of 240.
    private static func blank() throws -> DrawnSheet {
        let image = try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png")
        return DrawnSheet(
            GrayImage(width: image.width, height: image.height, pixels: image.pixels.map { min($0, 240) }))
    }

    /// A reader of the front alone.
    private static func reader(free: [PixelBox] = [], withdrawn: Int? = nil) throws -> PageInterpreter {
        let front = try Fixtures.layout(DemoSheetsTests.folder).pages[0]
        let targets = front.targets.enumerated().map { index, target in
            Target(
                contest: target.contest, option: target.option, box: target.box, shape: target.shape,
                isWithdrawn: index == withdrawn)
        }
        return try PageInterpreter(
            Layout(
                contests: [:],
                pages: [PageLayout(id: front.id, reference: front.reference, targets: targets, free: free)]),
            references: [Fixtures.image(DemoSheetsTests.folder + "/blank-front.png")])
    }

    private static func boxes() throws -> [PixelBox] {
        try Fixtures.layout(DemoSheetsTests.folder).pages[0].targets.map(\.box)
    }

    /// A place between the first two options, and the front with words printed there: those beside the first target.
    private static func stranger() throws -> (place: PixelBox, image: GrayImage) {
        let box = try boxes()[0]
        let blank = try Self.blank().image
        let place = PixelBox(x: 200, y: box.y + 107, width: 300, height: 27)
        var pixels = blank.pixels
        for row in 0..<place.height {
            for column in 0..<place.width {
                pixels[(place.y + row) * blank.width + place.x + column] =
                    blank[place.x + column, box.y + 30 + row]
            }
        }
        return (place, GrayImage(width: blank.width, height: blank.height, pixels: pixels))
    }

    @Test func `printed words that the page does not have are known print in a free area, and nowhere else`() throws {
        let (place, image) = try Self.stranger()
        #expect(Reading(try Self.reader().interpret(image)).status == "rejected: unknownPrint")
        let reading = Reading(try Self.reader(free: [place]).interpret(image))
        #expect(reading.status == "read" && Set(reading.marks.values) == ["unmarked"])
        let elsewhere = PixelBox(x: place.x, y: 60, width: 60, height: 30)
        #expect(Reading(try Self.reader(free: [elsewhere]).interpret(image)).status == "rejected: unknownPrint")
    }

    @Test func `what is drawn in a free area is no doubt, and marks beside it stay marks`() throws {
        let box = try Self.boxes()[1]
        var sheet = try Self.blank()
        let left = Double(box.x) + 1.3 * Double(box.width)
        sheet.line(
            .init(left, Double(box.y)), .init(left + 40, Double(box.y + box.height)), width: 5, gray: 40)
        let plain = Reading(try Self.reader().interpret(sheet.image))
        #expect(plain.doubts == ["outsideTarget"])
        let free = try Self.reader(free: [PixelBox(x: Int(left) - 6, y: box.y - 8, width: 56, height: 60)])
        #expect(Reading(free.interpret(sheet.image)).doubts.isEmpty)
        Deed.votes[0].perform(on: &sheet, at: box, seed: 3, dpi: 200)
        #expect(
            Reading(free.interpret(sheet.image)).marks.values.sorted() == ["marked"]
                + Array(repeating: "unmarked", count: 3))
    }

    @Test func `a free area over a target, its words or outside the page is refused with its place`() throws {
        let box = try Self.boxes()[2]
        for (area, isOutside) in [
            (PixelBox(x: box.x - 10, y: box.y + 10, width: 30, height: 8), false),
            (PixelBox(x: 210, y: box.y, width: 40, height: 20), false),
            (PixelBox(x: 1150, y: 10, width: 400, height: 20), true),
            (PixelBox(x: 10, y: 10, width: 3, height: 20), true),
        ] {
            do {
                _ = try Self.reader(free: [PixelBox(x: 20, y: 20, width: 30, height: 30), area])
                Issue.record("taken: \(area)")
            } catch let error as DefinitionError {
                #expect(error.field == "pages[0].free[1]", "\(error)")
                #expect(isOutside || error.problem.contains("mayor/bogdan"), "\(error)")
            }
        }
    }

    @Test func `a withdrawn target that was struck by hand is not read, and the others are`() throws {
        let boxes = try Self.boxes()
        var sheet = try Self.blank()
        let struck = boxes[2]
        sheet.line(
            .init(150, Double(struck.y) + 14), .init(Double(struck.x + struck.width) + 8, Double(struck.y) + 24),
            width: 5,
            gray: 40)
        Deed.votes[0].perform(on: &sheet, at: boxes[0], seed: 3, dpi: 200)
        #expect(try !Reading(Self.reader().interpret(sheet.image)).doubts.isEmpty)
        let reader = try Self.reader(withdrawn: 2)
        let reading = reader.reading(of: sheet.image)
        #expect(
            Reading(reading.interpretation).marks == [
                "mayor/ada": "marked", "mayor/vera": "unmarked", "mayor/against-all": "unmarked",
            ])
        #expect(Reading(reading.interpretation).doubts.isEmpty)
        let withdrawn = reader.withdrawnTargets(on: reading)
        #expect(withdrawn.map(\.choice.option.rawValue) == ["bogdan"])
        let corner = try #require(withdrawn.first?.corners.first)
        #expect(abs(corner.x - Double(struck.x)) < 3 && abs(corner.y - Double(struck.y)) < 3)
        // A mark that somebody made in it counts for nobody.
        Deed.votes[2].perform(on: &sheet, at: struck, seed: 3, dpi: 200)
        #expect(Reading(reader.interpret(sheet.image)).marks.count == 3)
    }
}

/// How the ink of a side divides.
@Suite struct InkAccountTests {
    @Test func `found, new ink and specks are all ink of the side, and found and missing print all of the page`() throws
    {
        let reader = try DemoSheetsTests.interpreter.get()
        let blank = try Fixtures.image(DemoSheetsTests.folder + "/blank-front.png")
        let box = reader.layout.pages[0].targets[1].box
        let clean = try #require(reader.account(of: reader.reading(of: blank)))
        #expect(clean.new.inkCount == 0 && clean.specks.inkCount == 0 && clean.missing.inkCount == 0)
        #expect(clean.found.inkCount == clean.printCount && clean.strokes?.isEmpty == true)

        var sheet = DrawnSheet(blank)
        Deed.votes[0].perform(on: &sheet, at: box, seed: 3, dpi: 200)
        sheet.cover(x: 120, y: 300, width: 200, height: 60, gray: 255)
        sheet.disc(.init(90, 900), radius: 1, gray: 0)
        let account = try #require(reader.account(of: reader.reading(of: sheet.image)))
        #expect(account.found.overlap(with: account.new.union(account.specks)) == 0)
        #expect(account.new.overlap(with: account.specks) == 0)
        #expect(account.missing.inkCount > 200 && account.new.inkCount > 100)
        let strokes = try #require(account.strokes)
        #expect(strokes.reduce(0) { $0 + $1.area } == account.new.inkCount)
        let cross = try #require(strokes.max { $0.area < $1.area })
        #expect(cross.parts.first?.choice.option.rawValue == "vera" && cross.parts.first?.isMost == true)
        #expect(cross.darkness ?? 1 < 0.4 && cross.thickness > 2)
        let corner = try #require(cross.corners.first)
        #expect(abs(corner.x - Double(box.x)) < 12 && abs(corner.y - Double(box.y)) < 12)
    }

    @Test func `a side without a page has no account`() throws {
        let reader = try DemoSheetsTests.interpreter.get()
        let letter = try Fixtures.image(DemoSheetsTests.folder + "/sheets/33-letter-front.png")
        #expect(reader.account(of: reader.reading(of: letter)) == nil)
    }
}
