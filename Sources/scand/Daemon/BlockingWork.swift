import Foundation
import Synchronization

/// Asynchronous work for a command that has nothing else to do meanwhile.
enum BlockingWork {
    /// Waits for the work's end on the calling thread, which must be none of the concurrency runtime's own.
    static func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        Task {
            do {
                outcome.set(.success(try await work()))
            } catch {
                outcome.set(.failure(error))
            }
        }
        return try outcome.get()
    }

    private final class Outcome<Value: Sendable>: Sendable {
        private let value = Mutex<Result<Value, any Error>?>(nil)
        private let isThere = DispatchSemaphore(value: 0)

        func set(_ result: Result<Value, any Error>) {
            value.withLock { $0 = result }
            isThere.signal()
        }

        func get() throws -> Value {
            isThere.wait()
            guard let result = value.withLock({ $0 }) else { preconditionFailure("signalled without a value") }
            return try result.get()
        }
    }
}
