import BallotPrinting
import ElectionModel
import OMR
import Raster
import Testing

/// Whose box is it? Only the words beside a target say so.
@Suite struct IdentityTests {
    /// A page with a box right of each name and leader dots between them, or an oval left of it.
    struct Sheet {
        var names = ["Petrov", "Smith A.", "Gray, Lee", "Al Lee", "Anton Kovalenko", "Борис Коваленко"]
        var precinct = "Precinct 12 - ward East"
        var leaders = true
        var size = 4.0
        /// Drawn over the page.
        var over: (borrowing Pen) -> Void = { _ in }

        static func top(_ index: Int) -> Double { 70 + 14 * Double(index) }

        /// The page as drawn at 200 dpi, at another size: letters that are drawn anew stand a pixel elsewhere.
        func image(dpi: Double = 200) throws -> GrayImage {
            let drawn = try drawn()
            return drawn.scaled(
                toWidth: Int(Double(drawn.width) * dpi / 200), height: Int(Double(drawn.height) * dpi / 200))
        }

        private func drawn() throws -> GrayImage {
            try PrintedPage(width: 210, height: 297) { pen in
                pen.text("General election of the county", x: 30, y: 22, size: 7, isBold: true)
                if !precinct.isEmpty { pen.text(precinct, x: 70, y: 34, size: 3.6) }
                pen.text("Fill the box to the right of the name with a black pen.", x: 20, y: 44, size: 4)
                pen.fill(x: 20, y: 50, width: 165, height: 1)
                pen.text("Member of the council, vote for one", x: 20, y: 60, size: 5, isBold: true)
                for (index, name) in names.enumerated() {
                    let y = Self.top(index)
                    pen.text(name, x: 24, y: y + 4, size: size)
                    if leaders {
                        for dot in stride(from: 70.0, to: 160, by: 2) { pen.disc(x: dot, y: y + 4, radius: 0.25) }
                    }
                    pen.frame(x: 165, y: y, width: 5, height: 5, line: 0.3)
                }
                pen.text("Do not fold. Ask for another sheet where you made a mistake.", x: 20, y: 200, size: 4)
                pen.text("Commission of the county, sheet one of one, printed by the county", x: 20, y: 260, size: 3.6)
                for y in stride(from: 20.0, to: 280, by: 20) { pen.fill(x: 8, y: y, width: 4, height: 2) }
                over(pen)
            }.image(dpi: 200)
        }

        func page(_ id: PageID) -> PageLayout {
            PageLayout(
                id: id, reference: "\(id).png",
                targets: names.indices.map { index in
                    let y = Int((Self.top(index) / 25.4 * 200).rounded())
                    return Target(
                        contest: ContestID(rawValue: "council"), option: OptionID(rawValue: "o\(index)"),
                        box: PixelBox(x: 1299, y: y, width: 40, height: 40), shape: .rectangle)
                })
        }
    }

    private func interpreter(_ sheets: [(id: String, sheet: Sheet)]) throws -> PageInterpreter {
        try PageInterpreter(
            Layout(
                contests: [ContestID(rawValue: "council"): ContestRule(votesAllowed: 1)],
                pages: sheets.map { $0.sheet.page(PageID(rawValue: $0.id)) }),
            references: sheets.map { try $0.sheet.image() })
    }

    private func status(_ sheet: Sheet, _ interpreter: PageInterpreter, dpi: Double = 200) throws -> String {
        Reading(interpreter.interpret(try sheet.image(dpi: dpi))).status
    }

    private func mark(_ pen: borrowing Pen) { pen.fill(x: 166.2, y: Sheet.top(0) + 1.2, width: 2.6, height: 2.6) }

    @Test func `the listed names are read at other sizes of the picture and with a mark`() throws {
        let reader = try interpreter([("p", Sheet())])
        for dpi in [170.0, 200, 240, 300] {
            var sheet = Sheet()
            sheet.over = mark
            let reading = Reading(reader.interpret(try sheet.image(dpi: dpi)))
            #expect(reading.status == "read", "\(dpi) dpi")
            #expect(reading.marks["council/o0"] == "marked")
        }
    }

