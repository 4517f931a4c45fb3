public import ScannerDriver

/// What is asked of a SANE device when it is opened. Gray and 8 bits are asked of every device that offers them.
public struct SANESettings: Hashable, Sendable, Codable {
    /// How many sides of a sheet are wanted.
    public enum Sides: String, Hashable, Sendable, Codable, CaseIterable {
        /// Both when the device can, otherwise one.
        case asOffered
        case one
        /// Both, and a device that cannot is refused.
        case both
    }

    /// The part of the scan area that is read, in millimetres from its top left corner.
    public struct Area: Hashable, Sendable, Codable {
        public let left, top, width, height: Double

        public init(left: Double = 0, top: Double = 0, width: Double, height: Double) {
            self.left = left
            self.top = top
            self.width = width
            self.height = height
        }
    }

    /// A device option as the user wrote it; its text is read when the device has told what kind of option it is.
    public struct OptionText: Hashable, Sendable, Codable {
        public let name: String
        public let value: String

        /// Reads `name=value`; the value may be empty and may have `=` in it.
        public init(parsing text: String) throws(ScannerFault) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ScannerFault(.badInput, "'\(text)' is not of the form name=value")
            }
            name = String(parts[0])
            value = String(parts[1])
        }
    }

    /// Dots per inch in both directions.
    public var resolution: Double
    public var sides: Sides
    /// `nil` leaves the area as the device has it, which is the whole of it with most.
    public var area: Area?
    /// Set last and in this order, so that they win over everything above.
    public var options: [OptionText]
    /// Files to feed instead of paper: each is put into the device's `filename` option before a page is started, and
    /// after the last one the feeder is empty.
    ///
    /// This is how recorded pages go through the real libsane: the `pnm` backend (part of every libsane) reads PBM, PGM
    /// and PPM files. With ``Sides/both`` two files in turn are the sides of a sheet, otherwise each is a sheet. The
    /// resolution is not set, nor hinted at: the device knows nothing of how the files were scanned.
    public var pages: [String]?

    public init(
        resolution: Double = 200, sides: Sides = .asOffered, area: Area? = nil, options: [OptionText] = [],
        pages: [String]? = nil
    ) {
        self.resolution = resolution
        self.sides = sides
        self.area = area
        self.options = options
        self.pages = pages
    }
}
