import Ledger

/// Reads `cvr.json` sheet by sheet, strictly: what is accepted is exactly what a release writes for the sheets it holds.
///
/// So the order of lines is checked too: a file that is sorted in another way could tell the order of casting.
struct CVRReader {
    /// Longest line, with its line end; and longest file of those that are read whole.
    static let maximumLineByteCount = 16 << 20

    let file: CVRFile
    let format: LedgerFormat
    private let lines: [ArraySlice<UInt8>]

    /// Sheets in the file.
    var count: Int { lines.count }

    init(_ bytes: [UInt8], format: LedgerFormat) throws(CVRFault) {
        let newline = UInt8(ascii: "\n")
        guard bytes.last == newline else { throw CVRFault("it does not end in a line end") }
        var lines = bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false)[...]
        guard let head = lines.popFirst(), head.elementsEqual(CVRFile.head.dropLast()), let tail = lines.popLast(),
            tail.starts(with: "],".utf8)
        else { throw CVRFault("its first or last line is not that of a report") }
        guard tail.count < Self.maximumLineByteCount, lines.allSatisfy({ $0.count < Self.maximumLineByteCount }) else {
            throw CVRFault("a line of more than \(Self.maximumLineByteCount) bytes")
        }
        file = try CVRFile(tail: tail, format: format)
        self.format = format
        self.lines = Array(lines)
    }

    /// Every sheet, in the file's order, checked.
    func visit(_ body: (CVRLine, _ number: String) -> Void) throws(CVRFault) {
        let names = ElectionNames(file.election)
        var previous: CVRLine.Order?
        var written: [UInt8] = []
        for (index, line) in lines.enumerated() {
            let number = SheetNumber.text(index, of: lines.count)
            guard let element = JSON(anySpelling: line.last == UInt8(ascii: ",") ? line.dropLast() : line),
                let read = CVRLine(element, number: number, in: file.election, names, format)
            else { throw Self.fault(index, number) }
            written.removeAll(keepingCapacity: true)
            read.element(number: number, in: file.election, format).write(to: &written)
            if index + 1 < lines.count { written.append(UInt8(ascii: ",")) }
            guard written.elementsEqual(line) else { throw Self.fault(index, number) }
            let order = read.order(in: file.election, format)
            if let previous, order < previous { throw CVRFault("line \(index + 2): records are not sorted by content") }
            previous = order
            body(read, number)
        }
    }

    private static func fault(_ index: Int, _ number: String) -> CVRFault {
        CVRFault("line \(index + 2) is not the record numbered \(number), written as a release is")
    }
}

/// Why bytes are no `cvr.json` of ours, or not one that stands by itself.
struct CVRFault: Error, Hashable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
