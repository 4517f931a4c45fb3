/// Why a picture could not be read: a code for programs, one line for people.
///
/// The line says what was expected and what was found. It names no file; whoever knows the path puts it in front. Two
/// errors are equal if their codes are.
public struct ImageFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// No file has this name.
        case notFound
        /// The name is a folder's.
        case isDirectory
        /// There is something, but it is no regular file or it may not be read.
        case notReadable
        /// Zero bytes.
        case empty
        /// Neither PNG, JPEG, TIFF nor PNM, nor a PDF where that is read.
        case unknownFormat
        /// The data end before the picture does.
        case truncated
        /// The data contradict themselves or their check sums.
        case damaged
        /// More pixels, or a longer side, than the limits allow.
        case tooManyPixels
        /// A larger file than the limits allow.
        case tooManyBytes
        /// More pictures in one file than the limits allow.
        case tooManyFrames
        /// Decoding would take more working memory than the limits allow.
        case tooMuchMemory
        /// Well formed, but of a kind that is not read here.
        case unsupported
        /// A page of letters and lines in place of a picture: a PDF that no scanner made.
        case drawn
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was expected and found: one line of at most 200 printable characters.
    public let detail: String

    /// The code and the line together.
    public var description: String { "\(code.rawValue): \(detail)" }

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = Self.oneLine(detail)
    }

    public static func == (one: ImageFileError, other: ImageFileError) -> Bool { one.code == other.code }

    /// Keeps what a terminal and a log can show: library texts can carry bytes of the file, and a file can carry escapes.
    private static func oneLine(_ text: String) -> String {
        let longest = 200
        let words = text.unicodeScalars.split { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
                .unassigned:
                true
            default: false
            }
        }
        let line = words.map { String($0) }.joined(separator: " ")
        return line.unicodeScalars.count <= longest
            ? line : String(String.UnicodeScalarView(line.unicodeScalars.prefix(longest - 3))) + "..."
    }
}
