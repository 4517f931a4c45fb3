import ElectionModel
import Foundation

/// A learned layout as the text of its file: one target a line, in the layout's order, so that a person can correct it.
///
/// It says nothing of votes allowed: no picture tells them, and an election does.
struct LayoutText {
    let layout: Layout

    var text: String {
        get throws {
            let pages = try layout.pages.map { try page($0) }.joined(separator: ",\n")
            return """
                {
                  "version": 1,
                  "pages": [
                \(pages)
                  ]
                }

                """
        }
    }

    private func page(_ page: PageLayout) throws -> String {
        var lines = ["    {", "      \"id\": \(try quoted(page.id.rawValue)),"]
        lines.append("      \"reference\": \(try quoted(page.reference)),")
        if page.frame > 0 { lines.append("      \"frame\": \(page.frame),") }
        let targets = try page.targets.map { "        \(try target($0))" }
        lines.append(targets.isEmpty ? "      \"targets\": []" : "      \"targets\": [")
        if !targets.isEmpty { lines += [targets.joined(separator: ",\n"), "      ]"] }
        return (lines + ["    }"]).joined(separator: "\n")
    }

    private func target(_ target: Target) throws -> String {
        let box = target.box
        return
            "{\"contest\": \(try quoted(target.contest.rawValue)), \"option\": \(try quoted(target.option.rawValue)), "
            + "\"box\": [\(box.x), \(box.y), \(box.width), \(box.height)], "
            + "\"shape\": \"\(target.shape.rawValue)\", \"writeIn\": \(target.writeIn)}"
    }

    private func quoted(_ text: String) throws -> String { try JSONText.line(text) }
}
