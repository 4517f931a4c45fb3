import Foundation
import Replay
import ReplayFiles
import ScannerDriver
import TestSupport
import Testing

/// The lines on disk: read strictly, and refused with their number.
@Suite struct RecordingTextTests {
    private static let header =
        #"{"capabilities":{"calibrations":[],"features":["escrow"],"feeder":"adf","firmware":"","isDuplex":true,"#
        + #""model":"","name":"toy","serialNumber":"","vendor":""},"recording":"scand","version":1}"# + "\n"
    private static let side = #"{"height":2,"payload":"\#(toyHash([1]))","width":3}"#
    private static let scan = #"{"command":"feedSheet","event":"sheetScanned","sheet":{"dpi":200,"sides":[\#(side)]}}"#

    private func read(_ lines: String) throws -> Recording {
        try RecordingText.read(Array((Self.header + lines).utf8))
    }

    @Test func `every kind of line is read`() throws {
        let lines = [
            #"{"calibration":"imageSensors","command":"calibrate","event":"calibrated"}"#,
            #"{"command":"readSensorTables","event":"sensorTables","sensorTables":{"sideA":{"black":[1],"white":[250]}}}"#,
            #"{"command":"readDoubleFeedValues","doubleFeedValues":{"oneSheet":1,"threshold":5,"twoSheets":9},"#
                + #""event":"doubleFeedValues"}"#,
            Self.scan,
            #"{"command":"rescanSheet","event":"sheetScanned","sheet":{"sides":[\#(Self.side),\#(Self.side)]}}"#,
            #"{"command":"readStatus","event":"status","status":{"isCoverOpen":false,"isJammed":false,"#
                + #""needsCalibration":false,"paper":"inEscrow"}}"#,
            #"{"command":"acceptSheet","event":"sheetAccepted"}"#, Self.scan,
            #"{"command":"returnSheet","event":"sheetReturned"}"#, #"{"command":"feedSheet","event":"noSheetYet"}"#,
            #"{"command":"feedSheet","fault":{"code":"jam","detail":"roller \"2\" / é"}}"#,
            #"{"command":"feedSheet","event":"outOfSheets"}"#,
        ]
        let recording = try read(lines.map { $0 + "\n" }.joined())
        #expect(recording.capabilities.name == "toy" && recording.capabilities.isDuplex)
        #expect(recording.capabilities.features == [.escrow])
        #expect(!recording.isTorn)
        let side = try #require(RecordedSide(payload: PayloadHash(hex: toyHash([1]))!, width: 3, height: 2))
        let status = ScannerStatus(paper: .inEscrow, isCoverOpen: false)
        #expect(
            recording.steps == [
                RecordedStep(.calibrate(.imageSensors), .event(.calibrated(.imageSensors))),
                RecordedStep(
                    .readSensorTables, .event(.sensorTables(SensorTables(sideA: .init(white: [250], black: [1]))))),
                RecordedStep(
                    .readDoubleFeedValues,
                    .event(.doubleFeedValues(DoubleFeedValues(oneSheet: 1, twoSheets: 9, threshold: 5)))),
                RecordedStep(.feedSheet, .sheetScanned(RecordedSheet(sideA: side, dpiHint: 200))),
                RecordedStep(.rescanSheet, .sheetScanned(RecordedSheet(sideA: side, sideB: side))),
                RecordedStep(.readStatus, .event(.status(status))), RecordedStep(.acceptSheet, .event(.sheetAccepted)),
                RecordedStep(.feedSheet, .sheetScanned(RecordedSheet(sideA: side, dpiHint: 200))),
                RecordedStep(.returnSheet, .event(.sheetReturned)), RecordedStep(.feedSheet, .event(.noSheetYet)),
                RecordedStep(.feedSheet, .fault(ScannerFault(.jam, ""))),
                RecordedStep(.feedSheet, .event(.outOfSheets)),
            ])
        guard case .fault(let fault) = recording.steps[10].answer else {
            Issue.record("no fault")
            return
        }
        #expect(fault.detail == "roller \"2\" / é")
    }

    @Test(arguments: [
        (#"{"anyOf":[75,200.5]}"#, ScannerCapabilities.Resolutions.anyOf([75, 200.5])),
        (#"{"from":100,"to":600}"#, .range(100...600)),
    ])
    func `resolutions are a list or a range`(text: String, resolutions: ScannerCapabilities.Resolutions) throws {
        let header = Self.header.replacingOccurrences(
            of: #""name":"toy","#, with: #""name":"toy","resolutions":\#(text),"#)
        #expect(try RecordingText.read(Array(header.utf8)).capabilities.resolutions == resolutions)
    }

    @Test(arguments: ["{", scan, scan + " "])
    func `a last line without its end is torn, and the lines before it stand`(rest: String) throws {
        let recording = try read(Self.scan + "\n" + rest)
        #expect(recording.isTorn)
        #expect(recording.steps.count == 1)
    }

    /// Lines behind the first, with what is said of them. The end of the last line is added.
    private static let refusedLines: [(lines: String, detail: String)] = [
        ("{", "line 2: cannot be read as JSON"),
        ("", "line 2: cannot be read as JSON"),
        ("[]", "line 2: cannot be read as JSON"),
        ("{}", "line 2: command is missing"),
        (#"{"command":"feedSheet"}"#, "line 2: event or fault is missing"),
        (#"{"command":"dance","event":"noSheetYet"}"#, "line 2: command is not one that is known here"),
        (#"{"command":"feedSheet","event":"jump"}"#, "line 2: event is not one that is known here"),
        (#"{"command":"feedSheet","event":"sheetScanned"}"#, "line 2: sheet is missing"),
        (#"{"command":"feedSheet","event":"sheetScanned","sheet":{"sides":[]}}"#, "line 2: sides are one or two"),
        (changed(#""width":3"#, #""width":20001"#), "line 2: width and height are those of no scan"),
        (changed(toyHash([1]), "../../etc/passwd"), "line 2: payload is no SHA-256 in lower-case hexadecimal"),
        (
            #"{"command":"feedSheet","fault":{"code":"hiccup","detail":""}}"#,
            "line 2: code has a value that is not known here"
        ),
        (#"{"command":"calibrate","event":"calibrated"}"#, "line 2: calibration is missing"),
        ("\(scan)\n{ \"command\":\"acceptSheet\",\"event\":\"sheetAccepted\"}", "line 3: \(edited)"),
        (#"{"command":"feedSheet","event":"noSheetYet","event":"noSheetYet"}"#, "line 2: \(edited)"),
        (#"{"command":"feedSheet","event":"noSheetYet","voter":7}"#, "line 2: \(edited)"),
        (#"{"command":"feedSheet","event":"noSheetYet","fault":{"code":"jam","detail":""}}"#, "line 2: \(edited)"),
        (
            #"{"command":"acceptSheet","event":"sheetAccepted"}"#,
            "line 2: this answer to acceptSheet cannot have come here"
        ),
    ]

    private static let edited = "is not in the form in which recordings are written: was it edited?"

    private static func changed(_ old: String, _ new: String) -> String {
        scan.replacingOccurrences(of: old, with: new)
    }

    @Test(arguments: refusedLines)
    func `a line that cannot be used is refused with its number`(lines: String, detail: String) {
        let fault = #expect(throws: ScannerFault.self) { try read(lines + "\n") }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail == detail)
    }

    private static let refusedFirstLines: [(text: String, detail: String)] = [
        ("", "line 1: is torn off or missing: nothing was recorded"),
        (String(header.dropLast()), "line 1: is torn off or missing: nothing was recorded"),
        ("hello\n", "line 1: cannot be read as JSON"),
        ("{\"recording\":\"other\",\"version\":1}\n", "line 1: is not the start of a recording"),
        ("{\"recording\":\"scand\",\"version\":2}\n", "line 1: version 2 is not known here: expected version 1"),
        ("{\"recording\":\"scand\",\"version\":1}\n", "line 1: capabilities is missing"),
        (
            header.replacingOccurrences(of: #""name":"toy","#, with: #""name":"toy","resolutions":{"from":2,"to":1},"#),
            "line 1: resolutions: expected anyOf, or from and to in order"
        ),
        (header.replacingOccurrences(of: #"["escrow"]"#, with: #"["rescan","escrow"]"#), "line 1: \(edited)"),
    ]

    @Test(arguments: refusedFirstLines)
    func `a first line that begins no recording is refused`(text: String, detail: String) {
        let fault = #expect(throws: ScannerFault.self) { try RecordingText.read(Array(text.utf8)) }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail == detail)
    }

    @Test func `what is larger than the limits is refused`() {
        let long = Self.header.utf8 + [UInt8](repeating: 0x20, count: Recording.maximumLineBytes) + [10]
        #expect(throws: ScannerFault.self) { try RecordingText.read(Array(long)) }
        let tooLong = #expect(throws: ScannerFault.self) { try RecordingText.read(Array(long)) }
        #expect(tooLong?.detail == "line 2: is longer than 1048576 bytes")
        let many = Array(Self.header.utf8) + [UInt8](repeating: 10, count: Recording.maximumLines)
        let tooMany = #expect(throws: ScannerFault.self) { try RecordingText.read(many) }
        #expect(tooMany?.detail == "the recording has more than 1000000 lines")
        let large = [UInt8](repeating: 10, count: Recording.maximumBytes + 1)
        let tooLarge = #expect(throws: ScannerFault.self) { try RecordingText.read(large) }
        #expect(tooLarge?.detail == "the recording is larger than 67108864 bytes")
    }

    @Test func `the fuzzer's seeds are recordings, so that it starts behind the first check`() throws {
        let folder = PackageFolder.path("seeds/fuzz/recording")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }
        #expect(names.count >= 3)
        for name in names {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
            #expect(try !RecordingText.read(bytes).steps.isEmpty, "\(name)")
        }
    }
}
