import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

/// What happens when the system says no: a file size limit stands in for a failing disk, as in `FailureTests`.
@Suite struct BoxFailureTests {
    @Test func `after a failed write no sheet is sealed, and nothing that was acknowledged is lost`() async throws {
        await #expect(processExitsWith: .success) {
            let scratch = try Scratch()
            let machine = try BoxMachine()
            let directory = scratch("ledger")
            _ = signal(SIGXFSZ, SIG_IGN)
            func limit(_ size: rlim_t) {
                var limit = rlimit(rlim_cur: size, rlim_max: rlim_t.max)
                _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            }
            // A leaf that cannot be written, then a slot that cannot.
            for failing in ["leaf", "slot"] {
                do {
                    let store =
                        failing == "leaf"
                        ? try machine.opened(at: directory) : try machine.reopened(at: directory)
                    try machine.feed(1...2, to: store)
                    limit(100)
                    #expect(throws: LedgerError.self) {
                        if failing == "leaf" {
                            _ = try store.returned(reason: "overvote")
                        } else {
                            _ = try store.seal(record: [1])
                        }
                    }
                    limit(rlim_t.max)
                    let slots = try bytes("\(directory)/box/slots")
                    let error = #expect(throws: LedgerError.self) { try store.seal(record: [1]) }
                    guard case .outOfService = error else {
                        fatalError("a sheet was taken: \(String(describing: error))")
                    }
                    guard try bytes("\(directory)/box/slots") == slots else { fatalError("a slot was written") }
                }
            }
            let store = try machine.reopened(at: directory)
            guard store.pending == nil, store.history.counts.accepted == 4 else {
                fatalError("\(store.history.counts)")
            }
            try store.closePolls(at: Machine.time)
            guard try store.texts(with: machine.key).count == 4 else { fatalError("records are missing") }
        }
    }
}
