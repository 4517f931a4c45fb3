internal import Glibc
internal import ImageFiles
public import Raster
public import Replay
public import ScannerDriver

/// A recording on disk.
///
/// ```
/// DIR/recording.jsonl         a line of version and capabilities, then a line a command; see RecordingText
/// DIR/payloads/HASH.pgm       one side as raw 8-bit PGM, named by the SHA-256 of the whole file
/// ```
/// `sha256sum DIR/payloads/*` checks all payloads. Sheets lie in it in the order of feeding: it is for technicians and
/// tests, and its files are their owner's alone.
public struct RecordingFolder: RecordingStore {
    /// SHA-256 of bytes in lower-case hexadecimal.
    public typealias Hash = ([UInt8]) -> String

    private let path: String
    private let hash: Hash
    private let lines: NewFile

    /// Makes the folder.
    ///
    /// - Throws: `badInput` when it exists or cannot be made.
    public init(creating path: String, hash: @escaping Hash) throws(ScannerFault) {
        self.path = path
        self.hash = hash
        try NewFile.makeDirectory(path)
        try NewFile.makeDirectory("\(path)/\(RecordingFolder.payloads)")
        lines = try NewFile("\(path)/\(RecordingFolder.linesName)")
    }

    public func begin(_ capabilities: ScannerCapabilities) throws(ScannerFault) {
        try lines.write(try RecordingText.header(capabilities))
    }

    public func keep(_ image: GrayImage) throws(ScannerFault) -> PayloadHash {
        let bytes = RecordingFolder.pgm(image)
        guard let payload = PayloadHash(hex: hash(bytes)) else {
            preconditionFailure("the hash is a SHA-256 in hexadecimal")
        }
        let place = RecordingFolder.place(of: payload, in: path)
        if unsafe access(place, F_OK) != 0 { try NewFile.place(bytes, at: place) }
        return payload
    }

    public func append(_ step: RecordedStep) throws(ScannerFault) { try lines.write(try RecordingText.line(step)) }

    /// Reads a recording's lines; payloads are read when they are played.
    ///
    /// - Throws: `badInput` naming the file and the line.
    public static func read(_ path: String) throws(ScannerFault) -> Recording {
        let bytes = try lines(path)
        do throws(ScannerFault) {
            return try RecordingText.read(bytes)
        } catch {
            throw ScannerFault(error.code, "\(path)/\(linesName): \(error.detail)")
        }
    }

    /// The bytes of a recording's lines, which name every payload by its hash.
    public static func lines(_ path: String) throws(ScannerFault) -> [UInt8] {
        let file = "\(path)/\(linesName)"
        do throws(ImageFileError) {
            return try ImageFile.bytes(path: file, limits: ImageLimits(maxFileBytes: Recording.maximumBytes))
        } catch {
            let detail = error.code == .empty ? "the file is empty" : error.detail
            throw ScannerFault(.badInput, "\(file): \(detail)")
        }
    }

    /// Opens a recording's payload.
    ///
    /// - Throws: `badInput` when it is missing, was changed, or is another image than the line says.
    public static func image(of side: RecordedSide, in path: String, hash: Hash) throws(ScannerFault) -> GrayImage {
        let place = place(of: side.payload, in: path)
        let head = Array("P5\n\(side.width) \(side.height)\n255\n".utf8)
        let size = head.count + side.width * side.height
        let bytes: [UInt8]
        do throws(ImageFileError) {
            bytes = try ImageFile.bytes(path: place, limits: ImageLimits(maxFileBytes: size), followsLinks: false)
        } catch {
            let problem =
                error.code == .notFound ? "the payload is missing" : "the payload cannot be read: \(error.detail)"
            throw ScannerFault(.badInput, "\(place): \(problem)")
        }
        guard bytes.count == size, bytes.starts(with: head), hash(bytes) == side.payload.hex else {
            throw ScannerFault(
                .badInput, "\(place): the payload was changed: its bytes are not those that were recorded")
        }
        return GrayImage(width: side.width, height: side.height, pixels: Array(bytes[head.count...]))
    }

    private static let linesName = "recording.jsonl"
    private static let payloads = "payloads"

    private static func place(of payload: PayloadHash, in path: String) -> String {
        "\(path)/\(payloads)/\(payload.hex).pgm"
    }

    private static func pgm(_ image: GrayImage) -> [UInt8] {
        Array("P5\n\(image.width) \(image.height)\n255\n".utf8) + image.pixels
    }
}
