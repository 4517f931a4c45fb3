import DurableFiles
import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

@Suite final class SecondCopyTests: BoxSuite {
    var copy: String { scratch("copy") }

    /// Both directories hold the same files with the same bytes.
    func requireAlike(line: Int = #line) throws {
        let names = try files(in: directory)
        #expect(try files(in: copy) == names, "line \(line)")
        for name in names {
            #expect(try bytes("\(copy)/\(name)") == bytes("\(directory)/\(name)"), "\(name), line \(line)")
        }
    }

    @Test func `the copy has every byte of a whole day`() throws {
        let store = try machine.opened(at: directory, copy: copy)
        #expect(!store.isDegraded && !store.history.isCopyLost)
        try requireAlike()
        try machine.feed(1...3, to: store)
        _ = try store.void(try store.seal(record: [1], pictures: [[1]]))
        #expect(try bytes("\(copy)/journal") == bytes("\(directory)/journal"))
        #expect(try bytes("\(copy)/box/slots") == bytes("\(directory)/box/slots"))
        #expect(try bytes("\(copy)/box/pictures") == bytes("\(directory)/box/pictures"))
        try store.closePolls(at: Machine.time)
        try requireAlike()
        try machine.finish(store)
        try requireAlike()
        try store.destroyKeys()
        try requireAlike()
        #expect(machine.verify(copy).history.phase == .ended && machine.verify(copy).damage == [])
    }

    @Test func `a ledger without a copy says so`() throws {
        let store = try machine.opened(at: directory)
        #expect(store.isDegraded && store.history.isCopyLost)
    }

    @Test func `a stick that is pulled out stops nobody, is recorded, and is brought up to date when it is back`()
        throws
    {
        let store = try machine.opened(at: directory, copy: copy)
        try machine.feed(1...2, to: store)
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pocket"))
        try machine.feed(3...3, to: store)
        #expect(store.isDegraded && store.history.isCopyLost && store.copyFailure != nil)
        try machine.feed(4...6, to: store)
        _ = try store.void(try store.seal(record: [1], pictures: [[1]]))
        #expect(throws: LedgerError.self) { try store.restoreCopy(at: scratch("none/copy")) }
        #expect(store.isDegraded)
        try FileManager.default.moveItem(atPath: scratch("pocket"), toPath: copy)
        try store.restoreCopy(at: copy)
        #expect(!store.isDegraded && !store.history.isCopyLost && store.copyFailure == nil)
        #expect(throws: LedgerError.self) { try store.restoreCopy(at: copy) }
        try machine.feed(7...7, to: store)
        try store.publish()
        try requireAlike()
    }

