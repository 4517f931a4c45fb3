import ElectionModel
import Foundation
import Testing

@Suite struct LayoutTests {
    static let good = """
        {"version": 1, "contests": {"mayor": {"votesAllowed": 2}},
         "pages": [{"id": "p1", "reference": "blank.png", "frame": 3, "targets": [
            {"contest": "mayor", "option": "ada", "box": [10, 20, 40, 26], "shape": "rectangle", "writeIn": true},
            {"contest": "mayor", "option": "vera", "box": [10, 60, 40, 26]}]}]}
        """

    private func layout(_ json: String) throws -> Layout {
        try JSONDecoder().decode(Layout.self, from: Data(json.utf8))
    }

    @Test func `a layout is read with its defaults`() throws {
        let layout = try layout(Self.good)
        #expect(layout.votesAllowed(in: ContestID(rawValue: "mayor")) == 2)
        #expect(layout.votesAllowed(in: ContestID(rawValue: "council")) == 1)
        #expect(layout.thresholds == .standard)
        let page = layout.pages[0]
        #expect(page.frame == 3 && page.targets[0].writeIn && page.targets[0].shape == .rectangle)
        #expect(page.targets[0].box == PixelBox(x: 10, y: 20, width: 40, height: 26))
        #expect(page.targets[1].shape == .ellipse && !page.targets[1].writeIn)
    }

