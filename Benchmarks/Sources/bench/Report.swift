import Raster

/// How a process's memory changed over many sheets.
struct Growth {
    let sheets: Int
    let sidesRead: Int
    let bytes: Int
}

/// All that was measured, as a table for people or JSON for scripts.
struct Report {
    private var groups: [(name: String, width: Int, height: Int, timings: [Timing])] = []
    var growth = Growth(sheets: 0, sidesRead: 0, bytes: 0)

    mutating func add(_ name: String, _ page: Page, _ timings: [Timing]) {
        groups.append((name, page.image.width, page.image.height, timings))
    }

    var table: String {
        var lines: [String] = []
        for group in groups {
            lines.append("\(group.name), \(group.width) x \(group.height)")
            for timing in group.timings {
                let name = timing.name + String(repeating: " ", count: max(1, 44 - timing.name.count))
                lines.append("  \(name)\(timing.median.milliseconds) ms  \(timing.timesMemcpy.hundredths) x memcpy")
            }
        }
        lines.append(
            "\(growth.sheets) sheets: \(growth.sidesRead) sides read, memory grew by \(growth.bytes / 1024) KiB")
        return lines.joined(separator: "\n")
    }

    var json: String {
        let rows = groups.flatMap { group in
            group.timings.map { timing in
                "{\"group\": \"\(group.name)\", \"width\": \(group.width), \"height\": \(group.height), "
                    + "\"name\": \"\(timing.name)\", \"milliseconds\": \(timing.median.milliseconds), "
                    + "\"timesMemcpy\": \(timing.timesMemcpy.hundredths)}"
            }
        }
        return "{\"timings\": [\n" + rows.joined(separator: ",\n") + "\n],\n"
            + "\"sheets\": \(growth.sheets), \"sidesRead\": \(growth.sidesRead), \"growthBytes\": \(growth.bytes)}"
    }
}

extension Double {
    /// Seconds as milliseconds with three digits.
    var milliseconds: String { (self * 1000).fixed(3) }
    var hundredths: String { fixed(2) }

    private func fixed(_ digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { value, _ in value * 10 }
        let whole = Int((self * Double(scale)).rounded())
        let part = String(whole % scale)
        return "\(whole / scale)." + String(repeating: "0", count: digits - part.count) + part
    }
}
