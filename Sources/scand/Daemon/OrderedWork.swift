import Dispatch
import Foundation
import OMR
import ScannerDriver
import Synchronization

/// Work on every core whose results are taken in the order in which it was given out.
///
/// ```
/// next -> next -> next ...      on the calling thread, whenever a core is free
///   \       \       \
///   work    work    work        on any core
///     \       \       \
///     take -> take -> take      on the calling thread, in order
/// ```
enum OrderedWork {
    /// Cores that this process may use.
    static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// Results that wait for an earlier one, for each core: one slow piece must not stop the others, and they must not pile up.
    private static let waitingPerCore = 64

    /// Works off pieces until there are no more.
    ///
    /// - Parameters:
    ///   - next: gives the next piece, or nil. No more pieces are held at any time than there are cores, and one.
    ///   - work: what is done with a piece, on any thread.
    ///   - take: is given the results.
    /// - Throws: what `take` throws, after all work that was begun has ended.
    static func run<Piece: Sendable, Value: Sendable>(
        next: () -> Piece?, work: @escaping @Sendable (Piece) -> Value, take: (Value) throws -> Void
    ) throws {
        let queue = DispatchQueue(label: "scand.work", attributes: .concurrent)
        let (free, all) = (DispatchSemaphore(value: cores + 1), DispatchGroup())
        defer { all.wait() }
        var begun: ArraySlice<Outcome<Value>> = []
        while true {
            free.wait()
            guard let piece = next() else {
                // A semaphore that is let go below its first value is a fault to Dispatch.
                free.signal()
                break
            }
            let outcome = Outcome<Value>()
            begun.append(outcome)
            queue.async(group: all) {
                outcome.set(work(piece))
                free.signal()
            }
            while let first = begun.first, first.isThere || begun.count > waitingPerCore * cores {
                try take(first.get())
                begun.removeFirst()
            }
        }
        for outcome in begun { try take(outcome.get()) }
    }

    /// The values of a function for the numbers below a count, in order.
    static func map<Value: Sendable>(_ count: Int, _ value: @Sendable (Int) -> Value) -> [Value] {
        let values = Mutex<[Value?]>(Array(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let made = value(index)
            values.withLock { $0[index] = made }
        }
        return values.withLock { $0.compactMap(\.self) }
    }

    private final class Outcome<Value: Sendable>: Sendable {
        private let value = Mutex<Value?>(nil)
        private let done = DispatchSemaphore(value: 0)

        var isThere: Bool { value.withLock { $0 != nil } }

        func set(_ result: Value) {
            value.withLock { $0 = result }
            done.signal()
        }

        /// Waits for the value; asked for once.
        func get() -> Value {
            done.wait()
            return value.withLock { value in
                guard let value else { preconditionFailure("signalled without a value") }
                return value
            }
        }
    }
}

extension SheetInterpreter {
    /// Reads a sheet with its sides on two cores: the same as side after side.
    func interpret(_ scan: SheetScan) -> SheetInterpretation {
        let images = scan.sides
        let sides = OrderedWork.map(images.count) { read(images[$0]) }
        return interpret(sides[0], sides.count > 1 ? sides[1] : nil)
    }
}
