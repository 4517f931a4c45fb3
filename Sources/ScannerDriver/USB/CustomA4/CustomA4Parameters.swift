/// With what the Custom A4 scans: both sides, gray, 200 dpi, and the sheet held at the end.
package struct CustomA4Parameters: Hashable, Sendable {
    static let count = 40
    /// The scan area at 200 dpi.
    package static let width = 1_712
    package static let longest = 9_980
    static let dotsPerInch = 200

    /// Rows that are scanned at most.
    package let height: Int
    package let detectsDoubleFeeds: Bool

    package init(height: Int, detectsDoubleFeeds: Bool) {
        self.height = min(max(1, height), CustomA4Parameters.longest)
        self.detectsDoubleFeeds = detectsDoubleFeeds
    }

    package var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: CustomA4Parameters.count)
        func put(_ value: [UInt8], at place: Int) { bytes.replaceSubrange(place..<place + value.count, with: value) }
        put(Array("ADF\0".utf8), at: 0)
        bytes[6] = 1 << 4 | 1 << 1  // the sensors of paper do their work
        // Ultrasonic sensor: off, or its first level; no deskewing; standing: hold.
        bytes[8] = (detectsDoubleFeeds ? 0 : 1 << 5) | 1 << 4
        bytes[10] = 3  // both sides
        bytes[11] = 1
        put(Array("RAW\0".utf8), at: 12)
        bytes[18] = 8
        bytes[19] = 7  // gray
        put(CustomA4Parameters.word(CustomA4Parameters.dotsPerInch), at: 20)
        put(CustomA4Parameters.word(CustomA4Parameters.dotsPerInch), at: 22)
        put(CustomA4Parameters.doubleWord(8), at: 24)  // where the area begins at 200 dpi
        put(CustomA4Parameters.doubleWord(CustomA4Parameters.width), at: 32)
        put(CustomA4Parameters.doubleWord(height), at: 36)
        return bytes
    }

    private static func word(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

    private static func doubleWord(_ value: Int) -> [UInt8] { word(value & 0xFFFF) + word(value >> 16) }
}
