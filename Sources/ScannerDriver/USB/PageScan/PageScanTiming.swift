/// How long the driver waits for the PageScan.
package struct PageScanTiming: Hashable, Sendable {
    /// For the device's first answer after it was connected, and again for the rest of the introduction.
    package var introduction = Duration.seconds(3)
    /// For the answer to one attempt of it, and between attempts.
    package var attempt = Duration.milliseconds(100)
    package var betweenAttempts = Duration.milliseconds(75)
    /// For any answer later.
    package var answer = Duration.seconds(2)
    /// Behind the command that disables the feeder, for a scan that had already begun: longer than the device's way
    /// from the front sensors to the array. A guess, not measured on a device.
    package var lateScan = Duration.milliseconds(150)
    /// How long before the begin of a scan its first pixels may come: they take another endpoint than the event. What comes
    /// earlier is of another image.
    package var earlyImage = Duration.milliseconds(100)
    /// From the begin of a scan to its end: 22 inches take half of it.
    package var scan = Duration.seconds(10)
    /// For the end of a scan that has already gone wrong.
    package var spoiltScan = Duration.seconds(1)
    /// For a sheet to leave: the device's motor runs for about 4 s.
    package var eject = Duration.seconds(5)
    /// For a person to take away the sheet that holds up a drop, before it is said that the drop waits.
    package var ejectPause = Duration.seconds(2)
    /// For the same, each time when it is asked again.
    package var pausedDropLook = Duration.milliseconds(250)
    /// Between questions for the sensors while a sheet is moving.
    package var poll = Duration.milliseconds(20)
    /// For double-feed calibration, which the device ends by itself after about 10 s.
    package var doubleFeedCalibration = Duration.seconds(15)
    /// For image sensor calibration: a person puts a white sheet in.
    package var sensorCalibration = Duration.seconds(60)

    package init() {}
}

/// What is built into the PageScan, as data.
enum PageScanModel {
    /// Columns of each array at 200 dpi.
    static let columns = 1_728
    static let dotsPerInch = 200
    /// Longest sheet, in hundredths of an inch: what the path was made for.
    static let longestPaper = 2_200
    /// Rows that are scanned before and behind a sheet: 86 and 184 in the one public scan, and room for as much again.
    static let rowsAroundSheet = 600
    static let rowBytes = 2 * columns
    static let testMessage = "Test Message"

    /// Bytes of the longest image that a sheet of this length can have.
    static func imageLimit(paperLength hundredths: Int) -> Int {
        (hundredths * dotsPerInch / 100 + rowsAroundSheet) * rowBytes
    }
}
