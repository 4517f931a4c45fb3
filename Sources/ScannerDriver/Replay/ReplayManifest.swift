public import ScannerDriver

/// A text file that lists recorded sheets, one a line, in the order of feeding.
///
/// ```
/// # county primary, box 3            a comment: '#' is the line's first character
/// box3/0001.tif#0⇥box3/0001.tif#1    two sides, separated by one TAB
/// box3/0002.png                      one side
///                                    blank lines separate batches
/// box4/0001.png
/// ```
/// - Paths are UTF-8, literal (spaces belong to them) and relative to the manifest's directory. `#` and digits at a
///   path's end choose a frame of a multi-page file, see ``ReplaySide/init(parsing:)``; a file whose name begins with
///   `#` is written `./#name`.
/// - Lines end in LF or CR LF. Anything else is refused with its line number, never guessed.
public struct ReplayManifest: Hashable, Sendable {
    /// Largest manifest that is read, in bytes: a million sheets with short names.
    public static let maximumBytes = 16 << 20
    /// Most sheets in a manifest, all batches together.
    public static let maximumSheets = 1_000_000

    /// The sheets of each batch; neither the list nor a batch is empty.
    public let batches: [[ReplaySheet]]

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - bytes: the whole file. Read at most ``maximumBytes`` + 1 bytes of it: one more than allowed is refused here.
    ///   - directory: what the paths are relative to; empty for the current directory.
    /// - Throws: `badInput`; the detail begins with the line, as in `line 3: …`.
    public init(bytes: [UInt8], directory: String) throws(ScannerFault) {
        guard bytes.count <= ReplayManifest.maximumBytes else {
            throw ScannerFault(.badInput, "the manifest is larger than \(ReplayManifest.maximumBytes) bytes")
        }
        var batches: [[ReplaySheet]] = []
        var batch: [ReplaySheet] = []
        var sheets = 0
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            switch try ManifestLine(line, number: index + 1, directory: directory) {
            case .comment:
                continue
            case .blank:
                if !batch.isEmpty { batches.append(batch) }
                batch = []
            case .sheet(let sheet):
                sheets += 1
                guard sheets <= ReplayManifest.maximumSheets else {
                    throw ScannerFault(
                        .badInput, "line \(index + 1): more than \(ReplayManifest.maximumSheets) sheets")
                }
                batch.append(sheet)
            }
        }
        if !batch.isEmpty { batches.append(batch) }
        guard !batches.isEmpty else { throw ScannerFault(.badInput, "the manifest lists no sheet") }
        self.batches = batches
    }
}

/// What one line of a manifest says.
private enum ManifestLine {
    case comment
    case blank
    case sheet(ReplaySheet)

    init(_ ended: ArraySlice<UInt8>, number: Int, directory: String) throws(ScannerFault) {
        let line = ended.last == UInt8(ascii: "\r") ? ended.dropLast() : ended
        if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
            self = .blank
        } else if line.first == UInt8(ascii: "#") {
            self = .comment
        } else {
            do throws(ScannerFault) {
                self = .sheet(try ManifestLine.sheet(line, directory: directory))
            } catch {
                throw ScannerFault(error.code, "line \(number): \(error.detail)")
            }
        }
    }

    private static func sheet(_ line: ArraySlice<UInt8>, directory: String) throws(ScannerFault) -> ReplaySheet {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw ScannerFault(.badInput, "not UTF-8")
        }
        if text.utf8.contains(UInt8(ascii: "\r")) {
            throw ScannerFault(.badInput, "a carriage return inside the line")
        }
        if text.unicodeScalars.first == "\u{FEFF}" {
            throw ScannerFault(.badInput, "the file begins with a byte order mark; save it as UTF-8 without one")
        }
        let paths = text.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard paths.count <= 2 else {
            throw ScannerFault(.badInput, "\(paths.count) paths; a sheet has one side or two, separated by one TAB")
        }
        var sides: [ReplaySide] = []
        for path in paths {
            let side = try ReplaySide(parsing: String(Substring(path)))
            sides.append(ReplaySide(path: resolved(side.path, in: directory), frame: side.frame))
        }
        return ReplaySheet(sideA: sides[0], sideB: sides.count == 2 ? sides[1] : nil)
    }

    private static func resolved(_ path: String, in directory: String) -> String {
        if path.utf8.first == UInt8(ascii: "/") || directory.isEmpty { return path }
        return directory.utf8.last == UInt8(ascii: "/") ? directory + path : directory + "/" + path
    }
}