    @Test(arguments: [
        (0, "Petrova"), (0, "Petrovich"), (0, "Petrov B"), (0, "Xpetrov"), (0, "A. Petrov"), (1, "Smith B."),
        (2, "Gray, Bee"), (3, "Jo Kim"), (3, "Al Lea"), (4, "Anton Kovalenka"), (4, "Anfon Kovalenko"),
        (5, "Борис Ковапенко"), (5, "Берис Коваленко"),
    ])
    func `a name that differs in a letter is another name`(index: Int, name: String) throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.names[index] = name
        #expect(try status(sheet, reader) == "rejected: optionTextNotFound", "\(name)")
        #expect(try status(sheet, reader, dpi: 300) == "rejected: optionTextNotFound", "\(name)")
    }

    @Test func `names that change places are seen past leader dots`() throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.names.swapAt(0, 3)
        #expect(try status(sheet, reader) == "rejected: optionTextNotFound")
    }

    @Test func `white over a part of a name refuses the page`() throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.over = { $0.fill(x: 30, y: Sheet.top(4) - 1, width: 4, height: 7, black: 0) }
        #expect(try status(sheet, reader) == "rejected: optionTextNotFound")
    }

    @Test func `a speck and a long stroke beside a name are no letters`() throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.over = { pen in
            pen.disc(x: 61, y: Sheet.top(0) + 2, radius: 0.4)
            pen.fill(x: 62, y: Sheet.top(1) - 2, width: 0.5, height: 30)
        }
        #expect(try status(sheet, reader) == "read")
    }

    @Test func `a name under a pen stroke is for a person to look at`() throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.over = { pen in
            for line in 0..<7 { pen.fill(x: 22, y: Sheet.top(4) - 2 + Double(line), width: 40, height: 0.6) }
            pen.fill(x: 22, y: Sheet.top(4) - 4, width: 1, height: 12)
            pen.fill(x: 61, y: Sheet.top(4) - 4, width: 1, height: 12)
        }
        guard case .read(_, let targets) = reader.interpret(try sheet.image()) else {
            Issue.record("not read")
            return
        }
        #expect(targets[4].mark == .marginal && targets[4].doubt == .nameCovered)
        #expect(targets.filter { $0.mark != .unmarked }.count == 1)
    }

    /// Two questions with the same answers, side by side: only what stands above the boxes tells them apart.
    struct Questions {
        var titles = ["Question 1: the bridge", "Question 2: the harbour"]
        var answers = ["Yes", "No"]
        /// Drawn over the page.
        var over: (borrowing Pen) -> Void = { _ in }

        private static let lefts = [30.0, 120]

        func image() throws -> GrayImage {
            try PrintedPage(width: 210, height: 297) { pen in
                pen.text("Referendum of the county", x: 30, y: 22, size: 7, isBold: true)
                pen.text("Fill one box under each question with a black pen.", x: 20, y: 44, size: 4)
                pen.fill(x: 20, y: 50, width: 165, height: 1)
                for (left, title) in zip(Self.lefts, titles) {
                    pen.text(title, x: left, y: 70, size: 5, isBold: true)
                    pen.text("Vote for one", x: left, y: 78, size: 3.6)
                    for (index, answer) in answers.enumerated() {
                        pen.text(answer, x: left + 20 * Double(index), y: 90, size: 4)
                        pen.frame(x: left + 20 * Double(index), y: 94, width: 5, height: 5, line: 0.3)
                    }
                }
                pen.text("Do not fold. Ask for another sheet where you made a mistake.", x: 20, y: 200, size: 4)
                pen.text("Commission of the county, sheet one of one, printed by the county", x: 20, y: 260, size: 3.6)
                for y in stride(from: 20.0, to: 280, by: 20) { pen.fill(x: 8, y: y, width: 4, height: 2) }
                over(pen)
            }.image(dpi: 200)
        }

        func interpreter() throws -> PageInterpreter {
            func pixels(_ millimetres: Double) -> Int { Int((millimetres / 25.4 * 200).rounded()) }
            let targets = ["bridge", "harbour"].enumerated().flatMap { question, contest in
                ["yes", "no"].enumerated().map { answer, option in
                    Target(
                        contest: ContestID(rawValue: contest), option: OptionID(rawValue: option),
                        box: PixelBox(
                            x: pixels(Self.lefts[question] + 20 * Double(answer)), y: pixels(94), width: 40, height: 40),
                        shape: .rectangle)
                }
            }
            return try PageInterpreter(
                Layout(
                    contests: [
                        ContestID(rawValue: "bridge"): ContestRule(votesAllowed: 1),
                        ContestID(rawValue: "harbour"): ContestRule(votesAllowed: 1),
                    ],
                    pages: [PageLayout(id: PageID(rawValue: "p"), reference: "p.png", targets: targets)]),
                references: [image()])
        }
    }

    @Test func `questions and answers that change places, or are others, refuse the page`() throws {
        let reader = try Questions().interpreter()
        func status(_ change: (inout Questions) -> Void) throws -> String {
            var questions = Questions()
            change(&questions)
            return Reading(reader.interpret(try questions.image())).status
        }
        #expect(try status { _ in } == "read")
        #expect(try status { $0.titles.swapAt(0, 1) } == "rejected: optionTextNotFound")
        #expect(try status { $0.titles[1] = "Question 2: the airport" } == "rejected: optionTextNotFound")
        #expect(try status { $0.answers.swapAt(0, 1) } == "rejected: optionTextNotFound")
        // What people do beside titles is no other title.
        let written = try status { questions in
            questions.over = { pen in
                pen.disc(x: 44, y: 67, radius: 0.5)
                pen.fill(x: 30, y: 68, width: 55, height: 0.5)
                pen.fill(x: 121, y: 60, width: 0.3, height: 16)
            }
        }
        #expect(written == "read")
    }

    @Test func `a contest that the layout does not know refuses the page`() throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.over = { pen in
            for index in 0..<3 {
                let y = 215 + 12 * Double(index)
                pen.text(["Otto Brand", "Mona Fairley", "Ellis Lind"][index], x: 24, y: y + 4, size: 4)
                pen.frame(x: 165, y: y, width: 5, height: 5, line: 0.3)
            }
        }
        #expect(try status(sheet, reader) == "rejected: unknownPrint")
    }

    @Test func `words between the contests that the layout does not know refuse the page`() throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.over = { $0.text("withdrawn", x: 40, y: Sheet.top(2) + 11.5, size: 4) }
        #expect(try status(sheet, reader).hasPrefix("rejected"))
    }

    @Test func `a number at the foot of the page is no unknown option`() throws {
        let reader = try interpreter([("p", Sheet())])
        var sheet = Sheet()
        sheet.over = { $0.text("No 004711", x: 140, y: 240, size: 4) }
        #expect(try status(sheet, reader) == "read")
    }

    @Test func `two styles that differ in one digit are told apart`() throws {
        var other = Sheet()
        other.precinct = "Precinct 17 - ward East"
        let reader = try interpreter([("twelve", Sheet()), ("seventeen", other)])
        #expect(Reading(reader.interpret(try Sheet().image())).page == "twelve")
        #expect(Reading(reader.interpret(try other.image())).page == "seventeen")
    }

    @Test func `a digit that is covered decides nothing`() throws {
        var other = Sheet()
        other.precinct = "Precinct 17 - ward East"
        let reader = try interpreter([("twelve", Sheet()), ("seventeen", other)])
        var covered = Sheet()
        covered.over = { $0.fill(x: 84, y: 30, width: 8, height: 6, black: 0) }
        #expect(try status(covered, reader) == "rejected: ambiguousPage")
    }

    @Test func `a line that one style has more is no evidence where a sticker covers it`() throws {
        var without = Sheet()
        without.precinct = ""
        let reader = try interpreter([("with", Sheet()), ("without", without)])
        #expect(Reading(reader.interpret(try Sheet().image())).page == "with")
        #expect(Reading(reader.interpret(try without.image())).page == "without")
        for black in [0.08, 0.4, 0.7] {
            var covered = Sheet()
            covered.over = { $0.fill(x: 62, y: 28, width: 60, height: 9, black: black) }
            #expect(try status(covered, reader).hasPrefix("rejected"), "\(black)")
        }
    }
}