    @Test(arguments: [
        (#""version": 1"#, #""version": 2"#, "version"),
        (#""votesAllowed": 2"#, #""votesAllowed": 0"#, "contests.mayor.votesAllowed"),
        (#""frame": 3"#, #""frame": -1"#, "pages[0].frame"),
        (#""option": "vera""#, #""option": "ada""#, "pages[0].targets[1]"),
        (#""option": "vera""#, #""option": """#, "pages[0].targets[1].option"),
        (#"[10, 60, 40, 26]"#, #"[10, 60, 3, 26]"#, "pages[0].targets[1].box"),
        (#""frame": 3"#, #""free": [[1, 2, 50, 3]]"#, "pages[0].free[0]"),
        (#""id": "p1""#, #""id": """#, "pages[0].id"),
        (#""reference": "blank.png""#, #""reference": """#, "pages[0].reference"),
        (#""version": 1"#, #""version": 1, "thresholds": {"marginal": 0.5, "marked": 0.2}"#, "thresholds"),
    ]) func `an impossible field is named`(old: String, new: String, field: String) throws {
        let error = #expect(throws: DefinitionError.self) {
            try layout(Self.good.replacingOccurrences(of: old, with: new))
        }
        #expect(error?.field == field)
    }

    @Test func `free areas and withdrawn targets are read, and are none where nothing is said`() throws {
        let plain = try layout(Self.good).pages[0]
        #expect(plain.free.isEmpty && !plain.targets.contains { $0.isWithdrawn })
        let page = try layout(
            Self.good.replacingOccurrences(of: #""frame": 3"#, with: #""free": [[1, 2, 50, 30]]"#)
                .replacingOccurrences(of: #""writeIn": true"#, with: #""withdrawn": true"#)
        ).pages[0]
        #expect(page.free == [PixelBox(x: 1, y: 2, width: 50, height: 30)])
        #expect(page.targets.map(\.isWithdrawn) == [true, false])
    }

    @Test func `two pages of one name are refused`() throws {
        let page = PageLayout(id: PageID(rawValue: "p"), reference: "a.png", targets: [])
        let error = #expect(throws: DefinitionError.self) { try Layout(contests: [:], pages: [page, page]) }
        #expect(error?.field == "pages[1].id")
        #expect(throws: DefinitionError.self) { try Layout(contests: [:], pages: []) }
    }

    @Test(arguments: [
        ([-1, 0, 10, 10], false), ([0, 0, 100, 50], true), ([1, 0, 100, 50], false), ([0, 41, 10, 10], false),
        ([90, 40, 10, 10], true), ([Int.max, 0, 10, 10], false),
    ]) func `a box must lie on its page`(box: [Int], fits: Bool) {
        let target = Target(
            contest: ContestID(rawValue: "c"), option: OptionID(rawValue: "o"),
            box: PixelBox(x: box[0], y: box[1], width: box[2], height: box[3]), shape: .ellipse)
        let page = PageLayout(id: PageID(rawValue: "p"), reference: "a.png", targets: [target])
        guard !fits else {
            #expect(throws: Never.self) { try page.checkBoxes(onPageOf: 100, by: 50, at: "pages[0]") }
            return
        }
        let error = #expect(throws: DefinitionError.self) { try page.checkBoxes(onPageOf: 100, by: 50, at: "pages[0]") }
        #expect(error?.field == "pages[0].targets[0].box")
    }
}

@Suite struct ElectionTests {
    private func contest(_ id: String, _ options: [String], votesAllowed: Int = 1) -> Contest {
        Contest(
            id: ContestID(rawValue: id), title: LocalizedText(["en": id]), votesAllowed: votesAllowed,
            options: options.map { ElectionOption(id: OptionID(rawValue: $0), name: LocalizedText()) })
    }

    private func layout(_ choices: [(String, String)]) throws -> Layout {
        let targets = choices.enumerated().map { index, choice in
            Target(
                contest: ContestID(rawValue: choice.0), option: OptionID(rawValue: choice.1),
                box: PixelBox(x: 0, y: index * 20, width: 10, height: 10), shape: .ellipse)
        }
        return try Layout(
            contests: [:], pages: [PageLayout(id: PageID(rawValue: "p"), reference: "a.png", targets: targets)])
    }

    @Test func `election and layout must name the same options`() throws {
        let election = try Election(
            id: "e", title: LocalizedText(), contests: [contest("mayor", ["ada", "vera"])],
            sheets: [BallotSheet(id: "s", front: PageID(rawValue: "p"), back: nil)])
        try election.check(against: layout([("mayor", "ada"), ("mayor", "vera")]))
        let missing = #expect(throws: DefinitionError.self) { try election.check(against: layout([("mayor", "ada")])) }
        #expect(missing?.field == "contests[0].options[1]")
        let extra = #expect(throws: DefinitionError.self) {
            try election.check(against: layout([("mayor", "ada"), ("mayor", "vera"), ("mayor", "zoya")]))
        }
        #expect(extra?.problem.contains("mayor/zoya") == true)
    }

    @Test func `a sheet names pages of the layout`() throws {
        let election = try Election(
            id: "e", title: LocalizedText(), contests: [contest("mayor", ["ada"])],
            sheets: [BallotSheet(id: "s", front: PageID(rawValue: "p"), back: PageID(rawValue: "q"))])
        let error = #expect(throws: DefinitionError.self) { try election.check(against: layout([("mayor", "ada")])) }
        #expect(error?.field == "sheets[0].back")
    }

    @Test func `names must differ and allow at least one vote`() {
        #expect(throws: DefinitionError.self) {
            try Election(
                id: "e", title: LocalizedText(), contests: [contest("a", ["x"]), contest("a", ["y"])], sheets: [])
        }
        #expect(throws: DefinitionError.self) {
            try Election(id: "e", title: LocalizedText(), contests: [contest("a", ["x", "x"])], sheets: [])
        }
        #expect(throws: DefinitionError.self) {
            try Election(id: "e", title: LocalizedText(), contests: [contest("a", ["x"], votesAllowed: 0)], sheets: [])
        }
    }

    @Test func `a layout alone implies an election in its own order`() throws {
        let election = try Election(
            impliedBy: layout([("b", "2"), ("a", "1"), ("b", "1")]), id: "l")
        #expect(election.contests.map(\.id.rawValue) == ["b", "a"])
        #expect(election.contests[0].options.map(\.id.rawValue) == ["2", "1"])
        #expect(election.sheets == nil)
    }

    @Test func `a text falls back to another language, always the same one`() {
        let text = LocalizedText(["ru": "Мэр", "de": "Bürgermeister"])
        #expect(text.text(in: "ru") == "Мэр" && text.text(in: "en") == "Bürgermeister")
        #expect(LocalizedText().text(in: "en") == nil)
    }
}
