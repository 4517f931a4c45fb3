import Codes
import ElectionModel
import Foundation
import ImageFiles
import TestSupport
import Testing

/// Codes on real ballots against their known payloads: a code may be missed, and is never read wrongly.
@Suite(.enabled(if: SharedFolder.path != nil, Comment(rawValue: SharedFolder.missing)))
struct RealCodesTests {
    struct Truth: Decodable {
        let images: [Page]

        struct Page: Decodable {
            let image: String
            let frame: Int?
            /// Text, or base64 of what is no text; null for a code whose payload nobody knows.
            let codes: [String?]?
        }
    }

    /// Families, and how many of their codes must be read.
    static let families = [
        ("fs-questionnaire", 2), ("negatives", 1), ("oc-cedar2008-gray", 0), ("oc-cedar2012", 0), ("oc-durant", 0),
        ("oc-juneau", 0), ("oc-tipton", 0), ("sd-debug", 0), ("tevs-humboldt", 9), ("vw-28lb", 2),
        ("vw-choctaw-2019", 3), ("vw-choctaw-2020", 3), ("vw-choctaw-legal", 7), ("vw-choctaw-mock", 2),
        ("vw-hamilton", 3), ("vw-oaklawn", 2),
    ]

    @Test(arguments: families) func `no code of a real page is misread`(family: String, codes: Int) throws {
        let folder = try #require(SharedFolder.path) + "/ballots/" + family
        let truth = try JSONDecoder().decode(
            Truth.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/truth.json")))
        var right = 0
        for page in truth.images {
            let image = try ImageFile.read(path: folder + "/" + page.image).frame(at: page.frame ?? 0).image
            var known = page.codes ?? []
            for code in CodeReader.forTests.codes(in: image) {
                let names = [code.text, Data(code.payload).base64EncodedString()]
                if let index = known.firstIndex(where: { $0 != nil && names.contains($0) }) {
                    known.remove(at: index)
                    right += 1
                } else if let index = known.firstIndex(where: { $0 == nil }) {
                    known.remove(at: index)
                } else {
                    Issue.record("\(page.image)#\(page.frame ?? 0): \(code.format) \(names)")
                }
            }
        }
        #expect(right >= codes, "codes read of \(family)")
    }
}
