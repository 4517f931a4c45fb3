import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Testing

@Suite struct RepairTests {
    let scratch: Scratch
    let machine: Machine
    let directory: String

    init() throws {
        scratch = try Scratch()
        machine = try Machine()
        directory = scratch("ledger")
    }

    @Test func `everything derived is made anew, and the journal is left alone`() throws {
        try machine.day(at: directory, sheets: 270)
        let whole = try FileTree(of: directory)
        for path in try files(in: "\(directory)/tile").map({ "tile/\($0)" }) + ["checkpoint"] {
            for damage in [[], [1, 2, 3], nil] as [[UInt8]?] {
                try FileManager.default.removeItem(atPath: "\(directory)/\(path)")
                if let damage { try write(damage, to: "\(directory)/\(path)") }
                #expect(!machine.verify(directory).isIntact)
                #expect(try LedgerRepair.repair(directory: directory, key: machine.signer.key) == [path])
                #expect(try FileTree(of: directory) == whole)
            }
        }
        #expect(machine.verify(directory).isFinal)
    }

    @Test func `a journal that is not sound, set back or another's repairs nothing`() throws {
        try machine.day(at: directory, sheets: 5)
        let journal = try journal(in: directory)
        var spoiled = journal
        spoiled[1000] ^= 1
        let other = try Machine(seed: 7)
        try other.day(at: scratch("other"), sheets: 5)
        for bytes in [
            spoiled, Array(journal.dropLast()), [], try LedgerSupport.bytes("\(scratch("other"))/journal"),
        ] {
            try write(bytes, to: "\(directory)/journal")
            try write([], to: "\(directory)/tile/0/000.p/9")
            let before = try FileTree(of: directory)
            #expect(throws: LedgerError.self) { try LedgerRepair.repair(directory: directory, key: machine.signer.key) }
            #expect(try FileTree(of: directory) == before)
        }
    }

    @Test func `a ledger that is being written is not repaired beside its writer`() throws {
        let writer = try machine.open(at: directory, sheets: 1)
        #expect(throws: LedgerError.inUse(directory)) {
            try LedgerRepair.repair(directory: directory, key: machine.signer.key)
        }
        _ = try writer.append(accepted(2))
    }

    @Test func `every event of an intact ledger has a proof, and a damaged one gives none`() throws {
        try machine.day(at: directory, sheets: 30)
        let reader = try #require(LedgerReader.read(directory: directory, key: machine.signer.key).reader)
        #expect(reader.leaves.count == 34)
        for (index, leaf) in reader.leaves.enumerated() {
            let proof = try #require(reader.proof(of: index))
            let read = try #require(PortableProof(parsing: proof.encoded))
            #expect(try read.verify(leaf, by: machine.signer.key))
            #expect(try !read.verify(leaf + [0], by: machine.signer.key))
        }
        #expect(reader.proof(of: 34) == nil && reader.proof(of: -1) == nil)
        try write([], to: "\(directory)/checkpoint")
        let damaged = LedgerReader.read(directory: directory, key: machine.signer.key)
        #expect(damaged.reader == nil && !damaged.report.isIntact)
    }
}
