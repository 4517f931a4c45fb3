import BallotBox
import DurableFiles
import Glibc
import Ledger

extension BallotBoxFiles {
    /// Makes the files of an empty box, written to the last byte and durable: while polls are open no block has to be found
    /// for them, and none is.
    ///
    /// - Returns: the tree over its slots.
    static func create(
        in directory: String, plan: BallotPlan, keys: DayKeys, wrapped: [UInt8]
    ) throws(LedgerError) -> SlotTree {
        try LedgerError.naming(BallotBoxNames.directory) { () throws(SystemFailure) in
            try FileSystem.makeDirectory("\(directory)/\(BallotBoxNames.directory)")
        }
        var leaves: [TreeHash] = []
        leaves.reserveCapacity(plan.slotCount)
        try fill(BallotBoxNames.slots, in: directory, count: plan.slotCount, blockByteCount: plan.slotByteCount) {
            slot in
            let filler = keys.slotFiller(slot, byteCount: plan.slotByteCount)
            leaves.append(.slot(filler))
            return filler
        }
        if plan.pictureByteCount > 0 {
            try fill(
                BallotBoxNames.pictures, in: directory, count: plan.slotCount, blockByteCount: plan.pictureByteCount
            ) { slot in keys.pictureFiller(slot, byteCount: plan.pictureByteCount) }
        }
        try LedgerError.naming(BallotBoxNames.keys) { () throws(SystemFailure) in
            let file = try Descriptor("\(directory)/\(BallotBoxNames.keys)", O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            try file.write(wrapped, at: 0)
            try file.sync()
            try FileSystem.syncDirectory("\(directory)/\(BallotBoxNames.directory)")
        }
        return SlotTree(leaves: leaves)
    }

    private static func fill(
        _ name: String, in directory: String, count: Int, blockByteCount: Int, _ block: (Int) -> [UInt8]
    ) throws(LedgerError) {
        try LedgerError.naming(name) { () throws(SystemFailure) in
            let file = try Descriptor("\(directory)/\(name)", O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            var chunk: [UInt8] = []
            chunk.reserveCapacity(max(chunkByteCount, blockByteCount) + blockByteCount)
            var written = 0
            for index in 0..<count {
                chunk += block(index)
                guard chunk.count >= chunkByteCount || index == count - 1 else { continue }
                try file.write(chunk, at: written)
                written += chunk.count
                chunk.removeAll(keepingCapacity: true)
            }
            try file.sync()
        }
    }

    /// Refuses a disk that has no room for a box, before anything is written.
    static func requireRoom(_ plan: BallotPlan, at parent: String) throws(LedgerError) {
        let free = try LedgerError.naming(parent) { () throws(SystemFailure) in
            try FileSystem.freeByteCount(at: parent)
        }
        guard plan.boxByteCount < free else {
            throw .refused(
                "\(parent): the ballot box takes \(plan.boxByteCount) bytes, and \(free) are free: make room, or take fewer "
                    + "slots or smaller ones")
        }
    }
}
