public import ScannerDriver

/// What every `Scanner` promises, as a suite that each implementation is put through.
///
/// Give it a way to open a scanner that is loaded with a known number of sheets, at least two:
/// `#expect(try ScannerContract.violations(sheets: 3) { try open() } == [])`.
public enum ScannerContract {
    /// Runs the contract and gives one sentence for every promise that was broken.
    public static func violations(sheets: Int, of open: () throws -> any Scanner) throws -> [String] {
        precondition(sheets >= 2, "the contract needs two sheets")
        return try orderOfCommands(open()) + acceptedBatch(open(), sheets: sheets)
    }

    /// A sheet that was scanned is resolved once, before the next one.
    private static func orderOfCommands(_ opened: any Scanner) -> [String] {
        var scanner = opened
        var steps = Steps()
        steps.expect("accept before any sheet", of: &scanner, .acceptSheet, .fault(.noSheet))
        steps.expect("return before any sheet", of: &scanner, .returnSheet, .fault(.noSheet))
        steps.expect("the first feed", of: &scanner, .feedSheet, .scan)
        steps.expect("a feed over a waiting sheet", of: &scanner, .feedSheet, .fault(.sheetNotResolved))
        steps.expect("return of the first sheet", of: &scanner, .returnSheet, .event(.sheetReturned))
        steps.expect("accept of a returned sheet", of: &scanner, .acceptSheet, .fault(.noSheet))
        steps.expect("a feed after a return", of: &scanner, .feedSheet, .scan)
        steps.expect("accept of the second sheet", of: &scanner, .acceptSheet, .event(.sheetAccepted))
        steps.expect("return of an accepted sheet", of: &scanner, .returnSheet, .fault(.noSheet))
        return steps.violations
    }

    /// Every sheet comes once, then the batch is over and stays over; a slot without people stays empty.
    private static func acceptedBatch(_ opened: any Scanner, sheets: Int) -> [String] {
        var scanner = opened
        var steps = Steps()
        for number in 1...sheets {
            steps.expect("feed \(number) of \(sheets)", of: &scanner, .feedSheet, .scan)
            steps.expect("accept \(number) of \(sheets)", of: &scanner, .acceptSheet, .event(.sheetAccepted))
        }
        let end = scanner.capabilities.feeder == .slot ? ScannerEvent.noSheetYet : .outOfSheets
        steps.expect("a feed after the last sheet", of: &scanner, .feedSheet, .event(end))
        steps.expect("accept after the end", of: &scanner, .acceptSheet, .fault(.noSheet))
        steps.expect("return after the end", of: &scanner, .returnSheet, .fault(.noSheet))
        steps.expect("one more feed after the end", of: &scanner, .feedSheet, .event(end))
        return steps.violations + askedForMore(opened)
    }

    /// What a scanner claims to be able to do it does, and the rest it refuses.
    private static func askedForMore(_ opened: any Scanner) -> [String] {
        var scanner = opened
        var steps = Steps()
        let features = scanner.capabilities.features
        steps.expectStatus("status of an empty scanner", of: &scanner, known: features.contains(.paperSensors))
        for (command, feature) in [
            (ScannerCommand.readSensorTables, ScannerCapabilities.Feature.sensorTables),
            (.readDoubleFeedValues, .doubleFeedValues),
        ] where !features.contains(feature) {
            steps.expect("\(command) of a scanner without it", of: &scanner, command, .fault(.unsupported))
        }
        for calibration in DeviceCalibration.allCases where !scanner.capabilities.calibrations.contains(calibration) {
            let step = "calibration \(calibration.rawValue) of a scanner without it"
            steps.expect(step, of: &scanner, .calibrate(calibration), .fault(.unsupported))
        }
        return steps.violations
    }
}

/// What a step of the contract should bring.
private enum Expected: Equatable {
    case scan
    case event(ScannerEvent)
    case fault(ScannerFaultCode)
}

/// Runs steps and keeps the sentences of those that went wrong.
private struct Steps {
    var violations: [String] = []

    mutating func expect(
        _ step: String, of scanner: inout any Scanner, _ command: ScannerCommand, _ expected: Expected
    ) {
        let isDuplex = scanner.capabilities.isDuplex
        switch outcome(of: &scanner, command) {
        case .success(.sheetScanned(let scan)):
            if expected != .scan {
                violations.append("\(step): a sheet was scanned")
            } else if (scan.sideB != nil) != isDuplex {
                violations.append("\(step): \(scan.sides.count) side(s), though isDuplex is \(isDuplex)")
            }
        case .success(let event):
            if expected != .event(event) { violations.append("\(step): \(event)") }
        case .failure(let fault):
            if expected != .fault(fault.code) { violations.append("\(step): \(fault)") }
        }
    }

    mutating func expectStatus(_ step: String, of scanner: inout any Scanner, known: Bool) {
        switch outcome(of: &scanner, .readStatus) {
        case .success(.status(let status)):
            if known, status.paper == .unknown { violations.append("\(step): it does not know, though it has sensors") }
        case .success(let event): violations.append("\(step): \(event)")
        case .failure(let fault): violations.append("\(step): \(fault)")
        }
    }

    private func outcome(
        of scanner: inout any Scanner, _ command: ScannerCommand
    ) -> Result<ScannerEvent, ScannerFault> {
        do throws(ScannerFault) {
            return .success(try scanner.perform(command))
        } catch {
            return .failure(error)
        }
    }
}
