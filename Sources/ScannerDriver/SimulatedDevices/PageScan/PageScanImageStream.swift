/// The image of one scan on its way to the host: produced row by row, taken read by read.
struct PageScanImageStream: Sendable {
    private var bytes: [UInt8]
    let rowBytes: Int
    /// Rows that the array has seen.
    private(set) var producedRows = 0
    /// Rows that there will be; less after a cut.
    private(set) var rows: Int
    /// No more rows will come.
    private(set) var isEnded = false
    private var taken = 0
    private let begunAt: Moment

    init(_ bytes: [UInt8], rowBytes: Int, rows: Int, at now: Moment) {
        self.bytes = bytes
        self.rowBytes = rowBytes
        self.rows = rows
        begunAt = now
    }

    var available: Int { producedRows * rowBytes - taken }
    var isTaken: Bool { isEnded && available == 0 }

    mutating func produce(to row: Int) { producedRows = max(producedRows, min(row, rows)) }

    /// Rows seen by the array after this time, at so many rows a second.
    func rowsDue(at now: Moment, rowsPerSecond: Double) -> Int {
        Int(
            Double(rows) < rowsPerSecond * (now - begunAt).seconds
                ? Double(rows) : rowsPerSecond * (now - begunAt).seconds)
    }

    func due(of row: Int, rowsPerSecond: Double) -> Moment {
        begunAt + .seconds(Double(row) / rowsPerSecond)
    }

    mutating func end() { isEnded = true }

    /// Ends the image here: what was produced can still be read, nothing follows.
    mutating func cut() {
        rows = producedRows
        isEnded = true
    }

    /// The paper is gone from here on: so many black rows follow, then the end.
    mutating func continueInBlack(rows count: Int) {
        bytes = Array(bytes[..<(producedRows * rowBytes)]) + [UInt8](repeating: 0, count: count * rowBytes)
        rows = producedRows + count
    }

    /// A full read, or what is left of an image that has ended.
    mutating func take(capacity: Int) -> ArraySlice<UInt8>? {
        guard available > 0, available >= capacity || isEnded else { return nil }
        let count = min(available, capacity)
        defer { taken += count }
        return bytes[taken..<taken + count]
    }
}

extension Duration {
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