    @Test(arguments: ["box/slots", "journal", "lock"]) func `no copy is made of a ledger of which a file is away`(
        file: String
    ) throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...1, to: store)
        try FileManager.default.moveItem(atPath: "\(directory)/\(file)", toPath: scratch("away"))
        #expect(throws: LedgerError.self) { try store.restoreCopy(at: copy) }
        #expect(!FileManager.default.fileExists(atPath: copy))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["away", "ledger"])
    }

    @Test func `a stick that is gone while a sheet's paper moves`() throws {
        let store = try machine.opened(at: directory, copy: copy)
        let sheet = try store.seal(record: [1])
        try FileManager.default.removeItem(atPath: copy)
        _ = try store.complete(sheet)
        #expect(store.isDegraded && store.history.isCopyLost && store.history.counts.accepted == 1)
    }

    @Test func `a fresh stick becomes the copy`() throws {
        let store = try machine.opened(at: directory)
        try machine.feed(1...3, to: store)
        try store.restoreCopy(at: copy)
        #expect(!store.isDegraded && !store.history.isCopyLost)
        try machine.feed(4...4, to: store)
        try store.publish()
        try requireAlike()
    }

    @Test func `a copy whose disk is missing, or comes back, at opening`() throws {
        let stick = scratch("stick")
        let copy = "\(stick)/copy"
        try FileManager.default.createDirectory(atPath: stick, withIntermediateDirectories: false)
        do { try machine.feed(1...2, to: try machine.opened(at: directory, copy: copy)) }
        try FileManager.default.moveItem(atPath: stick, toPath: scratch("pocket"))
        do {
            let store = try machine.reopened(at: directory, copy: copy)
            #expect(store.isDegraded && store.history.isCopyLost && store.copyFailure?.contains(stick) == true)
            try machine.feed(3...4, to: store)
        }
        try FileManager.default.moveItem(atPath: scratch("pocket"), toPath: stick)
        let store = try machine.reopened(at: directory, copy: copy)
        #expect(!store.isDegraded && !store.history.isCopyLost)
        try store.publish()
        #expect(try bytes("\(copy)/journal") == bytes("\(directory)/journal"))
        #expect(machine.verify(copy).damage == [])
    }

    @Test func `opening makes a copy that is asked for and not there`() throws {
        do { try machine.feed(1...2, to: try machine.opened(at: directory)) }
        let store = try machine.reopened(at: directory, copy: copy)
        #expect(!store.isDegraded && !store.history.isCopyLost && store.history.hadCopy)
        try machine.feed(3...3, to: store)
        try store.publish()
        try requireAlike()
    }

    @Test func `a copy that is lost before polls open is remembered`() throws {
        do { _ = try BallotStore.create(at: directory, signer: machine.signer, plan: machine.plan, copy: copy) }
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pocket"))
        let store = try machine.reopened(at: directory)
        try store.openPolls(at: Machine.time)
        try store.closePolls(at: Machine.time)
        try machine.finish(store)
        let error = #expect(throws: LedgerError.self) { try store.destroyKeys() }
        #expect(error?.description.contains("the second copy has the keys too, and is not here") == true)
        try store.destroyKeys(copyIsGone: true)
        #expect(try String(decoding: journal(in: directory), as: UTF8.self).contains("copy gone\ndrafts 0\n"))
    }

    @Test func `unfinished copies with keys in them are swept, and counted in the last leaf`() throws {
        let store = try machine.opened(at: directory, copy: copy)
        try store.closePolls(at: Machine.time)
        try machine.finish(store)
        let names = ["ledger.tmp-0123456789abcdef", "copy.tmp-fedcba9876543210", "copy.tmp-0000000000000000"]
        for name in names {
            try FileManager.default.createDirectory(
                atPath: scratch("\(name)/box"), withIntermediateDirectories: true)
        }
        for name in names.dropLast() { try write(bytes("\(directory)/box/keys"), to: scratch("\(name)/box/keys.2")) }
        // Not ours: another name.
        try write([1], to: scratch("copy.tmp-mine"))
        // What is still open sees the zeros that were written over it.
        let open = try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch("\(names[1])/box/keys.2")))
        try store.destroyKeys()
        #expect(try open.readToEnd()?.allSatisfy { $0 == 0 } == true)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == [
                "copy", "copy.tmp-mine", "ledger",
            ])
        #expect(try String(decoding: journal(in: directory), as: UTF8.self).contains("copy destroyed\ndrafts 2\n"))
    }

    @Test func `the keys are destroyed once another process beside them has ended`() throws {
        let store = try machine.opened(at: directory, copy: copy)
        try store.closePolls(at: Machine.time)
        try machine.finish(store)
        let draft = scratch("ledger.tmp-0123456789abcdef")
        try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: true)
        let other = try Descriptor.directory(draft)
        #expect(try other.lock())
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.3)
            withExtendedLifetime(other) { _ = unsafe rmdir(draft) }
        }
        try store.destroyKeys()
        #expect(store.history.phase == .ended)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == ["copy", "ledger"])
    }

    @Test func `when the ledger's disk dies, the copy is the ledger`() throws {
        do {
            let store = try machine.opened(at: directory, copy: copy)
            try machine.feed(1...4, to: store)
            _ = try store.seal(record: Array("fifth".utf8))
        }
        try FileManager.default.removeItem(atPath: directory)
        let store = try machine.reopened(at: copy)
        #expect(store.history.counts.accepted == 4)
        _ = try store.complete(try #require(store.pending))
        try store.closePolls(at: Machine.time)
        #expect(try store.texts(with: machine.key).count == 5)
        try machine.finish(store)
        #expect(machine.verify(copy).damage == [])
    }

    /// Opening with this copy, and taking it in, are refused, and it stays as it is.
    func requireRefused(_ what: String, line: Int = #line) throws {
        let before = try files(in: copy).map { try bytes("\(copy)/\($0)") }
        let opening = #expect(throws: LedgerError.self, "line \(line)") {
            try machine.reopened(at: directory, copy: copy)
        }
        #expect(opening?.description.contains(what) == true, "line \(line): \(String(describing: opening))")
        let store = try machine.reopened(at: directory)
        let restoring = #expect(throws: LedgerError.self, "line \(line)") { try store.restoreCopy(at: copy) }
        // The ledger has gone on meanwhile: a stick that was ahead has another history now.
        #expect(restoring?.description.contains("second copy") == true, "line \(line)")
        #expect(store.isDegraded)
        #expect(try files(in: copy).map { try bytes("\(copy)/\($0)") } == before, "line \(line)")
    }

    @Test func `a stick of another ledger`() throws {
        _ = try machine.opened(at: directory)
        _ = try machine.opened(at: copy)
        try requireRefused("another ledger")
    }

    @Test func `a stick that is ahead of a disk that was set back`() throws {
        do { try machine.feed(1...2, to: try machine.opened(at: directory, copy: copy)) }
        try FileManager.default.copyItem(atPath: directory, toPath: scratch("earlier"))
        do { try machine.feed(3...5, to: try machine.reopened(at: directory, copy: copy)) }
        try FileManager.default.removeItem(atPath: directory)
        try FileManager.default.moveItem(atPath: scratch("earlier"), toPath: directory)
        let error = #expect(throws: LedgerError.self) { try machine.reopened(at: directory, copy: copy) }
        #expect(error?.description.contains("set back") == true)
        // What the disk held before, without the stick, would be a second history.
        try requireRefused("set back")
    }

    @Test func `a stick that went on alone`() throws {
        do { try machine.feed(1...2, to: try machine.opened(at: directory, copy: copy)) }
        do { try machine.feed(3...3, to: try machine.reopened(at: copy)) }
        do { try machine.feed(4...6, to: try machine.reopened(at: directory)) }
        try requireRefused("another history")
    }

    @Test func `the ledger itself is no second copy`() throws {
        let store = try machine.opened(at: directory)
        #expect(throws: LedgerError.self) { try store.restoreCopy(at: "\(directory)/") }
        #expect(throws: LedgerError.self) { try store.restoreCopy(at: "\(scratch.path)/./ledger") }
        let inside = #expect(throws: LedgerError.self) { try store.restoreCopy(at: "\(directory)/copy") }
        #expect(
            inside == .refused("\(directory)/copy: the second copy has to be outside of the ledger's directory"))
        try machine.feed(1...1, to: store)
    }

    @Test func `keys on a copy that is not here are not said to be destroyed`() throws {
        let store = try machine.opened(at: directory, copy: copy)
        try store.closePolls(at: Machine.time)
        try machine.finish(store)
        try FileManager.default.moveItem(atPath: copy, toPath: scratch("pocket"))
        #expect(throws: LedgerError.self) { try store.destroyKeys() }
        #expect(store.history.phase == .final)
        try FileManager.default.moveItem(atPath: scratch("pocket"), toPath: copy)
        try store.restoreCopy(at: copy)
        try store.destroyKeys()
        #expect(store.history.phase == .ended)
        try requireAlike()
    }
}
