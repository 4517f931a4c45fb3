import Foundation

/// One side as the device sees it: gray rows, with padding if the sheet asks for it.
struct Page {
    let width: Int
    let height: Int
    let bytesPerLine: Int
    let bytes: [UInt8]

    /// - Parameter text: `160x200:40`, or the path of a raw PGM file.
    init(_ text: String, of sheet: Sheet) {
        let (width, height, pixels) = text.hasPrefix("/") ? Page.file(text) : Page.solid(text)
        let padding = sheet.number("padding") ?? 0
        var bytes = pixels
        if padding > 0 {
            bytes = []
            for row in 0..<height {
                bytes += pixels[row * width..<(row + 1) * width] + [UInt8](repeating: 99, count: padding)
            }
        }
        if let missing = sheet.number("missing") { bytes.removeLast(missing) }
        if let surplus = sheet.number("surplus") { bytes += [UInt8](repeating: 7, count: surplus) }
        (self.width, self.height, self.bytes, bytesPerLine) = (width, height, bytes, width + padding)
    }

    private static func solid(_ text: String) -> (Int, Int, [UInt8]) {
        let numbers = text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
        precondition(numbers.count == 3, "'\(text)' is no page")
        return (numbers[0], numbers[1], [UInt8](repeating: UInt8(numbers[2]), count: numbers[0] * numbers[1]))
    }

    private static func file(_ path: String) -> (Int, Int, [UInt8]) {
        guard let data = FileManager.default.contents(atPath: path) else { fatalError("\(path) cannot be read") }
        let header = data.prefix(32).split(maxSplits: 4, whereSeparator: { $0 <= 32 })
        let numbers = header.dropFirst().prefix(3).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        precondition(numbers.count == 3 && numbers[2] == 255, "\(path) is no raw PGM file of 8 bits")
        return (numbers[0], numbers[1], [UInt8](data.suffix(numbers[0] * numbers[1])))
    }
}
