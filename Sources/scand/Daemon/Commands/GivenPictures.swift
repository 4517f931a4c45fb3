import ImageFiles
import Raster

/// The pictures of the files that a command is given, one after the other; a file is opened when its first picture is asked for.
struct GivenPictures {
    private var paths: ArraySlice<String>
    /// The pictures of the last opened file that were not yet asked for.
    private var frames: ArraySlice<GivenPicture> = []

    /// A picture that was asked for too early.
    private var putBack: GivenPicture?
    /// Whether the last file that could be opened has several pictures.
    private var hasSeveral = false

    private let pictures: OpenPictures

    init(_ paths: [String], opening pictures: OpenPictures) { (self.paths, self.pictures) = (paths[...], pictures) }

    /// The next picture, nil behind the last. A file that cannot be opened counts as one.
    mutating func next() -> GivenPicture? {
        if let picture = putBack {
            putBack = nil
            return picture
        }
        if let frame = frames.popFirst() { return frame }
        guard let path = paths.popFirst() else { return nil }
        do throws(ImageFileError) {
            let reader = try pictures.open(path)
            hasSeveral = reader.frameCount > 1
            frames =
                (0..<reader.frameCount).map {
                    GivenPicture(path: path, frame: reader.frameCount > 1 ? $0 : nil, source: .success(reader))
                }[...]
        } catch {
            return GivenPicture(path: path, frame: nil, source: .failure(error))
        }
        return frames.popFirst()
    }

    /// The two sides of the next sheet: two pictures of one file, or two files of one picture each. One where the other is missing.
    ///
    /// A file that cannot be opened stands for as many sheets as the file before it was: for one side, or for whole sheets.
    mutating func nextSheet() -> [GivenPicture]? {
        let stoodForSheets = hasSeveral
        guard let front = next() else { return nil }
        if front.frame != nil { return [front] + (frames.popFirst().map { [$0] } ?? []) }
        if case .failure = front.source, stoodForSheets { return [front] }
        guard let back = next() else { return [front] }
        if back.frame != nil {
            putBack = back
            return [front]
        }
        return [front, back]
    }
}

/// A picture of a file, not yet decoded.
struct GivenPicture: Sendable {
    let path: String
    /// Its number in a file of several.
    let frame: Int?
    let source: Result<ImageFileReader, ImageFileError>

    /// How messages call it.
    var name: String { path + (frame.map { " (frame \($0))" } ?? "") }

    func decoded() throws(ImageFileError) -> GrayImage { try source.get().frame(at: frame ?? 0).image }
}
