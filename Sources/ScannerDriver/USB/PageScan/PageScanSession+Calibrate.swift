internal import PageScanProtocol
internal import ScannerDriver

extension PageScanSession {
    /// Runs a calibration to its end. Whatever it changed is set anew before the next sheet.
    mutating func calibrate(_ calibration: DeviceCalibration) throws(ScannerFault) -> ScannerEvent {
        try waitUntilStill()
        isConfigured = false
        switch calibration {
        case .imageSensors:
            try link.send(.calibrateImageSensors)
            try waitFor(.calibrationDone, within: timing.sensorCalibration)
            introduction.field = try link.flatField()
        case .doubleFeedWithTwoSheets:
            try link.send(.doubleFeedDetection(false), .calibrateDoubleFeedWithTwoSheets)
            try waitFor(.doubleFeedCalibrationDone, within: timing.doubleFeedCalibration)
        case .doubleFeedWithOneSheet:
            try link.send(.doubleFeedDetection(false), .calibrateDoubleFeedWithOneSheet)
            try waitFor(.doubleFeedCalibrationDone, within: timing.doubleFeedCalibration)
        }
        // What the device asked for before is done now; a calibration that is still wanted it reports again.
        memory.reported = nil
        return .calibrated(calibration)
    }

    /// Waits until the sheets of an earlier step have left: the device refuses to calibrate while paper moves.
    private mutating func waitUntilStill() throws(ScannerFault) {
        let deadline = link.now + timing.eject
        while true {
            let status = try status()
            if status.coverIsOpen { throw ScannerFault(.coverOpen, "\(status)") }
            if !status.paperIsInPath { return }
            guard link.now < deadline else { throw ScannerFault(.paperInPath, "\(status)") }
            try pause()
        }
    }

    private mutating func waitFor(_ end: PageScanEvent, within limit: Duration) throws(ScannerFault) {
        let deadline = link.now + limit
        while link.now < deadline, let incoming = try link.next(until: deadline) {
            if incoming.isEvent(end) { return }
            if case .packet(.event(let event)) = incoming, let fault = event.fault(watchesDoubleFeeds: false) {
                throw fault
            }
        }
        throw ScannerFault(.calibrationFailed, "the scanner did not say that it is done")
    }

    /// The values by which the device tells two sheets from one.
    mutating func doubleFeedValues() throws(ScannerFault) -> DoubleFeedValues {
        DoubleFeedValues(
            oneSheet: try doubleFeedValue(.oneSheet), twoSheets: try doubleFeedValue(.twoSheets),
            threshold: try doubleFeedValue(.threshold), lamp: try doubleFeedValue(.lamp),
            sensors: try doubleFeedValue(.sensors))
    }

    private mutating func doubleFeedValue(_ quantity: DoubleFeedQuantity) throws(ScannerFault) -> Int {
        try link.ask(.doubleFeedValue(quantity)) { packet in
            if case .doubleFeedValue(quantity, let value) = packet { value } else { nil }
        }
    }
}
