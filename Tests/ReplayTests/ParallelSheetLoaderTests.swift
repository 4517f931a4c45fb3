import Dispatch
import Raster
import Replay
import ReplayFiles
import ScannerDriver
import Synchronization
import TestSupport
import Testing

/// Threads that load ahead change nothing but the waiting.
@Suite(.timeLimit(.minutes(5))) struct ParallelSheetLoaderTests {
    /// Loads plain pictures by number, refuses others, and notes what it was asked.
    private final class Files: Sendable {
        let opened = Mutex<[String]>([])

        func load(_ side: ReplaySide) throws(ScannerFault) -> ReplayImage {
            opened.withLock { $0.append(side.path) }
            guard let gray = UInt8(side.path) else { throw ScannerFault(.badInput, side.path) }
            return ReplayImage(image: plain(gray), dpiHint: Double(gray))
        }

        var loader: ParallelSheetLoader {
            ParallelSheetLoader { [self] side throws(ScannerFault) in try load(side) }
        }
    }

    /// Every feed's outcome as text.
    private func outcomes(_ opened: ReplayScanner) -> [String] {
        var scanner = opened
        var outcomes: [String] = []
        while true {
            do throws(ScannerFault) {
                guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else { return outcomes }
                outcomes.append("\(scan.sides.map { $0[0, 0] }) at \(scan.dpiHint ?? 0)")
                _ = try scanner.perform(.acceptSheet)
            } catch {
                outcomes.append("\(error.code) \(error.detail)")
            }
        }
    }

    @Test func `sheets and faults come in the same order as side after side`() throws {
        let files = Files()
        let names = (0..<120).map { $0 % 7 == 3 ? "bad \($0)" : "\($0 % 50)" }
        let sheets = try ReplaySheet.pairs(of: names) + ReplaySheet.singles(of: ["1", "worse", "1", "1", "2"])
        let one = outcomes(ReplayScanner(sheets: sheets) { side throws(ScannerFault) in try files.load(side) })
        #expect(one.count == 65)
        for _ in 0..<20 { #expect(outcomes(ReplayScanner(sheets: sheets, loader: files.loader)) == one) }
    }

    @Test func `replayed sheets that are loaded ahead keep the contract`() throws {
        let sheets = try ReplaySheet.pairs(of: ["1", "2", "3", "4"])
        #expect(
            try ScannerContract.violations(sheets: 2) { ReplayScanner(sheets: sheets, loader: Files().loader) } == [])
    }

    @Test func `both sides and the next two sheets are begun at once, and no more`() throws {
        let begun = Mutex<Set<String>>([])
        let reached = DispatchSemaphore(value: 0)
        let goOn = DispatchSemaphore(value: 0)
        let loader = ParallelSheetLoader { side throws(ScannerFault) in
            begun.withLock { _ = $0.insert(side.path) }
            reached.signal()
            goOn.wait()
            return ReplayImage(image: plain(1))
        }
        let sheets = try ReplaySheet.pairs(of: (0..<12).map(String.init))
        let fed = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            var scanner = ReplayScanner(sheets: sheets, loader: loader)
            _ = try? scanner.perform(.feedSheet)
            fed.signal()
        }
        // Two sides at once need two threads; with one core the queue has more than one still, but on a busy machine it waits long
        // before it begins another.
        for _ in 0..<2 { #expect(reached.wait(timeout: .now() + 200) == .success) }
        for _ in 0..<6 { goOn.signal() }
        #expect(fed.wait(timeout: .now() + 200) == .success)
        for _ in 0..<4 { #expect(reached.wait(timeout: .now() + 200) == .success) }
        #expect(reached.wait(timeout: .now() + 0.2) == .timedOut)
        #expect(begun.withLock { $0 } == Set((0..<6).map(String.init)))
    }

    @Test func `a sheet is opened once although it was announced, and a rescan opens it again`() throws {
        let files = Files()
        var scanner = ReplayScanner(sheets: try ReplaySheet.singles(of: ["1", "2"]), loader: files.loader)
        _ = try scanner.perform(.feedSheet)
        _ = try scanner.perform(.acceptSheet)
        _ = try scanner.perform(.feedSheet)
        #expect(files.opened.withLock { $0.sorted() } == ["1", "2"])
        _ = try scanner.perform(.rescanSheet)
        #expect(files.opened.withLock { $0.sorted() } == ["1", "2", "2"])
    }

    @Test func `names that are equal as texts and not as bytes are two files`() throws {
        let loader = ParallelSheetLoader { side throws(ScannerFault) in
            ReplayImage(image: plain(UInt8(side.path.utf8.count)))
        }
        var scanner = ReplayScanner(sheets: try ReplaySheet.singles(of: ["\u{E9}", "e\u{301}"]), loader: loader)
        for gray: UInt8 in [2, 3] {
            #expect(try scanner.perform(.feedSheet) == .sheetScanned(SheetScan(sideA: plain(gray))))
            _ = try scanner.perform(.acceptSheet)
        }
        // Announced as the one, asked for as the other.
        let both = try ReplaySheet.singles(of: ["\u{E9}", "e\u{301}"])
        _ = try loader.load(both[0], before: both[..<1])
        #expect(try loader.load(both[1], before: []).sideA == plain(3))
    }
}
