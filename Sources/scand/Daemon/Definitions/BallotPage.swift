import ElectionModel
import Foundation
import HTMLText
import ImageFiles
import Raster

/// A ballot as one HTML file, for proof-reading and for the wall: names in every language, and the sides with the names beside
/// their targets. Nothing is loaded from anywhere.
struct BallotPage {
    let election: Election
    /// Of the pages; nil where the ballot is to be drawn.
    let layout: ElectionDefinition.LayoutFile?
    let digest: String?
    /// What counting would not do.
    let refusals: [String]

    /// Width in which sides are shown, in pixels: enough to read them on A4.
    private static let width = 1000
    /// Width beside them for the names.
    private static let margin = 440
    private static let lineHeight = 24.0

    var html: String {
        get throws {
            let title = election.title.texts.sorted { $0.key < $1.key }
            var body = title.map { "<h1 lang=\"\($0.key)\">\(escaped($0.value))</h1>\n" }.joined()
            body += "<p class=\"id\">\(escaped(election.id))</p>\n"
            body += refusals.map { "<p class=\"warning\">\(escaped($0))</p>\n" }.joined()
            body += election.contests.map(table).joined()
            let day = BallotText.day(election.day)
            if !day.isEmpty { body += "<ul>\n\(day.map { "<li>\(escaped($0))</li>\n" }.joined())</ul>\n" }
            for sheet in election.sheets ?? [] {
                body += "<h2>Sheet \(escaped(sheet.id))</h2>\n"
                for (side, page) in [("front", Optional(sheet.front)), ("back", sheet.back)] {
                    body += try figure(page, side)
                }
            }
            if let digest { body += "<p class=\"id\">Definition (SHA-256) \(escaped(digest))</p>\n" }
            return """
                <!DOCTYPE html>
                <html lang="\(escaped(title.first?.key ?? "en"))">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>\(escaped(title.first?.value ?? election.id))</title>
                <style>\(Self.style)</style>
                </head>
                <body>
                \(body)</body>
                </html>

                """
        }
    }

