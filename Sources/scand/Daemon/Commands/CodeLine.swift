import Codes
import ElectionModel
import Foundation
import Raster

/// A code in a line of `scand interpret --codes`: its text, or its bytes in base64 where they are not text.
struct CodeLine: Encodable {
    let format: String
    let text: String?
    let base64: String?

    init(_ code: PrintedCode) {
        format = code.format.rawValue
        text = code.text
        base64 = code.text == nil ? Data(code.payload).base64EncodedString() : nil
    }

    /// All codes on a side. A word printed twice is listed twice.
    static func all(on image: GrayImage) -> [CodeLine] { CodeReader.codes(in: image).map(CodeLine.init) }
}

extension CodeReader {
    /// What interpretation needs of a code reader.
    static let payloads: @Sendable (GrayImage, PixelBox) -> [[UInt8]] = { image, region in
        codes(in: image, region: region).map(\.payload)
    }
}
