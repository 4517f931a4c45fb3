import Raster
import Replay
import ScannerDriver
import Testing

/// Lock step: what is asked must be what was recorded.
@Suite struct RecordedScannerTests {
    private let capabilities = ScannerCapabilities(name: "toy", isDuplex: false, feeder: .adf, features: [])
    private let side = RecordedSide(payload: PayloadHash(hex: toyHash([]))!, width: 3, height: 2)!

    private func recording(_ steps: [RecordedStep], isTorn: Bool = false) throws -> Recording {
        try Recording(capabilities: capabilities, steps: steps, isTorn: isTorn)
    }

    @Test func `another command than the recorded one is refused with the line, and the recording stays there`() throws
    {
        let steps: [RecordedStep] = [
            RecordedStep(.feedSheet, .event(.noSheetYet)), RecordedStep(.readStatus, .fault(ScannerFault(.jam, "x"))),
        ]
        var scanner = RecordedScanner(try recording(steps)) { _ in plain(0) }
        _ = try scanner.perform(.feedSheet)
        for _ in 0..<2 {
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            #expect(fault?.code == .badInput && fault?.detail == "line 3 recorded readStatus; asked for feedSheet")
        }
        #expect(scanner.played == 1)
        #expect(throws: ScannerFault(.jam, "")) { try scanner.perform(.readStatus) }
    }

    @Test func `another calibration than the recorded one is another command`() throws {
        let step = RecordedStep(.calibrate(.imageSensors), .event(.calibrated(.imageSensors)))
        var scanner = RecordedScanner(try recording([step])) { _ in plain(0) }
        #expect(throws: ScannerFault(.badInput, "")) { try scanner.perform(.calibrate(.doubleFeedWithOneSheet)) }
        #expect(try scanner.perform(.calibrate(.imageSensors)) == .calibrated(.imageSensors))
    }

    @Test(arguments: [
        (false, "line 2 does not exist: the recording ends before it; asked for feedSheet"),
        (true, "line 2 was torn off while it was written; asked for feedSheet"),
    ])
    func `behind the end there is no answer`(isTorn: Bool, detail: String) throws {
        var scanner = RecordedScanner(try recording([], isTorn: isTorn)) { _ in plain(0) }
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.code == .badInput && fault?.detail == detail)
    }

    @Test func `a payload that cannot be loaded is a fault with its line, and the recording stays there`() throws {
        let scan = RecordedSheet(sideA: side, sideB: side, dpiHint: 200)
        var broken = [ScannerFault(.badInput, "a was changed"), nil, ScannerFault(.badInput, "b is missing"), nil, nil]
        var scanner = RecordedScanner(try recording([RecordedStep(.feedSheet, .sheetScanned(scan))])) {
            _ throws(ScannerFault) in
            if let fault = broken.removeFirst() { throw fault }
            return plain(7)
        }
        for detail in ["line 2: a was changed", "line 2: b is missing"] {
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            #expect(fault?.code == .badInput && fault?.detail == detail)
        }
        let event = try scanner.perform(.feedSheet)
        #expect(event == .sheetScanned(SheetScan(sideA: plain(7), sideB: plain(7), dpiHint: 200)))
    }

    @Test func `answers that no scanner gives in this order are refused when the recording is made`() throws {
        let scanned = RecordedAnswer.sheetScanned(RecordedSheet(sideA: side))
        let impossible: [[RecordedStep]] = [
            [RecordedStep(.feedSheet, .event(.sheetAccepted))],
            [RecordedStep(.readStatus, scanned)],
            [RecordedStep(.calibrate(.imageSensors), .event(.calibrated(.doubleFeedWithOneSheet)))],
            [RecordedStep(.acceptSheet, .event(.sheetAccepted))],
            [RecordedStep(.rescanSheet, scanned)],
            [RecordedStep(.feedSheet, .event(.outOfSheets)), RecordedStep(.feedSheet, scanned)],
            [RecordedStep(.feedSheet, .event(.outOfSheets)), RecordedStep(.feedSheet, .event(.noSheetYet))],
            [RecordedStep(.feedSheet, scanned), RecordedStep(.feedSheet, scanned)],
            [RecordedStep(.feedSheet, .event(.sheetScanned(SheetScan(sideA: plain(0)))))],
        ]
        for steps in impossible {
            let fault = #expect(throws: ScannerFault.self) { try recording(steps) }
            let (line, command) = (steps.count + 1, steps[steps.count - 1].command)
            #expect(fault?.detail == "line \(line): this answer to \(command) cannot have come here")
        }
        let possible = [
            RecordedStep(.acceptSheet, .fault(ScannerFault(.noSheet, ""))), RecordedStep(.feedSheet, scanned),
            RecordedStep(.feedSheet, .fault(ScannerFault(.sheetNotResolved, ""))),
            RecordedStep(.acceptSheet, .event(.sheetAccepted)), RecordedStep(.feedSheet, .event(.outOfSheets)),
            RecordedStep(.feedSheet, .event(.outOfSheets)),
        ]
        #expect(try recording(possible).steps == possible)
    }

    @Test(arguments: [(0, 1), (1, 0), (20_001, 1), (1, 20_001), (20_000, 4_001), (-1, -1), (Int.max, Int.max)])
    func `a size that no scan has is refused before memory is taken`(width: Int, height: Int) {
        #expect(RecordedSide(payload: side.payload, width: width, height: height) == nil)
        #expect(RecordedSide(payload: side.payload, width: 20_000, height: 4_000) != nil)
    }

    @Test(arguments: ["", "..", String(repeating: "A", count: 64), String(repeating: "a", count: 63) + "/"])
    func `a payload's name is a hash and nothing else`(text: String) {
        #expect(PayloadHash(hex: text) == nil)
        #expect(PayloadHash(hex: String(repeating: "a9", count: 32)) != nil)
    }
}
