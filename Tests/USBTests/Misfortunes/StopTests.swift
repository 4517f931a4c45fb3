import ScannerDriver
import Synchronization
import Testing
import USB

/// Somebody wishes that the scanner stops: whatever it waits for, it answers within half a second of its own time.
@Suite struct StopTests {
    /// The wish, and when it was made.
    private final class Wish: Sendable {
        private let made = Mutex(false)
        var isMade: Bool { made.withLock { $0 } }
        func make() { made.withLock { $0 = true } }
    }

    private let fake = FakePageScan()
    private let wish = Wish()

    private func open() throws -> PageScanScanner {
        try fake.open(USBScannerSettings(isStopped: { [wish] in wish.isMade }))
    }

    /// What a command brings, and how long after the wish.
    private func stop(
        _ scanner: inout PageScanScanner, _ command: ScannerCommand, after wait: Duration
    ) -> (Outcome, Duration) {
        let moment = fake.now + wait
        fake.after(wait) { [wish] _ in wish.make() }
        return (scanner.outcome(command), fake.now - moment)
    }

    @Test func `a wait for a sheet ends`() throws {
        var scanner = try open()
        let (outcome, time) = stop(&scanner, .feedSheet, after: .seconds(1))
        #expect(outcome == .event(.noSheetYet) && time < .milliseconds(500))
        #expect(!fake.feederIsEnabled)
    }

    @Test func `a wait for a sheet that was given back to be taken ends`() throws {
        fake.personTakesAway = nil
        fake.pile = 1
        var scanner = try open()
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(scanner.outcome(.returnSheet) == .event(.sheetReturned))
        let (outcome, time) = stop(&scanner, .feedSheet, after: .seconds(1))
        #expect(outcome == .event(.noSheetYet) && time < .milliseconds(500))
    }

    @Test func `a drop that waits is left to the device`() throws {
        fake.pile = 1
        var scanner = try open()
        #expect(scanner.outcome(.feedSheet) == .scanned)
        fake.isAtFront = true
        let (outcome, time) = stop(&scanner, .acceptSheet, after: .seconds(1))
        #expect(outcome == .fault(.dropWaits) && time < .milliseconds(500))
    }

    @Test func `a device that does not answer is given up`() throws {
        var scanner = try open()
        fake.answers = false
        let (outcome, time) = stop(&scanner, .readStatus, after: .milliseconds(200))
        #expect(outcome == .fault(.timeout) && time < .milliseconds(500))
        let before = fake.now
        #expect(scanner.outcome(.readStatus) == .fault(.timeout))
        #expect(fake.now - before < .milliseconds(500))
    }

    @Test func `a sheet that is being scanned is scanned to its end`() throws {
        fake.pile = 1
        var scanner = try open()
        let (outcome, _) = stop(&scanner, .feedSheet, after: .milliseconds(500))
        #expect(outcome == .scanned)
        #expect(scanner.outcome(.acceptSheet) == .event(.sheetAccepted))
    }
}
