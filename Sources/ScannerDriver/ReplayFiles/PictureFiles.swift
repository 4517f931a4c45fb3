public import ImageFiles
public import Replay
public import ScannerDriver

/// Recorded sides as picture files: what a replayed scanner loads.
public enum PictureFiles {
    /// Opens a file and decodes one picture of it.
    ///
    /// A file of several pages of which none is named is refused: taking the first would lose the others in silence.
    ///
    /// - Parameters:
    ///   - followsLinks: whether a symbolic link is as good as the file it leads to.
    ///   - opening: opens the file, where that is not done anew for each side.
    /// - Throws: `badInput`, whose detail begins with the side's path.
    public static func load(
        _ side: ReplaySide, followsLinks: Bool = true,
        opening: ((ReplaySide) throws(ImageFileError) -> ImageFileReader)? = nil
    ) throws(ScannerFault) -> ReplayImage {
        let reader = try naming(side) { () throws(ImageFileError) in
            if let opening { return try opening(side) }
            return try ImageFile.read(path: side.path, followsLinks: followsLinks)
        }
        guard side.frame != nil || reader.frameCount == 1 else {
            throw ScannerFault(.badInput, "\(side): expected one picture, found \(reader.frameCount) pages")
        }
        let index = side.frame ?? 0
        guard index < reader.frameCount else {
            throw ScannerFault(.badInput, "\(side): the file's last page is #\(reader.frameCount - 1)")
        }
        let frame = try naming(side) { () throws(ImageFileError) in try reader.frame(at: index) }
        return ReplayImage(image: frame.image, dpiHint: frame.dpiHint?.horizontal)
    }

    private static func naming<Value>(
        _ side: ReplaySide, _ read: () throws(ImageFileError) -> Value
    ) throws(ScannerFault) -> Value {
        do throws(ImageFileError) {
            return try read()
        } catch {
            throw ScannerFault(.badInput, "\(side): \(error.detail)")
        }
    }
}
