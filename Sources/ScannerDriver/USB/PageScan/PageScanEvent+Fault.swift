internal import PageScanProtocol
internal import ScannerDriver

extension PageScanEvent {
    /// What an event means to the operator, whenever it comes; `nil` for those that are no trouble.
    ///
    /// - Parameter watchesDoubleFeeds: without it the sensor's own troubles are none.
    func fault(watchesDoubleFeeds: Bool) -> ScannerFault? {
        trouble(watchesDoubleFeeds: watchesDoubleFeeds).map { ScannerFault($0.0, "\(self): \($0.1)") }
    }

    private func trouble(watchesDoubleFeeds: Bool) -> (ScannerFaultCode, String)? {
        switch self {
        case .ok, .coverClosedAsDocumented, .coverClosed, .calibrationDone, .scanBegins, .scanEnds, .ejectPaused,
            .ejectResumed, .doubleFeedCalibrationDone:
            nil
        case .jam: (.jam, "document jam")
        case .calibrationNeeded: (.calibrationNeeded, "the image sensors")
        case .commandError: (.deviceFailure, "the scanner does not know a command")
        case .readError: (.deviceFailure, "read error")
        case .doubleFeedSensorNeedsCalibration:
            watchesDoubleFeeds ? (.calibrationNeeded, "the double-feed sensor") : nil
        case .doubleFeedSensorMissing:
            watchesDoubleFeeds ? (.doubleFeedSensorFailed, "not found, or its firmware is too old") : nil
        case .fifoOverflow: (.shortImage, "the scanner's memory ran over: this machine did not read fast enough")
        case .coverOpenAsDocumented, .coverOpened: (.coverOpen, "cover open")
        case .commandChecksumError: (.ioError, "a command arrived damaged")
        case .fpgaOutOfDate: (.deviceFailure, "the programmable logic is out of date")
        case .doubleFeed: (.doubleFeed, "reported while the sheet passed")

        case .frontDocumentTooShort: (.calibrationFailed, "the sheet is too short, front array")
        case .backDocumentTooShort: (.calibrationFailed, "the sheet is too short, back array")
        case .calibrationDocumentRemoved: (.calibrationFailed, "the sheet was removed")
        case .calibrationTimedOut: (.calibrationFailed, "it took too long")
        case .speedValueError, .speedBoxError: (.deviceFailure, "speed calibration")
        case .doubleFeedCalibrationTimedOut: (.calibrationFailed, "no sheet passed the double-feed sensor in time")

        case .frontPixelErrorBlack: (.sensorFailedOnSideA, "a pixel is wrong on black, front array")
        case .frontPixelErrorWhite: (.dirtOnSideA, "a pixel is wrong on white, front array")
        case .backPixelErrorBlack: (.sensorFailedOnSideB, "a pixel is wrong on black, back array")
        case .backPixelErrorWhite: (.dirtOnSideB, "a pixel is wrong on white, back array")
        case .frontRedTooDark: (.sensorFailedOnSideA, "too little red light, front array")
        case .frontRedTooBright: (.sensorFailedOnSideA, "too much red light, front array")
        case .frontBlueTooDark: (.sensorFailedOnSideA, "too little blue light, front array")
        case .frontBlueTooBright: (.sensorFailedOnSideA, "too much blue light, front array")
        case .frontGreenTooDark: (.sensorFailedOnSideA, "too little green light, front array")
        case .frontGreenTooBright: (.sensorFailedOnSideA, "too much green light, front array")
        case .frontPixelsTooHigh: (.sensorFailedOnSideA, "pixels too high, front array")
        case .frontPixelsTooLow: (.sensorFailedOnSideA, "pixels too low, front array")
        case .backRedTooDark: (.sensorFailedOnSideB, "too little red light, back array")
        case .backRedTooBright: (.sensorFailedOnSideB, "too much red light, back array")
        case .backBlueTooDark: (.sensorFailedOnSideB, "too little blue light, back array")
        case .backBlueTooBright: (.sensorFailedOnSideB, "too much blue light, back array")
        case .backGreenTooDark: (.sensorFailedOnSideB, "too little green light, back array")
        case .backGreenTooBright: (.sensorFailedOnSideB, "too much green light, back array")
        case .backPixelsTooHigh: (.sensorFailedOnSideB, "pixels too high, back array")
        case .backPixelsTooLow: (.sensorFailedOnSideB, "pixels too low, back array")
        }
    }

    /// Real devices send other codes for the cover than the documentation has; both are understood.
    var saysCoverOpened: Bool { self == .coverOpened || self == .coverOpenAsDocumented }
}
