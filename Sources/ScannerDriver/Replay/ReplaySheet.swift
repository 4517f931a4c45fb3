public import ScannerDriver

/// One side of a recorded sheet: a file, and which of its frames.
public struct ReplaySide: Hashable, Sendable {
    /// Highest frame number that is accepted; a larger one is a typing error, not a scan.
    public static let highestFrame = 999_999

    public let path: String
    /// 0-based frame of a multi-page file; `nil` when none was named: the file's only image.
    public let frame: Int?

    public init(path: String, frame: Int? = nil) {
        self.path = path
        self.frame = frame
    }

    /// Reads `path` or `path#frame`: digits behind the last `#` are a frame, anything else belongs to the name.
    ///
    /// A file whose real name ends like a frame is written with its frame: `scan#3#0` is the first frame of `scan#3`.
    public init(parsing text: String) throws(ScannerFault) {
        let (name, digits) = ReplaySide.splitFrame(text)
        guard !name.isEmpty else {
            throw ScannerFault(.badInput, text.isEmpty ? "a path is empty" : "'\(text)' has a frame but no path")
        }
        guard !name.utf8.contains(0) else { throw ScannerFault(.badInput, "a path has a zero byte") }
        guard let digits else {
            self.init(path: name)
            return
        }
        guard let frame = Int(digits), frame <= ReplaySide.highestFrame else {
            throw ScannerFault(.badInput, "'\(text)': frames go from 0 to \(ReplaySide.highestFrame)")
        }
        self.init(path: name, frame: frame)
    }

    private static func splitFrame(_ text: String) -> (name: String, digits: String?) {
        let bytes = text.utf8
        guard let mark = bytes.lastIndex(of: UInt8(ascii: "#")) else { return (text, nil) }
        let digits = bytes[bytes.index(after: mark)...]
        let areDigits = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard areDigits, !digits.isEmpty else { return (text, nil) }
        return (String(text[..<mark]), String(Substring(digits)))
    }
}

extension ReplaySide: CustomStringConvertible {
    /// The form that ``init(parsing:)`` reads.
    public var description: String { frame.map { "\(path)#\($0)" } ?? path }
}

/// A recorded sheet: where the images of its one or two sides lie.
public struct ReplaySheet: Hashable, Sendable {
    public let sideA: ReplaySide
    public let sideB: ReplaySide?

    public init(sideA: ReplaySide, sideB: ReplaySide? = nil) {
        self.sideA = sideA
        self.sideB = sideB
    }

    /// The sides that it has.
    public var sides: [ReplaySide] { [sideA] + (sideB.map { [$0] } ?? []) }

    /// A sheet of each path: one-sided scans.
    public static func singles(of paths: [String]) throws(ScannerFault) -> [ReplaySheet] {
        var sheets: [ReplaySheet] = []
        for path in paths { sheets.append(ReplaySheet(sideA: try ReplaySide(parsing: path))) }
        return sheets
    }

    /// A sheet of each two paths in turn: what a duplex scanner that numbers its files leaves behind.
    ///
    /// - Throws: `oddSide` naming the last path when the other side of it is missing.
    public static func pairs(of paths: [String]) throws(ScannerFault) -> [ReplaySheet] {
        if !paths.count.isMultiple(of: 2), let last = paths.last {
            throw ScannerFault(.oddSide, "\(paths.count) images are not pairs: '\(last)' has no other side")
        }
        var sheets: [ReplaySheet] = []
        for index in stride(from: 0, to: paths.count, by: 2) {
            let sideA = try ReplaySide(parsing: paths[index])
            sheets.append(ReplaySheet(sideA: sideA, sideB: try ReplaySide(parsing: paths[index + 1])))
        }
        return sheets
    }
}
