internal import ElectionModel
internal import Foundation
internal import ImageFiles
public import OMR
internal import Raster

extension PageInterpreter {
    /// Largest layout that is read, in bytes: one of a thousand pages with sixty targets each is 10 MB.
    private static var mostLayoutBytes: Int { 64 << 20 }

    /// Reads a layout and the pictures of its blank pages, and prepares them.
    ///
    /// - Parameters:
    ///   - path: a `layout.json`; the pictures that it names lie relative to its folder.
    ///   - codes: the reader of printed codes; needed where the layout states any.
    /// - Throws: `LayoutFileError` that names the file, and the field where it is one.
    public init(contentsOf path: String, codes: CodeReading? = nil) throws(LayoutFileError) {
        let bytes = try LayoutFileError.naming(path) { () throws(ImageFileError) in
            try ImageFile.bytes(path: path, limits: ImageLimits(maxFileBytes: Self.mostLayoutBytes))
        }
        let layout: Layout
        do {
            layout = try JSONDecoder().decode(Layout.self, from: Data(bytes))
        } catch {
            throw LayoutFileError(path: path, detail: "\(error)")
        }
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
        var references: [GrayImage] = []
        for page in layout.pages {
            let place = page.reference.hasPrefix("/") ? page.reference : folder + page.reference
            let reader = try LayoutFileError.naming(place) { () throws(ImageFileError) in
                try ImageFile.read(path: place)
            }
            guard page.frame < reader.frameCount else {
                throw LayoutFileError(
                    path: path,
                    detail: "page \"\(page.id)\": frame \(page.frame), but \(place) has \(reader.frameCount)")
            }
            references.append(
                try LayoutFileError.naming(place) { () throws(ImageFileError) in
                    try reader.frame(at: page.frame).image
                })
        }
        do throws(DefinitionError) {
            try self.init(layout, references: references, codes: codes)
        } catch {
            throw LayoutFileError(path: path, detail: error.description)
        }
    }
}

/// A layout, or a picture that it names, cannot be used.
public struct LayoutFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What was expected and found.
    public let detail: String

    /// The file and what is wrong with it, in a line.
    public var description: String { "\(path): \(detail)" }

    fileprivate static func naming<Value>(
        _ path: String, _ read: () throws(ImageFileError) -> Value
    ) throws(LayoutFileError) -> Value {
        do throws(ImageFileError) { return try read() } catch {
            throw LayoutFileError(path: path, detail: error.detail)
        }
    }
}
