import ElectionModel
import OMR
import Raster
import Testing

/// Pictures that show a sheet smaller, stretched or at an angle.
@Suite struct OtherViewTests {
    @Test(arguments: [UInt8(250), 20]) func `a sheet in a window of twice its size is read`(around: UInt8) throws {
        let blank = try DrawnFront()
        let sheet = blank.crossed([1]).image
        let (width, height) = (2 * sheet.width, 2 * sheet.height)
        let pixels = (0..<width * height).map { index in
            let (x, y) = (index % width - 150, index / width - 60)
            let isSheet = (0..<sheet.width).contains(x) && (0..<sheet.height).contains(y)
            return isSheet ? min(sheet[x, y], 240) : around
        }
        let interpreter = try PageInterpreter(blank.layout, references: [blank.image])
        let window = GrayImage(width: width, height: height, pixels: pixels)
        #expect(interpreter.interpret(window).classes == ["unmarked", "marked", "unmarked", "unmarked"])
        // What is drawn of it says the same.
        #expect(interpreter.evidence(for: window).targets.count == 4)
    }

    @Test func `a fax of which nothing says that its pixels are not square is read`() throws {
        let blank = try DrawnFront()
        let sheet = blank.crossed([3]).image
        let fax = sheet.scaled(toWidth: 1188, height: 810)
        let side = try PageInterpreter(blank.layout, references: [blank.image]).interpret(fax)
        #expect(side.classes == ["unmarked", "unmarked", "unmarked", "marked"])
    }

    @Test func `a page seen at an angle is read, or refused as a photograph`() throws {
        let blank = try DrawnFront()
        let interpreter = try PageInterpreter(blank.layout, references: [blank.image])
        let (width, height) = (Double(blank.image.width), Double(blank.image.height))
        var codes: [String] = []
        for narrower in [0.0, 0.06, 0.1] {
            let photograph = blank.image.warped(width: blank.image.width, height: blank.image.height) { x, y in
                // Rows get narrower towards the top.
                let share = 1 - narrower * (1 - y / height)
                return ((x - width / 2) / share + width / 2, y)
            }
            switch interpreter.interpret(photograph) {
            case .read(_, let readings): #expect(readings.allSatisfy { $0.mark == .unmarked })
            case .rejected(let reason): codes.append(reason.code)
            case .blank: Issue.record("blank")
            }
        }
        #expect(!codes.isEmpty)
        #expect(codes.allSatisfy { $0 == "photographed" })
    }

    @Test func `a page of which most print is missing is said to be so`() throws {
        let blank = try DrawnFront()
        let interpreter = try PageInterpreter(blank.layout, references: [blank.image])
        let reasons: [UnreadableReason] = [
            .unrecognisedPage(closest: nil, matched: 0, expected: 0),
            .printMissing(page: blank.layout.pages[0].id, found: 0.5),
        ]
        #expect(reasons.allSatisfy { !$0.message.contains("not a ballot of this election") })
        // Words other than the page's own in every second square of 64 work pixels, but around its landmarks.
        let strange = blank.map { x, y, gray in
            (x / 24 + y / 24) % 2 == 0 && y > 700 ? UInt8(255) : gray
        }
        guard case .rejected(let reason) = interpreter.interpret(strange.image) else {
            Issue.record("read")
            return
        }
        #expect(!reason.message.contains("not a ballot of this election"))
    }
}
