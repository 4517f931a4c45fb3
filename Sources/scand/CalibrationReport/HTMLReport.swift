public import Diagnostics
import HTMLText

/// A page about one run or many, complete in one file: no script, nothing loaded from anywhere.
public struct HTMLReport {
    private let title: String
    private let runs: [CalibrationRun]
    private let history: RunHistory
    private let readiness: [Readiness]

    /// - Parameters:
    ///   - title: heading of the page.
    ///   - runs: what is told in full, in this order.
    ///   - history: all runs that are kept, for the table at the end and for what changed.
    ///   - readiness: of the scanners, where the page says whether they may be used.
    public init(title: String, runs: [CalibrationRun], history: RunHistory, readiness: [Readiness] = []) {
        self.title = title
        self.runs = runs
        self.history = history
        self.readiness = readiness
    }

    public var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
        <meta name="viewport" content="width=device-width"/>
        <title>\(HTMLText.escaped(title))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <h1>\(HTMLText.escaped(title))</h1>
        \(readiness.isEmpty ? summary : readinessSummary)
        \(runs.map(section).joined(separator: "\n"))
        \(historyTable)
        </body>
        </html>

        """
    }

    private var summary: String {
        let verdict = runs.flatMap(\.results).verdict
        let sentence =
            switch verdict {
            case .passed: "Everything that was checked is in order."
            case .failed: "Something is not in order: do what stands beside each failed check, and check again."
            case .notPossible, .noComparison: "Some checks could not be made: see why beside each of them."
            }
        let rows = runs.map { run in
            """
            <tr><td>\(HTMLText.escaped(run.kind.title))</td><td>\(HTMLText.escaped(run.device.name))</td>\
            <td>\(run.date)</td><td>\(badge(run.verdict))</td><td>\(parts(of: run))</td></tr>
            """
        }
        return """
            <p class="banner \(verdict.rawValue)">\(sentence)</p>
            <table><thead><tr><th>Check</th><th>Scanner</th><th>Date (UTC)</th><th>Verdict</th><th>Parts</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table>
            """
    }

    private func parts(of run: CalibrationRun) -> String {
        Verdict.allCases.compactMap { verdict in
            let count = run.results.count { $0.verdict == verdict }
            return count == 0 ? nil : "\(count) \(verdict.word)"
        }.joined(separator: ", ")
    }

    /// For each scanner whether it may be used, with every check that is required, made or not.
    private var readinessSummary: String {
        readiness.map { scanner in
            let name = HTMLText.escaped(scanner.device.name)
            let rows = scanner.rows.map { row in
                let paper = row.run.map(\.paper).flatMap { $0.isEmpty ? nil : ", \($0)" } ?? ""
                return """
                    <tr><td>\(HTMLText.escaped(row.kind.title + paper))</td><td>\(row.run?.date.description ?? "")</td>\
                    <td><span class="badge \(row.state.style)">\(row.state.word)</span></td>\
                    <td>\(row.run.map(parts) ?? "")</td></tr>
                    """
            }
            return """
                <p class="banner \(scanner.isReady ? "passed" : "failed")">\
                \(scanner.isReady ? "\(name) is ready." : "\(name) is NOT READY: see what is red below.")</p>
                <table><thead><tr><th>Check</th><th>Date (UTC)</th><th>State</th><th>Parts</th></tr></thead>
                <tbody>
                \(rows.joined(separator: "\n"))
                </tbody></table>
                """
        }.joined(separator: "\n")
    }

    private func section(_ run: CalibrationRun) -> String {
        let changes = history.changes(in: run).map { change in
            """
            <li>\(HTMLText.escaped(change.check.title)): \
            \(HTMLText.escaped(change.measurement ?? "verdict")) \(HTMLText.escaped(change.before)) \
            → \(HTMLText.escaped(change.now))</li>
            """
        }
        return """
            <section>
            <h2>\(HTMLText.escaped(run.kind.title)) \(badge(run.verdict))</h2>
            \(facts(run))
            \(run.results.map(result).joined(separator: "\n"))
            \(run.pictures.map(picture).joined(separator: "\n"))
            \(changes.isEmpty ? "" : "<h3>Changed since the run before</h3><ul>\(changes.joined())</ul>")
            </section>
            """
    }

    private func facts(_ run: CalibrationRun) -> String {
        let device = run.device
        let facts = [
            ("Scanner", [device.name, device.vendor, device.model].filter { !$0.isEmpty }.joined(separator: ", ")),
            ("Serial number", device.serialNumber), ("Firmware", device.firmware), ("Date (UTC)", run.date.description),
            ("Done by", run.operatorName), ("Paper", run.paper), ("Judged by", run.software),
        ]
        let rows = facts.filter { !$0.1.isEmpty }.map { "<dt>\($0.0)</dt><dd>\(HTMLText.escaped($0.1))</dd>" }
        return "<dl>\(rows.joined())</dl>"
    }

    private func result(_ result: CheckResult) -> String {
        let action = result.action.map { "<p class=\"action\">What to do: \(HTMLText.escaped($0))</p>" } ?? ""
        return """
            <article class="\(result.verdict.rawValue)">
            <h3>\(HTMLText.escaped(result.id.title)) \(badge(result.verdict))</h3>
            <p>\(HTMLText.escaped(result.sentence))</p>
            \(action)
            \(columns(result.columns))
            \(measurements(result.measurements))
            </article>
            """
    }

    private func columns(_ findings: [ColumnFinding]) -> String {
        guard !findings.isEmpty else { return "" }
        let items = findings.map { finding in
            """
            <li>\(HTMLText.escaped(finding.placeText)): \(HTMLText.escaped(finding.kindText)), \
            \(NumberText.text(finding.contrastInPercent)) % against beside</li>
            """
        }
        return "<ul>\(items.joined(separator: "\n"))</ul>"
    }

    private func measurements(_ measurements: [Measurement]) -> String {
        guard !measurements.isEmpty else { return "" }
        let rows = measurements.map { measurement in
            """
            <tr\(measurement.isWithinBounds ? "" : " class=\"bad\"")><td>\(HTMLText.escaped(measurement.name))</td>\
            <td class="number">\(HTMLText.escaped(measurement.valueText))</td>\
            <td>\(HTMLText.escaped(measurement.boundsText ?? ""))</td></tr>
            """
        }
        return """
            <table><thead><tr><th>Measured</th><th>Value</th><th>Must be</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table>
            """
    }

    private func picture(_ picture: CalibrationRun.Picture) -> String {
        // A record is a file that anyone may have written: only what Base64 is made of goes into the address.
        let png = picture.png.unicodeScalars.allSatisfy(Self.isBase64) ? picture.png : ""
        return """
            <figure><figcaption><b>\(HTMLText.escaped(picture.title)).</b> \(HTMLText.escaped(picture.caption))</figcaption>
            <img alt="\(HTMLText.escaped(picture.title))" src="data:image/png;base64,\(png)"/></figure>
            """
    }

    private static func isBase64(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", "+", "/", "=": true
        default: false
        }
    }

    private var historyTable: String {
        guard history.runs.count > 1 else { return "" }
        let rows = history.runs.reversed().map { run in
            """
            <tr><td>\(run.date)</td><td>\(HTMLText.escaped(run.device.name))</td><td>\(HTMLText.escaped(run.kind.title))</td>\
            <td>\(HTMLText.escaped(run.paper))</td><td>\(HTMLText.escaped(run.operatorName))</td><td>\(badge(run.verdict))</td></tr>
            """
        }
        return """
            <section><h2>All runs</h2>
            <table><thead><tr><th>Date (UTC)</th><th>Scanner</th><th>Check</th><th>Paper</th><th>Done by</th><th>Verdict</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></section>
            """
    }

    private func badge(_ verdict: Verdict) -> String {
        "<span class=\"badge \(verdict.rawValue)\">\(verdict.word)</span>"
    }

    private static let style = """
        body{font:16px/1.45 sans-serif;max-width:1040px;margin:1.5em auto;padding:0 1em;color:#111}
        h1{font-size:1.6em}h2{font-size:1.3em;border-top:2px solid #888;padding-top:.6em}h3{font-size:1.05em;margin:.2em 0}
        table{border-collapse:collapse;margin:.5em 0}td,th{border:1px solid #bbb;padding:.15em .6em;text-align:left}
        td.number{text-align:right}tr.bad td{background:#fdd;font-weight:bold}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em}dt{color:#555}dd{margin:0}
        article{border-left:6px solid #999;padding:.3em 0 .3em 1em;margin:.8em 0}
        article.passed{border-color:#080}article.failed{border-color:#c00}
        .badge{font-size:.8em;padding:.1em .5em;border-radius:.6em;color:#fff;background:#666;font-weight:bold}
        .badge.passed{background:#070}.badge.failed{background:#b00}
        .banner{font-size:1.2em;padding:.5em .8em;background:#ddd}.banner.passed{background:#cec}.banner.failed{background:#fcc}
        .action{font-weight:bold}figure{margin:1em 0}img{max-width:100%;height:auto;border:1px solid #bbb}
        @media print{article,figure{break-inside:avoid}}
        """
}

extension Readiness.State {
    /// The state in words.
    public var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .notPossible: "not possible"
        case .stale(let days): "\(days) days old"
        case .inFuture: "dated in the future"
        case .missing: "never made"
        case .skipped: "not asked of this scanner"
        }
    }

    fileprivate var style: String {
        switch self {
        case .passed: "passed"
        case .skipped: "skipped"
        case .failed, .notPossible, .stale, .inFuture, .missing: "failed"
        }
    }
}
