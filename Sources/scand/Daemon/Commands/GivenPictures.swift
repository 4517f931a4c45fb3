import ImageFiles
import Raster

/// The pictures of the files that a command is given, one after the other; a file is opened when its first picture is asked for.
struct GivenPictures {
    private var paths: ArraySlice<String>
    /// The pictures of the last opened file that were not yet asked for.
    private var frames: ArraySlice<GivenPicture> = []

    init(_ paths: [String]) { self.paths = paths[...] }

    /// The next picture, nil behind the last. A file that cannot be opened counts as one.
    mutating func next() -> GivenPicture? {
        if let frame = frames.popFirst() { return frame }
        guard let path = paths.popFirst() else { return nil }
        do throws(ImageFileError) {
            let reader = try ImageFile.read(path: path)
            frames =
                (0..<reader.frameCount).map {
                    GivenPicture(path: path, frame: reader.frameCount > 1 ? $0 : nil, source: .success(reader))
                }[...]
        } catch {
            return GivenPicture(path: path, frame: nil, source: .failure(error))
        }
        return frames.popFirst()
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
