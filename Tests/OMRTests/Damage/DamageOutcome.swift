/// What became of pages that suffered one kind of damage.
struct DamageOutcome: CustomStringConvertible {
    private(set) var read = 0
    private(set) var misread: [String] = []
    private(set) var refused: [String] = []

    mutating func add(_ page: KnownPage, _ reading: Reading) {
        guard reading.status == "read" else {
            // A page with print that passes for an empty side would lose its votes without anybody being told.
            if reading.status == "blank" {
                misread.append("\(page.name) blank")
            } else {
                refused.append("\(page.name) \(reading.status)")
            }
            return
        }
        let wrong = page.marks.filter { reading.marks[$0.key] != $0.value && reading.marks[$0.key] != "marginal" }
        guard wrong.isEmpty else {
            let list = wrong.keys.sorted().map { "\($0) is \(reading.marks[$0] ?? "missing")" }
            return misread.append("\(page.name) \(list.joined(separator: ", "))")
        }
        if page.marks.allSatisfy({ reading.marks[$0.key] == $0.value }) {
            read += 1
        } else {
            refused.append("\(page.name) marginal \(reading.doubts.joined(separator: " "))")
        }
    }

    var description: String {
        "read \(read), refused \(refused.count) \(refused), misread \(misread.count) \(misread)"
    }
}
