import HTMLText
import QRCode

/// A report as one HTML file: nothing is loaded from anywhere, and it is printed as it is shown.
public enum ReportHTML {
    public static func of(_ report: CountReport) -> String {
        let words = report.words
        var body = ""
        if report.isTest { body += "<p class=\"warning\">\(escaped(words.test))</p>\n" }
        body += "<h1>\(escaped(report.title))</h1>\n"
        body += "<p class=\"\(report.isResult ? "standing" : "warning")\">\(escaped(report.standing))</p>\n"
        for contest in report.contests { body += table(contest, words) }
        if !report.sheets.isEmpty {
            body += rows(report.sheets, title: words.sheets)
            if report.mustCompare { body += "<p class=\"warning\">\(escaped(words.compare))</p>\n" }
        }
        if !report.returnReasons.isEmpty { body += rows(report.returnReasons, title: words.reasons) }
        if !report.facts.isEmpty {
            let lines = report.facts.map {
                "<tr><th scope=\"row\">\(escaped($0.label))</th><td>\(escaped($0.value))</td></tr>"
            }
            body += "<table class=\"facts\">\n\(lines.joined(separator: "\n"))\n</table>\n"
        }
        body += checkpoint(report)
        body += list(words.checked, report.checkedLines) + list(words.notChecked, report.notCheckedLines)
        body += list("", words.limits)
        if report.isResult {
            let line = "<span class=\"line\"></span>"
            body += "<h2>\(escaped(words.signatures))</h2>\n<p class=\"lines\">\(line)\(line)\(line)\(line)</p>\n"
        }
        // At the foot of every page that is printed: whoever holds one page alone must not take it for another thing. Browsers repeat
        // the foot of a table, and keep its room free.
        let foot = ([report.title, report.standing] + (report.isTest ? [words.test] : [])).joined(separator: " · ")
        return """
            <!DOCTYPE html>
            <html lang="\(words.language)">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escaped(words.result)): \(escaped(report.title))</title>
            <style>\(style)</style>
            </head>
            <body>
            <table class="pages" role="presentation">
            <tfoot><tr><td>\(escaped(foot))</td></tr></tfoot>
            <tbody><tr><td>
            \(body)</td></tr></tbody>
            </table>
            </body>
            </html>
            """
    }

    private static func table(_ contest: CountReport.ContestResult, _ words: ReportWords) -> String {
        var facts = ["\(words.ballots): \(contest.ballots)"]
        if let allowed = contest.votesAllowed { facts.append("\(words.voteFor): \(allowed)") }
        var extra = [CountReport.Row(name: words.overvotes, votes: contest.overvotes)]
        if let undervotes = contest.undervotes {
            extra.append(CountReport.Row(name: words.undervotes, votes: undervotes))
        }
        return """
            <table>
            <caption>\(escaped(contest.title)) <small>\(escaped(facts.joined(separator: " · ")))</small></caption>
            \((contest.rows.map { line($0) } + extra.map { line($0, "extra") }).joined(separator: "\n"))
            </table>

            """
    }

    private static func rows(_ rows: [CountReport.Row], title: String) -> String {
        "<table>\n<caption>\(escaped(title))</caption>\n\(rows.map { line($0) }.joined(separator: "\n"))\n</table>\n"
    }

    private static func line(_ row: CountReport.Row, _ kind: String? = nil) -> String {
        "<tr\(kind.map { " class=\"\($0)\"" } ?? "")><th scope=\"row\">\(escaped(row.name))</th><td class=\"number\">\(row.votes)</td></tr>"
    }

    private static func list(_ title: String, _ lines: [String]) -> String {
        guard !lines.isEmpty else { return "" }
        let heading = title.isEmpty ? "" : "<h2>\(escaped(title))</h2>\n"
        return heading + "<ul>\n" + lines.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n"
    }

    private static func checkpoint(_ report: CountReport) -> String {
        guard let text = report.checkpointText else { return "" }
        return
            "<h2>\(escaped(report.words.checkpoint))</h2>\n<div class=\"checkpoint\">\(QRSymbol(text).map(svg) ?? "")<p>"
            + report.checkpointLines.map(escaped).joined(separator: "<br>") + "</p></div>\n"
    }

    /// A symbol as one path: a square for each dark module.
    private static func svg(_ symbol: QRSymbol) -> String {
        let (size, quiet) = (symbol.size, QRSymbol.quietZone)
        var path = ""
        for y in 0..<size {
            for x in 0..<size where symbol.isDark(x, y) { path += "M\(x + quiet) \(y + quiet)h1v1h-1z" }
        }
        let side = size + 2 * quiet
        return "<svg viewBox=\"0 0 \(side) \(side)\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR\">"
            + "<path fill=\"#fff\" d=\"M0 0h\(side)v\(side)h-\(side)z\"/><path d=\"\(path)\"/></svg>"
    }

    private static func escaped(_ text: String) -> String { HTMLText.escaped(text) }

    private static let style = """
        body{font:16px/1.45 system-ui,"DejaVu Sans",sans-serif;color:#111;background:#fff;max-width:46rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.05rem;margin:1.6rem 0 .3rem}
        table{border-collapse:collapse;width:100%;margin:1.2rem 0;break-inside:avoid}
        caption{text-align:left;font-weight:bold;font-size:1.1rem;padding-bottom:.3rem}caption small{font-weight:normal;color:#444}
        th{font-weight:normal;text-align:left;padding:.25rem .5rem .25rem 0;border-top:1px solid #bbb;vertical-align:top}
        td{padding:.25rem 0;border-top:1px solid #bbb;overflow-wrap:anywhere}
        .number{text-align:right;font-variant-numeric:tabular-nums;font-weight:bold}.extra th,.extra td{color:#333;font-weight:normal}
        .facts th{white-space:nowrap;color:#333}.facts td{font-size:.85rem}
        .standing{font-weight:bold}.warning{font-weight:bold;border:3px solid #111;padding:.4rem .6rem}
        .checkpoint{display:flex;gap:1rem;align-items:center;break-inside:avoid}.checkpoint svg{width:9rem;flex:none}
        .checkpoint p{font-family:"DejaVu Sans Mono",monospace;font-size:.85rem;overflow-wrap:anywhere}
        ul{font-size:.85rem;padding-left:1.2rem}.lines .line{display:inline-block;width:44%;margin:1.8rem 5% 0 0;border-bottom:1px solid #111}
        table.pages{margin:0;break-inside:auto}.pages>tbody>tr>td{border:0;padding:0}
        .pages>tfoot>tr>td{font-size:.75rem;color:#444;padding-top:.4rem}
        @media print{body{margin:0;max-width:none;font-size:11pt}}
        """
}
