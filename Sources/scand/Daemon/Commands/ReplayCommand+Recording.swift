import Ledger
import Replay
import ReplayFiles
import ScannerDriver

extension ReplayCommand {
    /// Counts the sheets of a recording, which must be asked what it was asked when it was made.
    func countRecording(_ path: String) throws {
        let recording: Recording
        do {
            recording = try RecordingFolder.read(path)
        } catch {
            throw CommandFailure(.inputNotOpened, error.detail)
        }
        let loaded = try counting.loadedElection()
        let ballots = try counting.openBallots(for: loaded)
        var scanner = RecordedScanner(recording) { side throws(ScannerFault) in
            try RecordingFolder.image(of: side, in: path) { FileDigest(of: $0).hex }
        }
        try CountingSession(counting, loaded, ballots).run(&scanner, total: nil) { _ in false }
    }
}
