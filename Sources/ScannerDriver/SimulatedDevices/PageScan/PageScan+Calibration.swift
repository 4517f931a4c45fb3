extension PageScan {
    /// What counts as two sheets: the more sensitive, the nearer to one sheet's reading.
    var doubleFeedThreshold: Int {
        flash.oneSheet + (flash.twoSheets - flash.oneSheet) * (100 - setup.doubleFeedSensitivity) / 100
    }

    func doubleFeedValue(_ key: PageScanCommand.DoubleFeedKey) -> Int {
        switch key {
        case .oneSheet: flash.oneSheet
        case .twoSheets: flash.twoSheets
        case .lamp: settings.lampReading
        case .sensors: settings.doubleFeedSensors
        case .threshold: doubleFeedThreshold
        }
    }

    mutating func beginCalibration(_ calibration: Calibration, at now: Moment) {
        guard motion == .still, path == nil, !isJammed else {
            send(.commandError, at: now)
            return
        }
        motion = .calibrating(calibration, until: now + settings.calibrationPatience, hasSheet: false)
        if calibration == .sensors { answer("#L0Calibrating image sensors", at: now) }
    }

    /// Draws a sheet in, looks at it, lets it out.
    mutating func calibrate(_ calibration: Calibration, until: Moment, hasSheet: Bool, at now: Moment) -> Bool {
        if !hasSheet {
            if !isCoverOpen, path == nil, let waiting = input, coveredFrontSensors >= setup.neededSensors {
                input = nil
                path = PathSheet(feed: waiting.feed, place: Self.rearPlace)
                motion = .calibrating(calibration, until: now + settings.calibrationTime, hasSheet: true)
                return true
            }
            guard now >= until else { return false }
            motion = .still
            send(calibration == .sensors ? .calibrationTimedOut : .doubleFeedCalibrationTimedOut, at: now)
            return true
        }
        guard now >= until, !isCoverOpen else { return false }
        motion = .still
        guard let feed = path?.feed else { return true }
        send(result(of: calibration, with: feed), at: now)
        startCalibrationExit(at: now)
        return true
    }

    private mutating func startCalibrationExit(at now: Moment) {
        switch settings.calibrationSheetsLeave {
        case .front: eject(.front, at: now)
        case .rear, .none: eject(.rear, at: now)
        }
    }

    private mutating func result(of calibration: Calibration, with feed: Feed) -> UInt8 {
        if let forced = calibrationResult {
            calibrationResult = nil
            return forced
        }
        switch calibration {
        case .doubleFeed(let sheets):
            let reading = feed.sheetCount == 2 ? settings.twoSheetReading : settings.oneSheetReading
            if sheets == 2 { flash.twoSheets = reading } else { flash.oneSheet = reading }
            return PageScanEvent.doubleFeedCalibrationDone.rawValue
        case .sensors:
            guard feed.length >= Self.shortestCalibrationSheet else {
                return PageScanEvent.shortCalibrationSheet.rawValue
            }
            flash.tables = sensors
            flash.needsCalibration = false
            setup.topThreshold = 75
            setup.bottomThreshold = 75
            return PageScanEvent.calibrationDone.rawValue
        }
    }

    /// 6 inches. (?)
    private static let shortestCalibrationSheet = 1200
}
