import Foundation
import TestSupport
import Testing

/// The program of README.md, which uses the library and nothing of the machine.
@Suite struct SampleTests {
    private func run(_ images: String...) throws -> Ended {
        try Running(
            images, in: URL(fileURLWithPath: Demo.folder).deletingLastPathComponent().deletingLastPathComponent().path,
            executable: URL(fileURLWithPath: BuiltProduct.path("readme-sample"))
        ).end()
    }

    @Test func `README's program names the marks of a ballot, and tells a letter and an empty sheet apart`() throws {
        let ended = try run(
            Demo.image("09-against-all-front"), Demo.image("32-blank-paper-front"), Demo.image("33-letter-front"))
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.lines.map { $0.split(separator: "/sheets/").last ?? "" } == [
                "09-against-all-front.png: page front: mayor/against-all",
                "32-blank-paper-front.png: no print of a page",
                "33-letter-front.png: no page of the layout was recognised: is it a ballot of this election, is all of it in the "
                    + "picture, and does it lie flat?",
            ], "\(ended.output)")
    }
}
