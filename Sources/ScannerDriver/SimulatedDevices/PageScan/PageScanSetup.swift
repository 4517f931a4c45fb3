/// What the host has set since power-on.
struct PageScanSetup: Sendable, Hashable {
    var isFeederOn = false
    var checksCommands = false
    var resolution = PageScanCommand.Resolution.half
    var sides = PageScanCommand.Sides.top
    var picksOnCommand = false
    var pausesEjection = false
    var isLowBits = false
    var runsOut = true
    var isHalfSpeed = false
    var hasAutoScanStart = false
    var topThreshold: UInt8
    var bottomThreshold: UInt8
    /// In 1/100 inch.
    var longestDocument = 2230
    var feedDelay: Moment = .zero
    var neededSensors = 2
    var detectsDoubleFeeds = true
    var doubleFeedSensitivity = 50
    /// In 1/100 inch.
    var doubleFeedLength = 100

    var duplex: Bool { sides == .duplex }
}

/// What outlives the power.
struct PageScanFlash: Sendable {
    var registers = [UInt32](repeating: 0, count: 256)
    var topThreshold: UInt8 = 75
    var bottomThreshold: UInt8 = 75
    var oneSheet: Int
    var twoSheets: Int
    var serialNumber: String
    var tables: PageScanTables
    var needsCalibration = false
}

/// What each column answers to white and to black, from the left edge as the image shows it.
struct PageScanTables: Sendable, Hashable {
    struct Side: Sendable, Hashable {
        var white: [UInt8]
        var black: [UInt8]
    }
    var top: Side
    var bottom: Side

    /// Sensors as they are: falling off towards the ends, with a ripple of the lamps. Or perfect ones.
    init(columns: Int, isUneven: Bool) {
        func side(_ ripple: Int) -> Side {
            guard isUneven else {
                return Side(
                    white: [UInt8](repeating: 255, count: columns), black: [UInt8](repeating: 0, count: columns))
            }
            return Side(
                white: (0..<columns).map { column in
                    let edge = min(column, columns - 1 - column)
                    return UInt8(200 + min(edge / 16, 30) + (column * ripple / 7) % 10)
                },
                black: (0..<columns).map { UInt8(14 + ($0 * ripple / 5) % 7) })
        }
        top = side(3)
        bottom = side(4)
    }

    /// Tables of the other resolution: every column twice.
    var doubled: PageScanTables {
        func twice(_ values: [UInt8]) -> [UInt8] { values.flatMap { [$0, $0] } }
        var result = self
        result.top = Side(white: twice(top.white), black: twice(top.black))
        result.bottom = Side(white: twice(bottom.white), black: twice(bottom.black))
        return result
    }
}
