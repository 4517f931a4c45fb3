import Ledger
import LedgerStorage
import Replay
import ReplayFiles
import ScannerDriver

extension ReplayCommand {
    /// Counts the sheets of a recording, which must be asked what it was asked when it was made.
    func countRecording(_ path: String) throws {
        let recording: Recording
        let digest: FileDigest
        do {
            recording = try RecordingFolder.read(path)
            digest = FileDigest(of: try RecordingFolder.lines(path))
        } catch {
            throw CommandFailure(.inputNotOpened, error.detail)
        }
        let loaded = try counting.loadedElection()
        let ballots = try counting.openBallots(for: loaded, list: digest)
        let session = try CountingSession(counting, loaded, ballots)
        guard session.isCounting else { return try session.finish(lastSheet: counting.lastSheet) }
        guard session.settledCount == 0, ballots.store.pending == nil else {
            throw CommandFailure(
                .ledgerRefused,
                "\(ballots.store.directory): the count of the recording was interrupted, and a recording plays from its first "
                    + "sheet alone: 'scand ledger close' ends this count; count the recording into a new directory")
        }
        try session.begin(lastSheet: counting.lastSheet)
        var scanner = RecordedScanner(recording) { side throws(ScannerFault) in
            try RecordingFolder.image(of: side, in: path) { FileDigest(of: $0).hex }
        }
        try session.run(&scanner, total: nil, atEnd: leaveOpen ? .pause : .close) { _ in false }
    }
}
