import Foundation
import Raster
import ScannerDriver
import USB

/// Carries out lines on one scanner.
struct Probe {
    private var scanner: (any ScannerDriver.Scanner)?
    private let clock = ContinuousClock()

    mutating func obey(_ words: [String]) -> [String] {
        let start = clock.now
        do throws(ScannerFault) {
            return try answer(words).map { $0.json(since: start) }
        } catch {
            return [Answer(fault: error.code.rawValue, detail: error.detail).json(since: start)]
        }
    }

    private mutating func answer(_ words: [String]) throws(ScannerFault) -> [Answer] {
        switch words.first {
        case "devices":
            let devices = try USBBus().devices(settings: try settings(words.dropFirst()))
            return devices.map { Answer(event: $0.state.rawValue, name: $0.name, detail: $0.advice) } + [
                Answer(event: "end")
            ]
        case "open":
            scanner = nil
            let opened = try USBBus().scanner(
                named: words.count > 1 ? words[1] : "", settings: try settings(words.dropFirst(2)))
            scanner = opened
            return [Answer(event: "open", name: opened.capabilities.name, detail: opened.capabilities.serialNumber)]
        case "close":
            scanner = nil
            return [Answer(event: "closed")]
        case "run": return [try run(words.count > 1 ? Int(words[1]) ?? 0 : 0)]
        default:
            guard let command = command(words) else { throw ScannerFault(.badInput, words.joined(separator: " ")) }
            return [try perform(command, imagesTo: words.count > 1 ? words[1] : nil)]
        }
    }

    private func command(_ words: [String]) -> ScannerCommand? {
        switch words.first {
        case "feed": .feedSheet
        case "accept": .acceptSheet
        case "return": .returnSheet
        case "rescan": .rescanSheet
        case "status": .readStatus
        case "tables": .readSensorTables
        case "values": .readDoubleFeedValues
        case "calibrate": words.count > 1 ? DeviceCalibration(rawValue: words[1]).map { .calibrate($0) } : nil
        default: nil
        }
    }

    private mutating func perform(_ command: ScannerCommand, imagesTo folder: String?) throws(ScannerFault) -> Answer {
        guard scanner != nil else { throw ScannerFault(.badInput, "nothing is open") }
        let event = try scanner?.perform(command)
        switch event {
        case .sheetScanned(let scan):
            if let folder, command == .feedSheet {
                for (name, side) in zip(["a", "b"], scan.sides) { write(side, to: "\(folder)/\(name).pgm") }
            }
            return Answer(event: "sheetScanned", width: scan.sideA.width, height: scan.sideA.height)
        case .status(let status):
            return Answer(
                event: "status", name: status.paper.rawValue, detail: status.isCoverOpen == true ? "cover open" : "")
        case .sensorTables(let tables): return Answer(event: "sensorTables", width: tables.sideA.white.count)
        case .doubleFeedValues(let values):
            return Answer(event: "doubleFeedValues", detail: "\(values.oneSheet) \(values.twoSheets)")
        case .calibrated: return Answer(event: "calibrated")
        case let event?: return Answer(event: "\(event)")
        case nil: return Answer(event: "none")
        }
    }

    private mutating func run(_ sheets: Int) throws(ScannerFault) -> Answer {
        let start = clock.now
        let processor = Probe.processorSeconds
        for number in 0..<sheets {
            guard case .sheetScanned = try scanner?.perform(.feedSheet) else {
                throw ScannerFault(.badInput, "no sheet after \(number)")
            }
            guard case .sheetAccepted = try scanner?.perform(.acceptSheet) else {
                throw ScannerFault(.badInput, "sheet \(number) was not accepted")
            }
        }
        let time = clock.now - start
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        return Answer(event: "ran", seconds: seconds, processorSeconds: Probe.processorSeconds - processor)
    }

    /// Of this process, in user and system mode.
    private static var processorSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func write(_ image: GrayImage, to path: String) {
        let data = Data("P5\n\(image.width) \(image.height)\n255\n".utf8) + image.pixels
        _ = FileManager.default.createFile(atPath: path, contents: data)
    }

    private func settings(_ words: some Sequence<String>) throws(ScannerFault) -> USBScannerSettings {
        var settings = USBScannerSettings()
        for word in words {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { throw ScannerFault(.badInput, word) }
            switch (pair[0], Int(pair[1])) {
            case ("paperLength", let value?): settings.paperLength = value
            case ("lengthTolerance", let value?): settings.lengthTolerance = value
            case ("doubleFeeds", let value?): settings.detectsDoubleFeeds = value != 0
            case ("wait", let value?): settings.waitForSheet = .milliseconds(value)
            case ("lockFolder", _): settings.lockFolder = pair[1]
            default: throw ScannerFault(.badInput, word)
            }
        }
        return settings
    }
}

/// One line of answer.
struct Answer: Encodable {
    var event: String?
    var fault: String?
    var name: String?
    var detail: String?
    var width: Int?
    var height: Int?
    var seconds: Double?
    var processorSeconds: Double?
    var ms: Int?

    func json(since start: ContinuousClock.Instant) -> String {
        var timed = self
        let time = (ContinuousClock().now - start).components
        timed.ms = Int(time.seconds) * 1000 + Int(time.attoseconds / 1_000_000_000_000_000)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(timed) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
