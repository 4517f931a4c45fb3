import Glibc
import ImageFiles
import Raster
import Testing

/// Scans of real ballots, which are not part of this repository: SCAND_SHARED names the folder that has them in
/// `ballots`, or it lies beside the repository as `shared`. Without them these tests are skipped.
@Suite(.enabled(if: !RealScans.paths.isEmpty, "no ballots in SCAND_SHARED or ../shared"))
struct RealScanTests {
    @Test(arguments: RealScans.paths)
    func `a real scan is a page of paper`(path: String) throws {
        let reader = try ImageFile.read(path: path)
        for index in 0..<reader.frameCount {
            let frame = try reader.frame(at: index)
            let image = frame.image
            // From a page of 75 dpi to one of 400.
            #expect((600...4_500).contains(image.width) && (800...4_500).contains(image.height))
            // Photographs have a table around the page, and these drawn pages a tint over most of it.
            if path.contains("/phone-mythrex/") || path.contains("/pr-state/") { continue }
            let some = stride(from: 0, to: image.pixels.count, by: 101).map { image.pixels[$0] }
            let light = some.count { $0 > 160 }
            #expect(light * 100 > some.count * 55, "paper is light")
            // 25.4 is the wrong one that a PDF renderer wrote: 1000 pixels per metre.
            if let hint = frame.dpiHint { #expect((25...600).contains(hint.horizontal)) }
        }
    }

    @Test func `a batch of twenty pages is one file`() throws {
        let counts = try RealScans.paths.map { try ImageFile.read(path: $0).frameCount }
        #expect(counts.max() == 20)
    }
}

enum RealScans {
    /// Every picture below the folder, by name.
    static let paths: [String] = {
        guard let shared else { return [] }
        return files(below: shared + "/ballots").filter { path in
            [".png", ".jpg", ".tif"].contains { path.hasSuffix($0) }
        }.sorted()
    }()

    private static var shared: String? {
        if let named = unsafe getenv("SCAND_SHARED") { return unsafe String(cString: named) }
        // Tests/ImageFilesTests/this file
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/") + "/shared"
    }

    private static func files(below folder: String) -> [String] {
        guard let listing = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(listing) }
        var found: [String] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            let path = folder + "/" + name
            found += unsafe entry.pointee.d_type == UInt8(DT_DIR) ? files(below: path) : [path]
        }
        return found
    }
}
