public import ScannerDriver

/// The technician's bench: what a scanner has to do for a check, in order, on any kind of scanner.
///
/// What a device cannot do comes back as a result with the verdict `notPossible`, in words. A fault that says something
/// about light, sensors or calibration is a failed check; every other one, such as a jam, is thrown.
public struct Bench {
    private var scanner: any Scanner

    public init(_ scanner: any Scanner) { self.scanner = scanner }

    public var capabilities: ScannerCapabilities { scanner.capabilities }
    public var device: CalibrationRun.Device { CalibrationRun.Device(scanner.capabilities) }

    /// How often a hand-fed scanner is asked again before nobody is thought to come.
    public static let patience = 20

    /// Scans one sheet and gives it back: nothing on the bench is ever accepted into the box.
    ///
    /// - Returns: `nil` when no sheet came.
    public mutating func scanSheet() throws(ScannerFault) -> SheetScan? {
        for _ in 0..<Self.patience {
            switch try scanner.perform(.feedSheet) {
            case .sheetScanned(let scan):
                _ = try scanner.perform(.returnSheet)
                return scan
            case .noSheetYet: continue
            case .outOfSheets: return nil
            case .sheetAccepted, .sheetReturned, .status, .calibrated, .sensorTables, .doubleFeedValues:
                throw ScannerFault(.ioError, "\(capabilities.name): the answer to feedSheet was something else")
            }
        }
        return nil
    }

    /// Has the device calibrate itself.
    ///
    /// - Returns: `nil` when it did; else the failed or impossible check.
    private mutating func calibrate(_ what: DeviceCalibration, _ id: CheckID) throws(ScannerFault) -> CheckResult? {
        guard capabilities.calibrations.contains(what) else {
            return cannot(id, "calibrate \(what.words) when a program asks for it", "Use the maker's own way.")
        }
        do throws(ScannerFault) {
            _ = try scanner.perform(.calibrate(what))
            return nil
        } catch {
            guard let result = CheckResult(id, calibrationFault: error) else { throw error }
            return result
        }
    }

    private func cannot(_ id: CheckID, _ what: String, _ instead: String) -> CheckResult {
        CheckResult(id, .notPossible, "The scanner '\(capabilities.name)' cannot \(what).", action: instead)
    }
}

extension Bench {
    /// The check of the image sensors.
    ///
    /// - Parameters:
    ///   - calibrating: whether the device calibrates itself first, with the white sheet that lies ready.
    ///   - date: now.
    ///   - earlier: the last good run's tables.
    /// - Returns: the results, and the tables where the device gives them.
    public mutating func checkSensors(
        calibrating: Bool, on date: RunDate, since earlier: SensorTableCheck.Earlier?, dpi: Double?
    ) throws(ScannerFault) -> (results: [CheckResult], tables: SensorTables?) {
        var results: [CheckResult] = []
        if calibrating {
            if let result = try calibrate(.imageSensors, .sensorCalibration) { return ([result], nil) }
            results.append(CheckResult(.sensorCalibration, .passed, "The device calibrated its image sensors."))
        }
        guard capabilities.features.contains(.sensorTables) else {
            let instead = "Use 'scand calibrate blank': it shows bad columns on every scanner."
            return (results + [cannot(.sensorTables, "give the tables of its sensors", instead)], nil)
        }
        guard case .sensorTables(let tables) = try scanner.perform(.readSensorTables) else {
            throw ScannerFault(.ioError, "\(capabilities.name): the answer to readSensorTables was something else")
        }
        return (results + SensorTableCheck(tables, on: date, since: earlier, dpi: dpi).results, tables)
    }

    /// The check of double-feed detection.
    ///
    /// - Parameters:
    ///   - prompt: called before each step of a calibration, so that a person can put the sheets in; `nil` to only read the
    ///     values as they are.
    ///   - earlier: those of the last good run on this paper.
    ///   - paper: the paper's name.
    /// - Returns: the results, and the values where the device gives them.
    public mutating func checkDoubleFeed(
        calibrating prompt: ((DeviceCalibration) -> Void)?, since earlier: DoubleFeedValues?, paper: String
    ) throws(ScannerFault) -> (results: [CheckResult], values: DoubleFeedValues?) {
        var results: [CheckResult] = []
        if let prompt {
            // Two sheets first: the device sets its lamp by them.
            for step in [DeviceCalibration.doubleFeedWithTwoSheets, .doubleFeedWithOneSheet] {
                if capabilities.calibrations.contains(step) { prompt(step) }
                if let result = try calibrate(step, .doubleFeedCalibration) { return ([result], nil) }
            }
            results.append(CheckResult(.doubleFeedCalibration, .passed, "The device calibrated double-feed detection."))
        }
        guard capabilities.features.contains(.doubleFeedValues) else {
            let stops = capabilities.features.contains(.doubleFeedDetection)
            let instead =
                stops
                ? "Feed two sheets at once, as a test: the scanner must stop."
                : "Feed two sheets at once, as a test. If they pass as one, do not count ballots with this scanner."
            return (
                results + [cannot(.doubleFeedMargin, "tell by which values it knows two sheets from one", instead)], nil
            )
        }
        guard case .doubleFeedValues(let values) = try scanner.perform(.readDoubleFeedValues) else {
            throw ScannerFault(.ioError, "\(capabilities.name): the answer to readDoubleFeedValues was something else")
        }
        return (results + DoubleFeedCheck(values, since: earlier, paper: paper).results, values)
    }
}

extension DeviceCalibration {
    /// What is calibrated, in words.
    fileprivate var words: String {
        switch self {
        case .imageSensors: "its image sensors"
        case .doubleFeedWithOneSheet, .doubleFeedWithTwoSheets: "double-feed detection"
        }
    }
}
