import ElectionModel
import OMR
import Raster
import Testing

/// Shapes like targets that the layout does not declare: bubbles for a voter's number between names and boxes.
@Suite struct LookAlikeTests {
    /// The demo's front with a row of shapes like its targets beside the first one, each with an outline of 4 pixels.
    private func front(shapes: Int) throws -> (front: DrawnFront, shapes: [PixelBox]) {
        let blank = try DrawnFront()
        let box = blank.boxes[0]
        let places = (0..<shapes).map { place in
            PixelBox(x: 540 + place * 2 * box.width, y: box.y, width: box.width, height: box.height)
        }
        let front = places.reduce(blank) { front, place in
            front.inked(place) { x, y in
                let rim = 4 / Double(place.width)
                return min(min(x, 1 - x), min(y, 1 - y)) < rim
            }
        }
        return (front, places)
    }

    private func filled(_ front: DrawnFront, _ place: PixelBox) -> DrawnFront {
        front.inked(place) { x, y in min(min(x, 1 - x), min(y, 1 - y)) > 0.15 }
    }

    @Test func `a filled shape that the layout does not declare is no word too many`() throws {
        let (blank, shapes) = try front(shapes: 5)
        let none = ["unmarked", "unmarked", "unmarked", "unmarked"]
        #expect(try blank.reading(blank: blank).classes == none)
        #expect(try filled(blank, shapes[1]).reading(blank: blank).classes == none)
    }

    @Test func `whoever makes the layout hears of shapes in which marks are not read`() throws {
        let (blank, _) = try front(shapes: 5)
        let notes = try PageInterpreter(blank.layout, references: [blank.image]).referenceNotes
        #expect(
            notes.map(\.description) == [
                "pages[0].targets: 5 shapes like these stand on the page and are not declared: marks in them are not read"
            ])
        let plain = try DrawnFront()
        #expect(try PageInterpreter(plain.layout, references: [plain.image]).referenceNotes.isEmpty)
    }

    @Test func `a mark beside such shapes is still a mark`() throws {
        let (blank, shapes) = try front(shapes: 5)
        let both = filled(blank, shapes[3]).crossed([2])
        #expect(try both.reading(blank: blank).classes[2] == "marked")
    }

    @Test func `two shapes alone are print that must be there`() throws {
        let (blank, shapes) = try front(shapes: 2)
        #expect(try filled(blank, shapes[1]).reading(blank: blank).classes == ["rejected", "optionTextNotFound"])
    }
}
