internal import Dispatch
internal import Replay
internal import ScannerDriver
internal import Synchronization

/// A side that is being loaded on another thread.
final class LoadingSide: Sendable {
    private let outcome = Mutex<Result<ReplayImage, ScannerFault>?>(nil)
    private let done = DispatchGroup()

    init(_ side: ReplaySide, on queue: DispatchQueue, loading load: @escaping ParallelSheetLoader.SideLoader) {
        queue.async(group: done) {
            let result: Result<ReplayImage, ScannerFault>
            do throws(ScannerFault) { result = .success(try load(side)) } catch { result = .failure(error) }
            self.outcome.withLock { $0 = result }
        }
    }

    /// Waits for it.
    func wait() throws(ScannerFault) -> ReplayImage {
        done.wait()
        guard let result = outcome.withLock({ $0 }) else {
            preconditionFailure("a side that was loaded has an outcome")
        }
        return try result.get()
    }
}
