import Dispatch
import Synchronization

/// Work on every core.
enum Workers {
    private static let pieceCount = 64

    /// The values that a function gives for the numbers of a range, in their order, without those that are nil.
    static func map<Value: Sendable>(_ range: Range<Int>, _ body: @Sendable (Int) -> Value?) -> [Value] {
        let pieces = min(pieceCount, range.count)
        let found = Mutex<[Int: [Value]]>([:])
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let start = range.lowerBound + range.count * piece / pieces
            let end = range.lowerBound + range.count * (piece + 1) / pieces
            let values = (start..<end).compactMap(body)
            if !values.isEmpty { found.withLock { $0[piece] = values } }
        }
        return found.withLock { found in (0..<pieces).flatMap { found[$0] ?? [] } }
    }
}
