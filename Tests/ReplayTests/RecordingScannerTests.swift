import Raster
import Replay
import ScannerDriver
import TestSupport
import Testing

/// What is recorded, and that it plays back as it was.
@Suite struct RecordingScannerTests {
    private let scan = SheetScan(sideA: plain(1), sideB: plain(2), dpiHint: 200)

    private func replayed(_ grays: [UInt8]) throws -> ReplayScanner {
        ReplayScanner(sheets: try ReplaySheet.pairs(of: grays.map(String.init))) { side throws(ScannerFault) in
            ReplayImage(image: plain(UInt8(side.path) ?? 0), dpiHint: 200)
        }
    }

    @Test func `a scanner that is recorded keeps the contract, and so does its recording when it is played`() throws {
        var stores: [MemoryStore] = []
        let recorded = try ScannerContract.violations(sheets: 2) {
            stores.append(MemoryStore())
            return try RecordingScanner(try replayed([1, 2, 3, 4]), into: stores[stores.count - 1])
        }
        #expect(recorded == [])
        var next = stores[...]
        #expect(try ScannerContract.violations(sheets: 2) { Shared(try next.removeFirst().played()) } == [])
        #expect(next.isEmpty)
    }

    @Test func `events and faults play back as they were, details too`() throws {
        let tables = SensorTables(sideA: .init(white: [250, 251], black: [3, 4]))
        let values = DoubleFeedValues(oneSheet: 10, twoSheets: 90, threshold: 50, lamp: 7)
        let status = ScannerStatus(paper: .inEscrow, isCoverOpen: false, needsCalibration: true)
        let commands: [ScannerCommand] = [
            .calibrate(.imageSensors), .readSensorTables, .readDoubleFeedValues, .feedSheet, .feedSheet, .rescanSheet,
            .readStatus, .returnSheet, .feedSheet, .acceptSheet, .feedSheet,
        ]
        let answers: [Result<ScannerEvent, ScannerFault>] = [
            .success(.calibrated(.imageSensors)), .success(.sensorTables(tables)), .success(.doubleFeedValues(values)),
            .success(.noSheetYet), .success(.sheetScanned(scan)),
            .success(.sheetScanned(SheetScan(sideA: plain(3), sideB: plain(3)))), .success(.status(status)),
            .success(.sheetReturned), .failure(ScannerFault(.jam, "roller \"2\" \u{1}")),
            .failure(ScannerFault(.noSheet, "")), .success(.outOfSheets),
        ]
        let store = MemoryStore()
        var scanner = try RecordingScanner(Scripted(answers), into: store)
        for (command, answer) in zip(commands, answers) { expect(&scanner, command, answer) }
        #expect(scanner.failure == nil)
        #expect(store.payloads.count == 3)
        var played = try store.played()
        #expect(played.capabilities == scanner.capabilities)
        for (command, answer) in zip(commands, answers) { expect(&played, command, answer) }
        #expect(played.played == commands.count)
    }

    @Test func `payloads are kept before the line that names them`() throws {
        let store = MemoryStore()
        var scanner = try RecordingScanner(Scripted([.success(.sheetScanned(scan))]), into: store)
        _ = try scanner.perform(.feedSheet)
        #expect(store.log == ["payload", "payload", "feedSheet"])
    }

    @Test func `when the recording is full, the sheet that is held is let go and no other is fed`() throws {
        let store = MemoryStore()
        store.room = 0
        var scanner = try RecordingScanner(
            Scripted([.success(.sheetScanned(scan)), .success(.sheetReturned)]), into: store)
        #expect(try scanner.perform(.feedSheet) == .sheetScanned(scan))
        #expect(scanner.failure?.detail == "full")
        #expect(throws: ScannerFault(.badInput, "")) { try scanner.perform(.rescanSheet) }
        #expect(try scanner.perform(.returnSheet) == .sheetReturned)
        // Asking the script once more would end the process.
        #expect(throws: ScannerFault(.badInput, "")) { try scanner.perform(.feedSheet) }
        #expect(store.steps.isEmpty)
    }

    private func expect(
        _ scanner: inout some Scanner, _ command: ScannerCommand, _ answer: Result<ScannerEvent, ScannerFault>
    ) {
        do throws(ScannerFault) {
            let event = try scanner.perform(command)
            #expect(answer == .success(event), "\(command)")
        } catch {
            guard case .failure(let fault) = answer else {
                Issue.record("\(command): \(error)")
                return
            }
            #expect(error.code == fault.code && error.detail == fault.detail)
        }
    }
}

/// One scanner however often it is copied: the contract asks a copy for more, and a recording goes on where it stood.
private final class Shared: Scanner {
    private var scanner: RecordedScanner

    init(_ scanner: RecordedScanner) { self.scanner = scanner }

    var capabilities: ScannerCapabilities { scanner.capabilities }

    func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent { try scanner.perform(command) }
}
