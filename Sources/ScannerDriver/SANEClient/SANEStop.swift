internal import SANEMessages
internal import Synchronization

/// Stops a scanner from another thread than the one that drives it.
///
/// The sheet that is being scanned ends with the fault `cancelled`, and the batch with it. Sheets that were scanned ahead
/// lie in the output tray: they are delivered first, so that none is lost.
public final class SANEStop: Sendable {
    private struct State {
        var progress: SANEProgress?
        var batch: UInt64 = 0
        var isWanted = false
    }

    private let state = Mutex(State())

    public init() {}

    /// Stops the batch that is under way, or the next one when none is; what a device or a network does not answer is given up.
    public func stop() {
        state.withLock { state in
            state.isWanted = true
            state.progress?.stop(through: state.batch)
        }
    }

    var isWanted: Bool { state.withLock { $0.isWanted } }

    /// Tells which batch is under way, and where the helper looks.
    func attach(_ progress: SANEProgress?, batch: UInt64) {
        state.withLock { state in
            (state.progress, state.batch) = (progress, batch)
            if state.isWanted { progress?.stop(through: batch) }
        }
    }

    /// The batch has ended: the wish is fulfilled.
    func clear() { state.withLock { $0.isWanted = false } }
}
