import DurableFiles
import Foundation
import LedgerSupport
import Testing

/// A disk as a power loss may have left it, put into a directory of its own.
struct CrashState {
    /// Stands for the directory that was recorded.
    let directory: String
    /// How often something had been acknowledged before the power went.
    let acknowledged: Int
    /// Says which state it is, to find it again: the operations that were done, and what was kept of the unsynced ones.
    let name: String
}

/// Enumerates what a power loss at any moment of a recorded run may leave on the disk, and has each state checked.
///
/// ```
/// let replay = try CrashReplay(of: scratch.path)
/// try replay.log.record { …append…; replay.log.acknowledge() }
/// let count = try replay.forEachState(seed: 1) { state in …open what is in state.directory… }
/// ```
/// States that are alike byte for byte, with as much acknowledged, are checked once.
struct CrashReplay {
    let log = OperationLog()
    private let root: String
    private let before: FileTree

    /// Begins with what stands under a directory now, all of it durable.
    init(of root: String) throws {
        self.root = root
        before = try FileTree(of: root)
    }

    /// Checks every state and gives their number. The first problem of a state is reported with the state's name.
    ///
    /// - Parameter every: which share of the states is checked, for runs that have very many: 1 is all of them.
    @discardableResult func forEachState(
        seed: UInt64, every: Int = 1, _ check: (CrashState) throws -> Void
    ) throws -> Int {
        var generator = SeededGenerator(state: seed)
        var disk = CrashDisk(root: root, holding: before)
        var known: Set<Int> = []
        var count = 0
        func examine(_ done: Int) throws {
            let acknowledged = log.acknowledged(after: done)
            for parts in CrashStates.parts(of: disk.pending, using: &generator).sorted(by: { "\($0)" < "\($1)" }) {
                let tree = disk.tree(keeping: parts)
                var hasher = Hasher()
                hasher.combine(tree)
                hasher.combine(acknowledged)
                guard known.insert(hasher.finalize()).inserted, known.count % every == 0 else { continue }
                let name = "seed \(seed), after operation \(done), keeping \(parts)"
                let scratch = try CrashScratch()
                try tree.write(to: scratch.path)
                do {
                    try check(CrashState(directory: scratch.path, acknowledged: acknowledged, name: name))
                } catch {
                    Issue.record("\(name): \(error)")
                }
                count += 1
            }
        }
        // A power loss leaves one disk: the ledger that was recorded is none beside it.
        for name in try FileManager.default.contentsOfDirectory(atPath: root) {
            try FileManager.default.removeItem(atPath: "\(root)/\(name)")
        }
        try examine(0)
        for (index, operation) in log.operations.enumerated() {
            disk.apply(operation)
            if case .open(_, _, makes: false) = operation { continue }
            try examine(index + 1)
        }
        return count
    }
}

/// A directory in memory, gone with its last holder.
private final class CrashScratch {
    let path: String
    init() throws {
        let memory = "/dev/shm"
        let base = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        path = "\(base)/crash-\(UUID().uuidString)"
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}
