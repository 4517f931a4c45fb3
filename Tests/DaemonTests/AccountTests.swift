import Foundation
import Raster
import Testing

/// `scand interpret --account`, and what a layout says of free areas and withdrawn targets, as a user meets them.
@Suite struct AccountTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    struct Account: Decodable {
        let side: Side
        let ink: Ink?
        let strokes: [Stroke]?

        struct Side: Decodable { let status: String }
        struct Ink: Decodable { let side, found, new, specks, print, missing: Int }
        struct Stroke: Decodable {
            let area: Int
            let targets: [Part]
        }
        struct Part: Decodable { let option: String }
    }

    @Test func `every side has its account, a drawing where a page was found, and nothing is overwritten`() throws {
        let images = [Demo.image("05-scribble-front"), Demo.image("33-letter-front"), scratch("missing.png")]
        let plain = try Scand.run(["interpret", "--layout", Demo.layout] + images)
        let arguments = ["interpret", "--layout", Demo.layout, "--account", scratch("accounts")] + images
        let ended = try Scand.run(arguments)
        #expect(ended.status == 3 && ended.output == plain.output)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch("accounts")).sorted() == [
                "05-scribble-front.account.json", "05-scribble-front.account.png", "33-letter-front.account.json",
                "missing.account.json",
            ])
        let account = try JSONDecoder().decode(
            Account.self, from: Data(try bytes(scratch("accounts/05-scribble-front.account.json"))))
        let ink = try #require(account.ink)
        #expect(ink.side == ink.found + ink.new + ink.specks && ink.new > 0 && ink.missing < ink.print / 100)
        let most = try #require(account.strokes?.max { $0.area < $1.area })
        #expect(most.targets.first?.option == "ada")
        let drawing = try Pictures.gray(scratch("accounts/05-scribble-front.account.png"))
        #expect(drawing.width > 900 && drawing.height > 1500)
        let again = try Scand.run(arguments)
        #expect(again.status == 2 && again.output.isEmpty)
    }

    @Test func `a layout's withdrawn target is named on the line and by the check, and free areas are checked`() throws
    {
        let definition = try Definition()
        try definition.replace(
            "\"option\": \"vera\"", with: "\"option\": \"vera\", \"withdrawn\": true", in: definition.layout)
        try definition.replace(
            "\"reference\": \"blank-front.png\"",
            with: "\"free\": [[20, 20, 60, 30]], \"reference\": \"blank-front.png\"", in: definition.layout)
        let ended = try Scand.run("interpret", "--layout", definition.layout, Demo.image("05-scribble-front"))
        #expect(ended.status == 0)
        let line = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        let withdrawn = try #require(line?["withdrawn"] as? [[String: Any]])
        #expect(withdrawn.count == 1 && withdrawn[0]["option"] as? String == "vera")
        #expect((line?["targets"] as? [Any])?.count == 3)
        let checked = try Scand.run("election", "check", definition.layout)
        #expect(checked.status == 0 && checked.output.contains("1 of them withdrawn, 1 free area"))

        try definition.replace("[20, 20, 60, 30]", with: "[900, 790, 90, 30]", in: definition.layout)
        let refused = try Scand.run("election", "check", definition.layout)
        #expect(refused.status == 2 && refused.errorLines.count == 1)
        #expect(refused.errors.contains("pages[0].free[0]") && refused.errors.contains("mayor/ada"))
    }
}
