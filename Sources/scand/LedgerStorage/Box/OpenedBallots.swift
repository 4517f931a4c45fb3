import BallotBox
public import Ledger

/// The records of a closed box, in the order of their bytes: neither slots nor the order of casting shows.
public struct OpenedBallots {
    /// One sheet.
    public struct Ballot {
        /// What the sheet says.
        public let votes: [UInt8]
        /// The room that it was fed in.
        public let mode: VotingMode
        /// The batch that it is of; 0 for none.
        public let batch: Int
        /// Which sheet of its ballot it is; 0 where that is not said.
        public let sheetOfBallot: Int
        /// Whether pictures of it were kept.
        public var hasPictures: Bool { if case .kept = pictures { true } else { false } }
        let pictures: SheetRecord.Pictures
        let slot: Int
    }

    public let ballots: [Ballot]
    /// Sheets whose pictures did not fit: said in this sum alone, never of one sheet.
    public let withoutRoomForPictures: Int
    let files: BallotBoxFiles

    /// Opens every slot that has a sheet. All records are held in memory at once.
    ///
    /// - Parameters:
    ///   - tree: what the slots must hold.
    ///   - unsettled: the slot of a sheet that is not counted, and not looked at.
    init(
        _ files: BallotBoxFiles, tree: SlotTree, without unsettled: Int? = nil, counted: Int, keys: DayKeys,
        seal: BoxSeal, with key: any BoxKey
    ) throws(LedgerError) {
        try seal.terms.require(key)
        var ballots: [Ballot] = []
        var withoutRoom = 0
        try files.forEachSlot { slot, bytes throws(LedgerError) in
            guard slot != unsettled else { return }
            guard TreeHash.slot(bytes) == tree[slot] else { throw Self.damaged(slot, "its bytes were changed") }
            guard let (message, batch) = keys.message(in: bytes, slot: slot) else { return }
            do throws(BallotBoxError) {
                let sheet = try seal.open(message, with: key)
                if case .leftOut = sheet.pictures { withoutRoom += 1 }
                ballots.append(
                    Ballot(
                        votes: sheet.votes, mode: sheet.mode == .portable ? .portable : .stationary, batch: batch,
                        sheetOfBallot: sheet.sheetOfBallot, pictures: sheet.pictures, slot: slot))
            } catch {
                throw Self.damaged(slot, error.description)
            }
        }
        guard ballots.count == counted else {
            throw .damaged(
                file: BallotBoxNames.slots, what: "\(ballots.count) sheets, but the ledger has \(counted)")
        }
        self.ballots = ballots.sorted { $0.precedes($1) }
        (withoutRoomForPictures, self.files) = (withoutRoom, files)
    }

    /// A sheet's pictures, read when they are asked for; none where none were kept.
    public func pictures(of ballot: Ballot) throws(LedgerError) -> [[UInt8]] {
        guard case .kept(let sealed) = ballot.pictures else { return [] }
        let bytes = try files.pictures(ballot.slot)
        do throws(BallotBoxError) {
            return try sealed.open(bytes, slot: ballot.slot)
        } catch {
            throw .damaged(file: BallotBoxNames.pictures, what: "next to slot \(ballot.slot): \(error)")
        }
    }

    private static func damaged(_ slot: Int, _ what: String) -> LedgerError {
        .damaged(file: BallotBoxNames.slots, what: "slot \(slot): \(what)")
    }
}

extension OpenedBallots.Ballot {
    fileprivate func precedes(_ other: Self) -> Bool {
        if votes != other.votes { return votes.lexicographicallyPrecedes(other.votes) }
        return (mode.rawValue, batch, sheetOfBallot) < (other.mode.rawValue, other.batch, other.sheetOfBallot)
    }
}

extension BoxTerms {
    /// Requires the key that the ballots are sealed to.
    func require(_ key: any BoxKey) throws(LedgerError) {
        guard key.publicKey == self.key else { throw .otherBoxKey(ledger: self.key.text, given: key.publicKey.text) }
    }
}
