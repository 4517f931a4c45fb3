import DurableFiles
import Synchronization

/// What a program asked of the disk, in order, and when it acknowledged something to the outside.
final class OperationLog: Sendable {
    private let state = Mutex(State())
    private struct State {
        var operations: [FileOperation] = []
        var acknowledgements: [Int] = []
    }

    /// Runs code and notes each change that it makes to files. Only changes of this task are seen, none of other threads.
    func record<Result>(_ body: () throws -> Result) rethrows -> Result {
        try FileOperation.observe(
            with: { operation in self.state.withLock { $0.operations.append(operation) } }, body)
    }

    /// Notes that everything so far was promised to somebody: no power loss may take it back from here on.
    func acknowledge() {
        state.withLock { $0.acknowledgements.append($0.operations.count) }
    }

    var operations: [FileOperation] { state.withLock { $0.operations } }

    /// How often something was acknowledged when so many operations were done.
    func acknowledged(after count: Int) -> Int {
        state.withLock { state in state.acknowledgements.count { $0 <= count } }
    }
}