    private func table(_ contest: Contest) -> String {
        let tags = contest.title.texts.keys.sorted()
        let heads = tags.map {
            "<th scope=\"col\" lang=\"\($0)\">\(escaped(contest.title.texts[$0] ?? "")) <small>\(escaped($0))</small></th>"
        }
        let rows = contest.options.enumerated().map { place, option in
            let names = tags.map { "<td lang=\"\($0)\">\(escaped(option.name.texts[$0] ?? ""))</td>" }.joined()
            let kinds = BallotText.kinds(of: option, in: contest).joined(separator: ", ")
            return
                "<tr\(option.isWithdrawn ? " class=\"withdrawn\"" : "")><td>\(place + 1)</td>\(names)<td>\(escaped(kinds))</td>"
                + "<td class=\"id\">\(escaped(option.id.rawValue))</td></tr>"
        }
        return """
            <table>
            <caption>\(escaped(BallotText.rule(of: contest))) <span class="id">\(escaped(contest.id.rawValue))</span></caption>
            <thead><tr><td></td>\(heads.joined())<td></td><td></td></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>

            """
    }

    /// A side with its targets outlined, and each named by what the definition calls it.
    private func figure(_ page: PageID?, _ side: String) throws -> String {
        guard let layout else { return "" }
        guard let page else { return "<p>\(side): without print</p>\n" }
        guard let index = layout.layout.pages.firstIndex(where: { $0.id == page }) else {
            preconditionFailure("every page of a sheet was found in the layout before")
        }
        let image = try LoadedElection.blank(layout.layout.pages[index], index, of: layout.path).image
        let scale = Double(Self.width) / Double(image.width)
        let height = max(1, Int((Double(image.height) * scale).rounded()))
        let png = PNGEncoding.gray(image.scaled(toWidth: Self.width, height: height), level: 9)
        let (marks, bottom) = self.marks(layout.layout.pages[index].targets, scale)
        return """
            <figure>
            <svg viewBox="0 0 \(Self.width + Self.margin) \(max(height, bottom))" role="img" aria-label="\(side)">
            <image width="\(Self.width)" height="\(height)" opacity="0.55" href="data:image/png;base64,\(Data(png).base64EncodedString())"/>
            <path class="edge" d="M\(Self.width) 0V\(height)"/>
            \(marks)
            </svg>
            <figcaption>\(side): \(escaped(page.rawValue))</figcaption>
            </figure>

            """
    }

    /// The targets outlined and numbered, and beside the page each number with the names, as high as its target where there is room:
    /// over the page they would hide the printed names that they are compared with.
    private func marks(_ targets: [Target], _ scale: Double) -> (svg: String, bottom: Int) {
        func pixels(_ value: Int) -> Double { (Double(value) * scale * 10).rounded() / 10 }
        var (svg, free) = ([String](), 24.0)
        let sorted = targets.sorted { ($0.box.y, $0.box.x) < ($1.box.y, $1.box.x) }
        for (place, target) in sorted.enumerated() {
            let contest = election.contests.firstIndex { $0.id == target.contest } ?? 0
            let colour = Self.colours[contest % Self.colours.count]
            let (x, y, width, height) = (
                pixels(target.box.x), pixels(target.box.y), pixels(target.box.width), pixels(target.box.height)
            )
            let lines = names(of: target)
            let top = max(free, y + height / 2 + 7)
            free = top + Double(lines.count) * Self.lineHeight + 6
            svg.append(
                "<g fill=\"\(colour)\"><rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" fill=\"none\" "
                    + "stroke=\"\(colour)\" stroke-width=\"3\"/>"
                    + "<text x=\"\(x - 8)\" y=\"\(y + height / 2 + 7)\" text-anchor=\"end\">\(place + 1)</text>")
            for (row, line) in lines.enumerated() {
                let number = row == 0 ? "\(place + 1)  " : ""
                svg.append(
                    "<text x=\"\(Self.width + (row == 0 ? 12 : 44))\" y=\"\(top + Double(row) * Self.lineHeight)\" xml:space=\"preserve\">"
                        + "\(number)\(escaped(line))</text>")
            }
            svg.append("</g>")
        }
        return (svg.joined(separator: "\n"), Int(free) + 12)
    }

    /// What stands for a target, a line for each language.
    private func names(of target: Target) -> [String] {
        guard let contest = election.contest(target.contest),
            let option = contest.options.first(where: { $0.id == target.option })
        else { return [target.choice.description] }
        let kinds = BallotText.kinds(of: option, in: contest)
        return option.name.texts.sorted { $0.key < $1.key }.map(\.value)
            + (kinds.isEmpty ? [] : ["(\(kinds.joined(separator: ", ")))"])
    }

    private func escaped(_ text: String) -> String { HTMLText.escaped(text) }

    /// Contests take turns with these, so that neighbours are told apart; each is dark enough to be read on white.
    private static let colours = ["#0b4fbf", "#b3121d", "#12692c", "#7a1fa2", "#9a4a00"]

    private static let style = """
        body{font:16px/1.45 system-ui,"DejaVu Sans",sans-serif;color:#111;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:1.6rem 0 .3rem;break-after:avoid}
        table{border-collapse:collapse;width:100%;margin:1.2rem 0;break-inside:avoid}
        caption{text-align:left;color:#333;padding-bottom:.3rem}small{font-weight:normal;color:#444}
        th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0}tbody td{border-top:1px solid #bbb}
        .id{font:.85rem "DejaVu Sans Mono",monospace;color:#444;overflow-wrap:anywhere}.withdrawn td{text-decoration:line-through}
        .warning{font-weight:bold;border:3px solid #111;padding:.4rem .6rem}
        figure{margin:.5rem 0 1.5rem;break-inside:avoid}svg{width:100%;border:1px solid #bbb;overflow:visible}figcaption{color:#444}
        svg text{font:600 20px system-ui,"DejaVu Sans",sans-serif}svg .edge{stroke:#bbb}td{vertical-align:baseline}
        @media print{body{margin:0;max-width:none;font-size:11pt}}
        """
}
