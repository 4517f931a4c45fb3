import Foundation

/// PDFs, written by img2pdf and pikepdf.
enum Documents {
    private static let maker: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<2 { folder.deleteLastPathComponent() }
        return folder.path + "/pdf_maker.py"
    }()

    /// Writes a PDF of a kind that `pdf_maker.py` knows.
    static func write(_ kind: String, _ images: [String] = [], at place: String) throws -> String {
        // Debian's own interpreter: img2pdf and pikepdf are its packages.
        let ended = try Running(
            ["-B", maker, kind, place] + images, executable: URL(fileURLWithPath: "/usr/bin/python3")
        ).end()
        guard ended.status == 0, isThere(place) else { throw Problem("\(kind): \(ended.errors)") }
        return place
    }
}
