import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

@Suite struct JournalSpaceTests {
    let scratch: Scratch
    let directory: String

    init() throws {
        scratch = try Scratch()
        directory = scratch("ledger")
    }

    @Test func `a journal never grows, and its space follows from the slots`() throws {
        let machine = try Machine(slots: 16)
        let writer = try machine.open(at: directory, sheets: 0)
        let size = try bytes("\(directory)/journal").count
        #expect(size % 4096 == 0)
        // Leaf and note of a sheet, as they are once the size has ten digits.
        let note = try writer.append(.sheetsReturned(from: 1, to: 1)).note.count
        let record = 12 + 113 + (note + 9) + 4
        #expect(size >= (3 * 16 + 1000) * record && size < (3 * 16 + 1000) * (record + 1) + 4 * 66_200)
        try machine.feed(15, to: writer)
        #expect(try bytes("\(directory)/journal").count == size)
    }

    @Test func `a full journal refuses sheets before anything is signed, and the day can still be closed`() throws {
        let machine = try Machine(slots: 1)
        let counting = CountingSigner(machine.signer)
        let writer = try LedgerWriter.create(at: directory, signer: counting, genesis: machine.genesis)
        _ = try writer.append(.pollsOpened(Machine.time))
        var error: LedgerError?
        while error == nil {
            error = Self.failure { () throws(LedgerError) in try writer.requireRoomForSheet() }
            if error == nil { _ = try writer.append(.sheetVoided(number: writer.history.nextSheetNumber)) }
        }
        #expect(error?.description.contains("the journal is full after") == true)
        #expect(writer.history.counts.voided > 3 * 1 + 700)
        // What may still happen beside sheets: pauses, for as long as the spare room lasts.
        var pauses = 0
        let full = Self.failure { () throws(LedgerError) in
            while true {
                _ = try writer.append(
                    writer.history.phase == .open
                        ? .pollsPaused(.jam, Machine.time) : .pollsResumed(Machine.time))
                pauses += 1
            }
        }
        #expect(full?.description.contains("the journal is full after") == true && pauses > 200)
        // The leaves of what was done before.
        if writer.history.phase == .paused {
            _ = try writer.append(.sheetVoided(number: writer.history.nextSheetNumber))
        }
        let number = writer.history.nextSheetNumber
        _ = try writer.append(.sheetsReturned(from: number, to: number + 500))
        let signed = counting.count
        let event =
            writer.history.phase == .open
            ? LedgerEvent.pollsPaused(.jam, Machine.time) : .pollsResumed(Machine.time)
        #expect(throws: LedgerError.self) { try writer.append(event) }
        #expect(counting.count == signed)
        try machine.close(writer)
        try machine.finish(writer)
        _ = try writer.append(.keysDestroyed(KeysDestroyed(copy: .none, drafts: 0)))
        try writer.publish()
        let report = machine.verify(directory)
        #expect(report.damage == [] && report.isFinal && report.history.phase == .ended)
    }

    /// What a body throws.
    private static func failure(_ body: () throws(LedgerError) -> Void) -> LedgerError? {
        do throws(LedgerError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a day that the disk cannot hold is refused in one line, and nothing is left`() async throws {
        // A limit on the size of files stands in for a full disk, in a process of its own.
        await #expect(processExitsWith: .success) {
            let scratch = try Scratch()
            let machine = try Machine()
            _ = signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: rlim_t.max)
            let limited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            #expect(limited == 0)
            let error = #expect(throws: LedgerError.self) {
                try LedgerWriter.create(at: scratch("ledger"), signer: machine.signer, genesis: machine.genesis)
            }
            guard let error, !"\(error)".contains("\n"),
                try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty
            else { fatalError("\(String(describing: error))") }
        }
    }

    @Test func `a ledger that the disk has no room for is refused before a byte is written`() throws {
        // More slots than fit into a journal that can be read at all.
        let name = "example.org/" + String(repeating: "x", count: 244)
        let machine = try Machine(name, slots: 1 << 20)
        let error = #expect(throws: LedgerError.self) {
            try LedgerWriter.create(at: directory, signer: machine.signer, genesis: machine.genesis)
        }
        #expect("\(try #require(error))".contains("choose fewer slots"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }
}

/// Counts what is asked of a signer.
private final class CountingSigner: Signer, @unchecked Sendable {
    private let signer: any Signer
    private(set) var count = 0
    let key: VerifierKey
    init(_ signer: any Signer) { (self.signer, key) = (signer, signer.key) }
    func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        count += 1
        return try signer.sign(message)
    }
}
