import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// What happens when the system itself says no. A file size limit stands in for a full disk: it fails the same write, in
/// the same place, with no privilege needed.
///
/// In a process of its own, because a limit holds for all threads.
@Suite struct FailureTests {
    @Test func `a full disk takes the writer out of service, and what was acknowledged stays`() async throws {
        await #expect(processExitsWith: .success) {
            let scratch = try Scratch()
            let machine = try Machine()
            let directory = scratch("ledger")
            var acknowledged = 0
            do {
                let writer = try machine.open(at: directory, sheets: 1)
                let size = try journal(in: directory).count
                _ = signal(SIGXFSZ, SIG_IGN)
                // Room for two and a half records more.
                var limit = rlimit(rlim_cur: rlim_t(size + 700), rlim_max: rlim_t.max)
                let limited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                #expect(limited == 0)
                #expect(throws: LedgerError.self) {
                    while true {
                        _ = try writer.append(accepted(writer.history.nextSheetNumber))
                        acknowledged += 1
                    }
                }
                limit.rlim_cur = rlim_t.max
                _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                let error = #expect(throws: LedgerError.self) { try writer.append(accepted(99)) }
                guard case .outOfService = error else { fatalError("the writer went on: \(String(describing: error))") }
                #expect(throws: LedgerError.self) { try writer.publish() }
            }
            let writer = try LedgerWriter.open(at: directory, signer: machine.signer)
            guard acknowledged > 0, writer.history.counts.accepted == 1 + acknowledged,
                writer.recovery.droppedTailByteCount > 0
            else { fatalError("\(acknowledged) acknowledged, \(writer.history.counts), \(writer.recovery)") }
            try machine.close(writer)
            try machine.finish(writer)
            guard machine.verify(directory).isFinal else { fatalError("not intact") }
        }
    }
}
