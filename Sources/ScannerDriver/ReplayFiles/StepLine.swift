internal import Replay
internal import ScannerDriver

/// A step of a recording as its line says it: a command by its name, and an event or a fault.
struct StepLine: Codable {
    private var command = ""
    private var calibration: DeviceCalibration?
    private var event: String?
    private var sheet: SheetLine?
    private var status: ScannerStatus?
    private var sensorTables: SensorTables?
    private var doubleFeedValues: DoubleFeedValues?
    private var fault: FaultLine?

    /// A fault in a form of its own: the detail is compared too.
    private struct FaultLine: Codable {
        let code: ScannerFaultCode
        let detail: String
    }

    init(_ step: RecordedStep) {
        switch step.command {
        case .feedSheet: command = "feedSheet"
        case .acceptSheet: command = "acceptSheet"
        case .returnSheet: command = "returnSheet"
        case .rescanSheet: command = "rescanSheet"
        case .readStatus: command = "readStatus"
        case .calibrate(let kind): (command, calibration) = ("calibrate", kind)
        case .readSensorTables: command = "readSensorTables"
        case .readDoubleFeedValues: command = "readDoubleFeedValues"
        }
        switch step.answer {
        case .sheetScanned(let scan): (event, sheet) = ("sheetScanned", SheetLine(scan))
        case .fault(let found): fault = FaultLine(code: found.code, detail: found.detail)
        case .event(let found): add(found)
        }
    }

    private mutating func add(_ found: ScannerEvent) {
        switch found {
        case .sheetScanned: preconditionFailure("a scan is recorded by its payloads")
        case .noSheetYet: event = "noSheetYet"
        case .outOfSheets: event = "outOfSheets"
        case .sheetAccepted: event = "sheetAccepted"
        case .sheetReturned: event = "sheetReturned"
        case .calibrated: event = "calibrated"
        case .status(let value): (event, status) = ("status", value)
        case .sensorTables(let value): (event, sensorTables) = ("sensorTables", value)
        case .doubleFeedValues(let value): (event, doubleFeedValues) = ("doubleFeedValues", value)
        }
    }

    /// What the line says. Whether it says more than that shows when the step is written again.
    var step: RecordedStep {
        get throws(ScannerFault) { RecordedStep(try recordedCommand, try answer) }
    }

    private var recordedCommand: ScannerCommand {
        get throws(ScannerFault) {
            switch command {
            case "feedSheet": return .feedSheet
            case "acceptSheet": return .acceptSheet
            case "returnSheet": return .returnSheet
            case "rescanSheet": return .rescanSheet
            case "readStatus": return .readStatus
            case "calibrate": return .calibrate(try needed(calibration, "calibration"))
            case "readSensorTables": return .readSensorTables
            case "readDoubleFeedValues": return .readDoubleFeedValues
            default: throw ScannerFault(.badInput, "command is not one that is known here")
            }
        }
    }

    private var answer: RecordedAnswer {
        get throws(ScannerFault) {
            if let fault { return .fault(ScannerFault(fault.code, fault.detail)) }
            switch try needed(event, "event or fault") {
            case "sheetScanned": return .sheetScanned(try needed(sheet, "sheet").sheet)
            case "noSheetYet": return .event(.noSheetYet)
            case "outOfSheets": return .event(.outOfSheets)
            case "sheetAccepted": return .event(.sheetAccepted)
            case "sheetReturned": return .event(.sheetReturned)
            case "calibrated": return .event(.calibrated(try needed(calibration, "calibration")))
            case "status": return .event(.status(try needed(status, "status")))
            case "sensorTables": return .event(.sensorTables(try needed(sensorTables, "sensorTables")))
            case "doubleFeedValues": return .event(.doubleFeedValues(try needed(doubleFeedValues, "doubleFeedValues")))
            default: throw ScannerFault(.badInput, "event is not one that is known here")
            }
        }
    }

    private func needed<Value>(_ value: Value?, _ name: String) throws(ScannerFault) -> Value {
        guard let value else { throw ScannerFault(.badInput, "\(name) is missing") }
        return value
    }
}

/// `{"dpi":200,"sides":[{"height":2200,"payload":"…","width":1700}]}`
private struct SheetLine: Codable {
    let dpi: Double?
    let sides: [SideLine]

    struct SideLine: Codable {
        let payload: String
        let width, height: Int

        init(_ side: RecordedSide) {
            payload = side.payload.hex
            (width, height) = (side.width, side.height)
        }

        var side: RecordedSide {
            get throws(ScannerFault) {
                guard let hash = PayloadHash(hex: payload) else {
                    throw ScannerFault(.badInput, "payload is no SHA-256 in lower-case hexadecimal")
                }
                guard let side = RecordedSide(payload: hash, width: width, height: height) else {
                    throw ScannerFault(.badInput, "width and height are those of no scan")
                }
                return side
            }
        }
    }

    init(_ sheet: RecordedSheet) {
        dpi = sheet.dpiHint
        sides = ([sheet.sideA] + (sheet.sideB.map { [$0] } ?? [])).map(SideLine.init)
    }

    var sheet: RecordedSheet {
        get throws(ScannerFault) {
            guard (1...2).contains(sides.count) else { throw ScannerFault(.badInput, "sides are one or two") }
            let sideB: RecordedSide? = sides.count == 2 ? try sides[1].side : nil
            return RecordedSheet(sideA: try sides[0].side, sideB: sideB, dpiHint: dpi)
        }
    }
}
