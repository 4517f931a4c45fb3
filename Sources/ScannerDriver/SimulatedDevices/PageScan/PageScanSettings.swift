/// What differs from one PageScan to the next, and everything that no source confirms: marked (?).
package struct PageScanSettings: Sendable {
    /// Where the boot motion leads that register 9 asks for.
    package enum Way: String, Sendable { case none, front, rear }

    // Manners of time.
    /// Inches a second; 0: as fast as the host reads. (?)
    package var speed = 0
    /// Between a command and its answer. (?)
    package var latency: Moment = .zero
    /// A read of the image must wait at least once in such a time while there is something to read; else #09. (?)
    package var imagePatience: Moment = .milliseconds(500)
    /// The motor gives up an ejection that takes longer.
    package var motorLimit: Moment = .seconds(4)
    /// Between a reboot and being back on the bus. (?)
    package var rebootTime: Moment = .seconds(1)
    /// How long a calibration waits for its sheet, and (?) how long it then works.
    package var calibrationPatience: Moment = .seconds(10)
    package var calibrationTime: Moment = .zero

    // What it says of itself. (?)
    package var productID = "9072"
    package var firmwareVersion = "2020"
    package var cpldVersion = "5"
    package var firmwareBuild = "Jan 14 2021/10:46:08"
    package var serialNumber = "12345678"
    package var frontSensors = 5
    /// The settings' reply ends with the number of calibration tables. (?)
    package var saysTableCount = true

    // The image.
    package var leadIn = 86
    package var leadOut = 184
    /// Columns of one side at 200 dots an inch.
    package var arrayColumns = 1728
    /// The sensors answer with 16 to 240 or so, column by column; else with 0 to 255.
    package var hasUnevenSensors = true
    /// A paper may be longer than `ESC D` says by so much, in 1/100 inch. (?)
    package var lengthSlack = 75
    /// The end of the scan is told before the last bytes were read. (?)
    package var endOvertakesImage = false
    /// A first scan after plugging in, or after another program, is shifted unless the port was reset.
    package var shiftsWithoutReset = true

    // What it does.
    /// `3`, `4`, `1` and `[` do nothing while the feeder is off. (?)
    package var ejectNeedsFeeder = true
    /// `8` feeds only after `g`. (?)
    package var feedNeedsAutoScanStart = false
    /// A double feed stops the motor at once, without #31. (?)
    package var doubleFeedStopsScan = false
    /// A cover opened in a scan sets "transmission aborted". (?)
    package var coverAbortsTransmission = true
    /// #31 comes after a sheet was pulled back. (?)
    package var pulledSheetEndsScan = true
    /// #31 comes after a jam. (?)
    package var jamEndsScan = false
    /// The way that register 9 asks for at boot until it is written: bits 8 and 9 are 0 rear (?), 1 front (?), 2 none.
    package var bootMotion = Way.front
    /// Where sheets of a double-feed or sensor calibration leave. (?)
    package var calibrationSheetsLeave = Way.rear

    // Double-feed detection: what its sensor reads.
    package var oneSheetReading = 110
    package var twoSheetReading = 190
    package var lampReading = 128
    package var doubleFeedSensors = 3

    package init() {}
}
