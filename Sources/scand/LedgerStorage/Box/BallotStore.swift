import BallotBox
import DurableFiles
public import Ledger

/// A ledger, its sealed ballot box and their second copy: what a machine that counts drives, and the only way a sheet gets
/// in.
///
/// ```
/// seal(record) -> record durable in the box -> the paper moves -> the sensors say what became of it:
///     gone      complete     leaf sheet-accepted
///     back      void         record taken out of the box, leaf sheet-voided
///     unknown   unresolved   leaf sheet-unresolved: it counts, and people are told
/// returned(reason)           summed in the day's record at once; a row of them is one leaf, before the next other one
/// ```
/// One sheet at a time is on its way. Every step is durable, on the second copy too, when its call returns; after a power
/// loss `open` finds the sheet that was on its way as `pending`. After any storage error the store takes nothing more: then
/// nobody knows what the disk holds.
public final class BallotStore {
    private let writer: LedgerWriter
    private let seal: BoxSeal
    private let files: BallotBoxFiles
    /// Both nil when the totals are in.
    private var keys: DayKeys?
    private var places: DayPlaces?
    private var tree: SlotTree
    private var free: FreeSlots
    private var copy: SecondCopy?
    /// Where the second copy should be.
    private var copyPlace: String?
    /// Where the ledger and second copies were written, when the day's record is not at hand any more.
    private var earlierDirectories: [String] = []
    private var failure: String?
    /// Whether the leaf of a sheet that was half sealed is still to be written.
    private var owesVoided = false
    /// Unfinished copies whose keys were destroyed.
    private var sweptDraftCount = 0
    /// When the last checkpoint was published, how many sheets there were, and when enough had come for the next one.
    private var anchored: (sheets: Int, time: LedgerTime?, due: LedgerTime?)

    /// The sheet that is on its way: sealed, and nothing said yet of what became of its paper. Straight after opening: the
    /// one that the interruption caught.
    public private(set) var pending: SealedSheet?
    /// What opening had to repair.
    public private(set) var recovery: BallotRecovery
    /// Why nothing is written to the second copy any more, for the operator; nil where it never was.
    public private(set) var copyFailure: String?

    private init(
        writer: LedgerWriter, genesis: Genesis, files: BallotBoxFiles, keys: DayKeys?, places: DayPlaces?,
        tree: SlotTree, free: [Int], recovery: BallotRecovery
    ) throws(LedgerError) {
        (self.writer, self.seal, self.files) = (writer, BoxSeal(genesis), files)
        (self.keys, self.places, self.tree, self.recovery) = (keys, places, tree, recovery)
        self.free = FreeSlots(free)
        anchored = (writer.history.nextSheetNumber - 1, nil, nil)
        try files.watch(by: writer.lock)
    }

    deinit {
        // What is older than the newest blind goes at the latest when nobody counts any more.
        if failure == nil { try? places?.settle() }
    }

    /// The ledger's directory.
    public var directory: String { writer.directory }
    /// What the leaves so far mean. A row of returned sheets that has not ended yet is in `counts` alone.
    public var history: LedgerHistory { writer.history }
    /// The newest checkpoint as a signed note: may be shown.
    public var note: [UInt8] { writer.note }
    /// Requires that the ledger is still where it was, and notices whether its copy is: asked before a result is told, for what was
    /// written last may be gone.
    public func requireStanding() throws(LedgerError) {
        try writer.lock.requireStanding(in: directory)
        if failure == nil { try copying { copy throws(LedgerError) in try copy.requireStanding() } }
    }

    /// Notices a second copy that was taken away though nothing is written.
    public func lookAtCopy() throws(LedgerError) {
        try requireService()
        try copying { copy throws(LedgerError) in try copy.requireStanding() }
    }

    /// Whether everything is on one disk only: to be shown to whoever runs the machine.
    public var isDegraded: Bool { copy == nil }
    /// Why everything is on one disk only, where the ledger has a second copy; nil where it has not, or where all is done. At the
    /// end, why the copy is not what the ledger is.
    public var degradation: String? {
        if history.phase == .ended {
            return copy == nil
                ? copyFailure.map { "\($0); when that is mended, the same command brings the copy up to date" } : nil
        }
        guard copy == nil, history.hadCopy || copyPlace != nil else { return nil }
        return copyFailure ?? "the ledger has one, and --copy does not say where it is"
    }
    /// Where a copy may be that has the day's keys, though they are destroyed on the one at hand: one that was written to before, or,
    /// where the ledger lost its copy, one of which nobody can tell whether it came back.
    public var strayCopy: String? {
        // Of a directory that is there, but is no ledger, nobody knows where what lay there is.
        let others = otherDirectories.filter { Self.hasKeys($0) || !FileSystem.isThere("\($0)/\(LedgerFiles.journal)") }
        if !others.isEmpty {
            return
                "the ledger or its second copy was at \(others.joined(separator: " and at ")) before: what is left of it has the "
                + "day's keys, and has to be destroyed"
        }
        guard copy != nil, history.copyLossCount > 0 else { return nil }
        return
            "the second copy was lost meanwhile: where another one than \(copyPlace ?? "") was written before, it still has "
            + "the day's keys: destroy it"
    }
    /// Where the ledger and its second copies were written, but for the two in use.
    private var otherDirectories: [String] {
        let ours = [directory, copyPlace].compactMap { $0.map(Self.resolved) }
        return (places?.record.directories ?? earlierDirectories).filter { !ours.contains($0) }
    }
    /// The path without links; also that of a directory which is not there yet.
    private static func resolved(_ path: String) -> String {
        if let there = FileSystem.resolved(path) { return there }
        guard let parent = FileSystem.resolved(FileSystem.parent(of: path)),
            let name = path.utf8.split(separator: UInt8(ascii: "/")).last
        else { return path }
        return "\(parent)/\(Substring(name))"
    }
    /// Whether it is known of every sheet what became of it: not while one is on its way, nor after a storage error.
    public var isSettled: Bool {
        guard failure == nil, pending == nil else { return false }
        return places.map { (try? $0.requireService()) != nil } ?? true
    }
    /// Sheets that the box can still take.
    public var freeSlotCount: Int { free.count }

    /// The number that the next sheet bears.
    public var nextSheetNumber: Int { max(history.nextSheetNumber, (places?.record.lastReturned ?? 0) + 1) }

    /// Sheets of each outcome, with those that were returned since the last leaf.
    public var counts: SheetCounts {
        var counts = history.counts
        counts.returned += nextSheetNumber - history.nextSheetNumber
        return counts
    }
}

// MARK: - The day

extension BallotStore {
    /// Records that the program runs; after an interruption while polls were open also that they are paused by it.
    ///
    /// - Returns: false where the journal is so full that only the end of the day finds room in it: then nothing is recorded,
    ///   polls stay as they are, and can be closed.
    @discardableResult public func machineStarted(
        after cause: MachineStart.Cause, software: String, softwareDigest: FileDigest, at time: LedgerTime
    ) throws(LedgerError) -> Bool {
        try requireService()
        let pause = LedgerEvent.pollsPaused(.interruption, time)
        // The start before this one was cut off between its two leaves.
        if history.mustPause { _ = try record(pause) }
        guard let genesis = history.genesis else { preconditionFailure("every open ledger has a genesis") }
        let start = LedgerEvent.machineStarted(
            MachineStart(
                after: cause, definitionDigest: genesis.definitionDigest, software: software,
                softwareDigest: softwareDigest, time: time))
        guard writer.hasRoom(for: start, pause) else { return false }
        _ = try record(start)
        if history.mustPause { _ = try record(pause) }
        return true
    }

    /// Records that polls are open, and publishes.
    public func openPolls(at time: LedgerTime) throws(LedgerError) {
        try recordAndPublish(.pollsOpened(time), at: time)
    }

    /// Records that no sheet counts for now, and publishes. No sheet may be on its way.
    public func pausePolls(_ reason: PauseReason, at time: LedgerTime) throws(LedgerError) {
        try requireNoSheet()
        try recordAndPublish(.pollsPaused(reason, time), at: time)
        try settle()
    }

    /// Records that sheets count again, and publishes.
    public func resumePolls(at time: LedgerTime) throws(LedgerError) {
        try recordAndPublish(.pollsResumed(time), at: time)
    }

    /// Sheets of an election that a reason or a fault is told of at least; rarer ones are `other`.
    private static let smallestReason = 5

    /// Records that no sheet counts any more, with the sums of the day, and publishes. No sheet may be on its way.
    public func closePolls(at time: LedgerTime) throws(LedgerError) {
        try requireService()
        try requireNoSheet()
        try recordOwed()
        guard let places, let genesis = history.genesis else {
            throw .refused("polls are closed once; the ledger is \(history.phase)")
        }
        let day = places.record
        // A row of one returned sheet and a reason of one sheet are that sheet's number and its reason.
        let isElection = genesis.terms?.purpose == .election
        let least = max(genesis.smallestGroup, isElection ? Self.smallestReason : 1)
        func sums(_ kind: DayRecord.Sum.Kind) -> [Totals.Count] {
            day.sums(kind, atLeast: least).map { Totals.Count(id: $0.key, count: $0.value) }
        }
        try recordAndPublish(
            .pollsClosed(
                PollsClose(
                    history.counts,
                    day: PollsClose.Day(
                        outOfHours: day.outOfHours, inTheWay: day.inTheWay, faults: sums(.fault),
                        returnReasons: sums(.returnReason), time: time))),
            at: time)
        try settle()
    }

    /// Brings checkpoint, tiles and bundles up to the journal, here and on the copy.
    public func publish() throws(LedgerError) {
        try requireService()
        try recordOwed()
        guard let publication = try fatal({ () throws(LedgerError) in try writer.publication() }) else { return }
        try copying { copy throws(LedgerError) in try copy.publish(publication) }
        (anchored.sheets, anchored.due) = (history.nextSheetNumber - 1, nil)
    }

    /// Publishes where so many sheets came, or so many minutes went by, as the genesis has for steps of the running day.
    /// Cheap where nothing is due: to be asked after every sheet, and while none comes.
    ///
    /// The sheet that makes the number full is not published as it comes, for everybody would see its moment: a checkpoint
    /// by number waits for the turn of the minute, as one by time does.
    ///
    /// - Returns: whether a checkpoint was published: witnesses may be asked now.
    @discardableResult public func anchorIfDue(at time: LedgerTime) throws(LedgerError) -> Bool {
        guard let terms = history.genesis?.terms, [.open, .paused].contains(history.phase) else { return false }
        let sheets = nextSheetNumber - 1
        // A clock that was set back begins anew.
        guard let last = anchored.time, last.minutesSince1970 <= time.minutesSince1970 else {
            (anchored.time, anchored.due) = (time, nil)
            return false
        }
        if terms.anchorSheets > 0, sheets - anchored.sheets >= terms.anchorSheets {
            anchored.due = anchored.due ?? time
        }
        let isDue =
            anchored.due.map { $0.minutesSince1970 < time.minutesSince1970 } == true
            || terms.anchorMinutes > 0 && time.minutesSince1970 - last.minutesSince1970 >= terms.anchorMinutes
        guard isDue else { return false }
        anchored.time = time
        guard writer.unpublishedCount > 0 || sheets > anchored.sheets else { return false }
        try publish()
        return true
    }

    private func recordAndPublish(_ event: LedgerEvent, at time: LedgerTime) throws(LedgerError) {
        _ = try record(event)
        try publish()
        anchored.time = time
    }

    /// Overwrites the blind before the newest one, here and on the copy.
    private func settle() throws(LedgerError) {
        try fatal { () throws(LedgerError) in try places?.settle() }
    }
}

// MARK: - Sheets

extension BallotStore {
    /// Seals a sheet's record, and its pictures, into the ballot box: durable on return, so the paper may move.
    ///
    /// Refused before anything is written where the box, or the journal with all that must follow, has no room.
    ///
    /// - Parameters:
    ///   - record: what the sheet says, at most as many bytes as a slot has room for.
    ///   - sheetOfBallot: which sheet of its ballot it is, from 1; 0 where that is not said.
    ///   - pictures: each as the bytes of a file. Where they do not fit into the room, the sheet is kept without them.
    public func seal(
        record: [UInt8], sheetOfBallot: Int = 0, pictures: [[UInt8]] = []
    ) throws(LedgerError) -> SealedSheet {
        var generator = SystemRandomNumberGenerator()
        return try seal(record: record, sheetOfBallot: sheetOfBallot, pictures: pictures, using: &generator)
    }

    /// - Parameter generator: what chooses the slot; only tests have another than the system's.
    package func seal(
        record: [UInt8], sheetOfBallot: Int = 0, pictures: [[UInt8]] = [],
        using generator: inout some RandomNumberGenerator
    ) throws(LedgerError) -> SealedSheet {
        try requireService()
        try requireNoSheet()
        guard history.phase == .open, let keys, let places else {
            throw .refused("no sheet is taken while the ledger is \(history.phase)")
        }
        try writer.requireRoomForSheet()
        try recordOwed()
        guard let slot = free.take(using: &generator) else {
            throw .refused("the ballot box is full: it has \(seal.terms.slotCount) sheets")
        }
        let message: [UInt8]
        let room: [UInt8]
        do throws(BallotBoxError) {
            let sealed: SheetRecord.Pictures
            (sealed, room) = sealing(pictures, slot: slot)
            message = try seal.seal(SheetRecord(votes: record, pictures: sealed, sheetOfBallot: sheetOfBallot))
        } catch {
            free.put(back: slot)
            throw .refused(error.description)
        }
        let bytes = keys.slot(slot, sealing: message, batch: 0)
        let leaf = TreeHash.slot(bytes)
        let blind = DayRecord.freshBlind()
        let sheet = SealedSheet(
            number: history.nextSheetNumber, slot: slot,
            commitment: BoxCommitment(blind: blind, root: tree.root(replacing: slot, with: leaf), .two))
        // Pictures first: a slot that is taken speaks of pictures that are there.
        let place = try fatal { () throws(LedgerError) in
            try writer.lock.requireStanding(in: directory)
            try files.write(pictures: room, slot: slot)
            let place = try places.seal(slot, bytes, blind: blind)
            try writer.lock.requireStanding(in: directory)
            return place
        }
        tree[slot] = leaf
        pending = sheet
        try copying { copy throws(LedgerError) in
            try copy.write(pictures: room, slot: slot)
            try copy.write(place: place, slot: (slot, bytes))
        }
        return sheet
    }

    /// What the record says of the pictures, and the bytes next to the slot. The room is filled for every sheet alike, also
    /// where no picture is in it.
    private func sealing(_ pictures: [[UInt8]], slot: Int) -> (SheetRecord.Pictures, room: [UInt8]) {
        let count = seal.terms.pictureByteCount
        guard count > 0 else { return (pictures.isEmpty ? .none : .leftOut, []) }
        if !pictures.isEmpty, let (sealed, bytes) = SealedPictures.seal(pictures, slot: slot, roomByteCount: count) {
            return (.kept(sealed), bytes)
        }
        guard let (_, bytes) = SealedPictures.seal([], slot: slot, roomByteCount: count) else {
            preconditionFailure("no pictures fit into any room")
        }
        return (pictures.isEmpty ? .none : .leftOut, bytes)
    }

    /// The sensors say that the paper is in the box: the sheet counts, and may be told so.
    public func complete(_ sheet: SealedSheet) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try count(sheet, .sheetAccepted(number: sheet.number, box: sheet.commitment))
    }

    /// Nobody knows whether the paper fell into the box: the sheet counts, and the ledger says that people have to compare.
    public func unresolved(_ sheet: SealedSheet) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try count(sheet, .sheetUnresolved(number: sheet.number, box: sheet.commitment))
    }

    private func count(_ sheet: SealedSheet, _ event: LedgerEvent) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requirePending(sheet)
        let acknowledged = try record(event)
        pending = nil
        places?.completed()
        return acknowledged
    }

    /// The paper goes back to the voter: the record is taken out of the box, and the sheet may be cast anew.
    public func void(_ sheet: SealedSheet) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requirePending(sheet)
        let place = try fatal { () throws(LedgerError) in
            try empty(sheet.slot)
            return try places?.voided()
        }
        try copying { copy throws(LedgerError) in try copy.write(place: place) }
        let acknowledged = try fatal { () throws(LedgerError) in try record(.sheetVoided(number: sheet.number)) }
        pending = nil
        return acknowledged
    }

    /// A sheet went back to the voter without a record. Never fails for lack of room: a row of such sheets takes one leaf.
    ///
    /// - Parameter reason: summed with the others of the day, and told at the close only.
    /// - Returns: the sheet's number.
    @discardableResult public func returned(reason: String) throws(LedgerError) -> Int {
        try requireService()
        try requireNoSheet()
        guard [.open, .paused].contains(history.phase) else {
            throw .refused("no sheet is taken while the ledger is \(history.phase)")
        }
        let number = nextSheetNumber
        try note { record in
            record.lastReturned = number
            record.add(.returnReason, reason)
        }
        return number
    }

    /// A fault came up: summed by its class, and told at the close only.
    public func fault(_ class: String) throws(LedgerError) {
        try requireService()
        try note { $0.add(.fault, `class`) }
    }

    /// Changes the sums of the day; durable on return, but for a fault while a sheet is on its way, which follows it.
    private func note(_ change: (inout DayRecord) -> Void) throws(LedgerError) {
        guard let places, history.phase != .closed else {
            throw .refused("nothing is summed any more; the ledger is \(history.phase)")
        }
        let place = try fatal { () throws(LedgerError) in
            try writer.lock.requireStanding(in: directory)
            let place = try places.update(change)
            try writer.lock.requireStanding(in: directory)
            return place
        }
        if let place { try copying { copy throws(LedgerError) in try copy.write(place: place) } }
    }

    private func requirePending(_ sheet: SealedSheet) throws(LedgerError) {
        try requireService()
        guard sheet === pending else {
            throw .refused("what became of sheet \(sheet.number) was said before, or it is another ledger's")
        }
    }

    private func requireNoSheet() throws(LedgerError) {
        guard let pending else { return }
        throw .refused("sheet \(pending.number) is in the box, and nobody has said what became of its paper")
    }

    /// Writes filler into a slot and the room next to it. The slot first: without it nobody can open the pictures.
    private func empty(_ slot: Int) throws(LedgerError) {
        guard let keys else { preconditionFailure("while polls are open there are keys") }
        let terms = seal.terms
        let filler = keys.slotFiller(slot, byteCount: terms.slotByteCount)
        let room = keys.pictureFiller(slot, byteCount: terms.pictureByteCount)
        try files.write(slot: (slot, filler))
        try files.write(pictures: room, slot: slot)
        tree[slot] = .slot(filler)
        free.put(back: slot)
        try copying { copy throws(LedgerError) in
            try copy.write(slot: (slot, filler))
            try copy.write(pictures: room, slot: slot)
        }
    }
}

// MARK: - Leaves and the copy

extension BallotStore {
    /// The one path of an event: the ledger's disk, then the copy, then the caller.
    private func record(_ event: LedgerEvent) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requireService()
        try recordOwed()
        let acknowledged = try append(event)
        try followJournal()
        return acknowledged
    }

    /// Writes what has to stand before any other leaf: the row of returned sheets, the sheet that an interruption cut off, and
    /// what became of the second copy.
    private func recordOwed() throws(LedgerError) {
        // The leaf that pauses because of an interruption is first.
        guard !history.mustPause else { return }
        if [.open, .paused].contains(history.phase), nextSheetNumber > history.nextSheetNumber {
            _ = try append(.sheetsReturned(from: history.nextSheetNumber, to: nextSheetNumber - 1))
        }
        if owesVoided {
            _ = try append(.sheetVoided(number: history.nextSheetNumber))
            owesVoided = false
        }
        try recordCopy()
        try followJournal()
    }

    /// Says what became of the second copy, where the ledger's phase and its journal have room for it; else `isDegraded` alone
    /// tells.
    private func recordCopy() throws(LedgerError) {
        guard history.isCopyLost != (copy == nil), !history.mustPause,
            [.prepared, .open, .paused, .closed].contains(history.phase)
        else { return }
        let event = copy == nil ? LedgerEvent.copyLost : .copyRestored
        guard writer.hasRoom(for: event) else { return }
        _ = try append(event)
    }

    /// Writes a leaf. Where the disk fails, no sheet may be sealed after it: its paper would move, and no leaf could follow.
    private func append(_ event: LedgerEvent) throws(LedgerError) -> LedgerWriter.Acknowledged {
        do throws(LedgerError) {
            return try writer.append(event)
        } catch {
            switch error {
            case .refused, .notSigned: break
            default: failure = error.description
            }
            throw error
        }
    }

    private func followJournal() throws(LedgerError) {
        try copying { copy throws(LedgerError) in try copy.follow(to: writer.journalByteCount) }
    }

    /// Does something to the second copy. Where that fails, the copy is given up and the ledger says so: a stick that was
    /// pulled out stops nobody from voting.
    private func copying(_ body: (SecondCopy) throws(LedgerError) -> Void) throws(LedgerError) {
        guard let copy else { return }
        do throws(LedgerError) {
            if let earlier = places?.takeCopyFailure() { throw earlier }
            try body(copy)
        } catch {
            copyFailure = Self.named(error, copy.directory)
            follow(nil)
            try recordCopy()
        }
    }

    /// Writes to a second copy from here on, or to none.
    private func follow(_ copy: SecondCopy?) {
        self.copy = copy
        places?.follow(copy?.box)
    }

    /// Takes cosignatures, which were put beside the ledger's files, over to the second copy.
    public func copyCosigned() throws(LedgerError) {
        try copying { copy throws(LedgerError) in try copy.takeCosigned(from: directory) }
    }

    private func requireService() throws(LedgerError) {
        if let failure { throw .outOfService(failure) }
        try fatal { () throws(LedgerError) in try places?.requireService() }
    }

    /// Runs what must not fail.
    private func fatal<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        do throws(LedgerError) {
            return try body()
        } catch {
            failure = error.description
            throw error
        }
    }
}

// MARK: - Making

extension BallotStore {
    /// Makes a new ledger with an empty ballot box, and its second copy.
    ///
    /// Both grow under names of their own: nothing stands at the paths before all of it is durable. The genesis says whether
    /// there is a second copy.
    ///
    /// - Parameter copy: where the second copy goes, which should be another disk; nil for none.
    public static func create(
        at directory: String, signer: any Signer, plan: BallotPlan, copy: String? = nil
    ) throws(LedgerError) -> BallotStore {
        try plan.requireValid(key: signer.key)
        try BallotBoxFiles.requireRoom(plan, at: FileSystem.parent(of: LedgerWriter.trimmed(directory)))
        let copy = copy.map { LedgerWriter.trimmed($0) }
        if let copy {
            guard !"\(copy)/".hasPrefix("\(LedgerWriter.trimmed(directory))/") else {
                throw .refused("\(copy): the second copy has to be outside of the ledger's directory")
            }
            try SecondCopy.requirePlace(copy)
            try BallotBoxFiles.requireRoom(plan, at: FileSystem.parent(of: copy))
            _ = try LedgerDrafts.sweep(beside: copy)
        }
        let keys = DayKeys()
        let copies: SecretCopies
        do throws(SigningError) {
            copies = try SecretCopies(of: keys, boxKey: plan.boxKey, signer: signer)
        } catch {
            throw .notSigned(error.description)
        }
        let blind = DayRecord.freshBlind()
        var emptyTree: SlotTree?
        let writer = try LedgerWriter.create(at: directory, signer: signer) { draft throws(LedgerError) in
            let tree = try BallotBoxFiles.create(in: draft, plan: plan, keys: keys, copies: copies, blind: blind)
            emptyTree = tree
            return try plan.genesis(
                key: signer.key, hasCopy: copy != nil,
                commitment: BoxCommitment(blind: blind, root: tree.root, .two))
        }
        guard let genesis = writer.history.genesis, let emptyTree else {
            preconditionFailure("a new ledger has a genesis")
        }
        let files = try BallotBoxFiles(in: writer.directory, terms: genesis.box)
        let store = try BallotStore(
            writer: writer, genesis: genesis, files: files, keys: keys,
            places: DayPlaces(files, keys: keys, record: DayRecord(sheets: 0, blind: blind), base: 0), tree: emptyTree,
            free: Array(0..<plan.slotCount), recovery: BallotRecovery())
        try store.watchKeys()
        store.copyPlace = copy
        guard let copy else { return store }
        var made = [writer.directory]
        do throws(LedgerError) {
            try store.requireRoomToNote(copy)
            // Before keys are there: a copy that is cut off while it is made has them too.
            try store.noteDirectories(copy: copy)
            try SecondCopy.make(at: copy, of: writer.directory, under: writer.lock)
            made = [writer.directory, copy]
            try store.attach(try FoundCopy(at: copy, of: writer, terms: genesis.box))
            if let why = store.copyFailure { throw LedgerError.refused(why) }
        } catch {
            store.failure = error.description
            for place in made {
                _ = try? BoxKeysFiles.destroy(in: place)
                FileSystem.removeTree(place)
            }
            throw error
        }
        return store
    }
}

// MARK: - Opening

extension BallotStore {
    /// Opens a ledger with its ballot box to go on, after checking that the box is the one that the ledger committed to, and
    /// repairing what a power loss left.
    ///
    /// A slot that was half written is emptied, and its sheet voided where the day's record speaks of it: its paper had not
    /// moved. A whole slot without a leaf is `pending`: a person has to say what became of its paper. Anything else that does not
    /// fit is named and refused. A ledger whose totals are in opens for `destroyKeys` alone, and only while all that was signed is
    /// whole. Where nothing is left to do, the second copy is brought up to date before it is refused as final.
    ///
    /// - Parameters:
    ///   - expected: the election and definition that the caller has; the ledger must be of the same.
    ///   - copy: where the second copy is; one is made where nothing is. Where that is not possible the ledger says so and goes
    ///     on without; one of another ledger, or one that is newer than the ledger, is refused.
    ///   - held: checkpoints, as signed notes, that people outside hold: a ledger that was set back behind one is refused.
    ///   - tell: told what was put right of a ledger that is then refused because nothing is left to do.
    public static func open(
        at directory: String, signer: any Signer, expecting expected: LedgerIdentity? = nil, copy: String? = nil,
        notOlderThan held: [[UInt8]] = [], telling tell: (BallotRecovery) -> Void = { _ in }
    ) throws(LedgerError) -> BallotStore {
        let writer = try LedgerWriter.open(
            at: directory, signer: signer, expecting: expected, notOlderThan: held, accepting: [.final, .ended])
        guard let genesis = writer.history.genesis else { preconditionFailure("every open ledger has a genesis") }
        let copy = copy.map { LedgerWriter.trimmed($0) }
        // Beside a copy that cannot be written to nothing can be swept; before keys are called destroyed it is looked at again.
        let drafts = try sweep(beside: [writer.directory]) + ((try? sweep(beside: [copy])) ?? 0)
        if writer.history.phase == .ended {
            var recovery = BallotRecovery(ledger: writer.recovery)
            (recovery.sweptDraftCount, recovery.isFinished) = (drafts, true)
            defer { tell(recovery) }
            // Somebody put them back: from a copy of the box, that was to be destroyed.
            recovery.destroyedKeysAgain = try BoxKeysFiles.destroy(in: writer.directory)
            if let stray = try BoxKeysFiles.stray(in: writer.directory) { throw .strayKeys(stray) }
            try updateCopy(of: writer, genesis.box, at: copy, &recovery)
            throw .final(writer.directory)
        }
        if writer.history.phase == .final {
            try SignedFiles(writer.history).requireWhole(in: writer.directory, copy: copy)
        }
        let files = try BallotBoxFiles(in: writer.directory, terms: genesis.box)
        let (found, missing) = try find(copy, writer, genesis.box)
        let store =
            writer.history.phase == .final
            ? try BallotStore(
                writer: writer, genesis: genesis, files: files, keys: nil, places: nil,
                tree: SlotTree(leaves: [.empty]), free: [], recovery: BallotRecovery(ledger: writer.recovery))
            : try repaired(writer, genesis, files, signer)
        (store.copyPlace, store.sweptDraftCount, store.recovery.sweptDraftCount) = (copy, drafts, drafts)
        if writer.history.phase == .final { try UnsignedTotals.remove(from: writer.directory) }
        store.copyFailure = missing
        if writer.history.phase == .final { store.earlierDirectories = earlierDirectories(of: writer, files, signer) }
        try store.take(found)
        return store
    }

    /// Where second copies of a ledger with totals were written, while its keys are still there.
    private static func earlierDirectories(
        of writer: LedgerWriter, _ files: BallotBoxFiles, _ signer: any Signer
    ) -> [String] {
        let read = try? BoxKeysFiles.read(in: writer.directory) { copies throws(DayKeysError) in
            try copies.keys(by: signer)
        }
        guard let keys = read?.keys, let records = try? files.places(keys) else {
            return BoxKeysFiles.directoriesLeft(in: writer.directory)
        }
        return records.compactMap(\.self).max { $0.writes < $1.writes }?.directories ?? []
    }

    /// Finishes an interruption between the last leaf of a ledger and that of its second copy.
    private static func updateCopy(
        of writer: LedgerWriter, _ terms: BoxTerms, at copy: String?, _ recovery: inout BallotRecovery
    ) throws(LedgerError) {
        try SignedFiles(writer.history).requireWhole(in: writer.directory, copy: copy)
        let (found, missing) = try find(copy, writer, terms)
        if let missing, let copy, hasKeys(copy) {
            throw .refused(
                "the count is finished, but \(missing): if this was its second copy, it still has the day's keys: destroy it"
            )
        }
        if let missing, let copy, FileSystem.isThere(copy) { recovery.uselessCopy = missing }
        if try found?.update(in: .ended, wasLost: false).wasBehind == true { recovery.updatedCopy = copy }
    }

    private static func sweep(beside places: [String?]) throws(LedgerError) -> Int {
        var count = 0
        for place in places {
            guard let place else { continue }
            count += try LedgerDrafts.sweep(beside: place).withKeys
        }
        return count
    }

    /// The store of a running day, its box put right after an interruption.
    private static func repaired(
        _ writer: LedgerWriter, _ genesis: Genesis, _ files: BallotBoxFiles, _ signer: any Signer
    ) throws(LedgerError) -> BallotStore {
        let read = try BoxKeysFiles.read(in: writer.directory) { copies throws(DayKeysError) in
            try copies.keys(by: signer)
        }
        let survey = try SlotSurvey(of: files, terms: genesis.box, keys: read.keys)
        let state = try BoxState(
            survey, places: try files.places(read.keys), history: writer.history, terms: genesis.box, keys: read.keys)
        var next: [UInt8]?
        if case .whole(_, let blind) = state.sheet { next = blind }
        let places = DayPlaces(files, keys: read.keys, record: state.record, base: state.base, next: next)
        let store = try BallotStore(
            writer: writer, genesis: genesis, files: files, keys: read.keys, places: places, tree: survey.tree,
            free: survey.free, recovery: BallotRecovery(ledger: writer.recovery))
        try store.fatal { () throws(LedgerError) in try store.settle(state) }
        for file in read.spoiled {
            try BoxKeysFiles.write(file.bytes, to: file.name, in: writer.directory)
            store.recovery.mendedFiles.append(file.name)
        }
        try store.watchKeys()
        return store
    }

    /// A box of which both key files are gone is never opened again: they must stay where they are until they are destroyed.
    private func watchKeys() throws(LedgerError) {
        for name in BallotBoxNames.keys { try writer.lock.watch(name, in: directory) }
    }

    private func settle(_ state: BoxState) throws(LedgerError) {
        if state.isPlaceTorn { recovery.mendedFiles.append(BallotBoxNames.slots) }
        switch state.sheet {
        case .none: try settle()
        case .half(let slot):
            try requireOpenPolls(slot)
            if let slot { try fatal { () throws(LedgerError) in try empty(slot) } }
            // The place that speaks of it goes before its leaf: it must not be voided twice.
            try settle()
            (owesVoided, recovery.voidedHalfSheet) = (true, true)
        case .unexplained(let slot):
            try requireOpenPolls(slot)
            try fatal { () throws(LedgerError) in try empty(slot) }
            try settle()
            recovery.emptiedSlot = true
        case .whole(let slot, _):
            try requireOpenPolls(slot)
            guard let places else { preconditionFailure("while polls are open there are places") }
            var blind = places.nextBlind
            if blind == nil {
                let fresh = DayRecord.freshBlind()
                _ = try fatal { () throws(LedgerError) in try places.caught(blind: fresh) }
                blind = fresh
            }
            pending = SealedSheet(
                number: history.nextSheetNumber, slot: slot,
                commitment: BoxCommitment(blind: blind ?? [], root: tree.root, .two))
        }
    }

    private func requireOpenPolls(_ slot: Int?) throws(LedgerError) {
        guard ![.open, .paused].contains(history.phase), let slot else { return }
        throw .damaged(file: BallotBoxNames.slots, what: "slot \(slot) is in use, but polls are not open")
    }

    /// The copy at its place; nil where none is, or its disk cannot be used, and why.
    private static func find(
        _ copy: String?, _ writer: LedgerWriter, _ terms: BoxTerms
    ) throws(LedgerError) -> (FoundCopy?, missing: String?) {
        guard let copy else { return (nil, nil) }
        try SecondCopy.requireApart(copy, from: writer.directory)
        do throws(LedgerError) {
            return (try FoundCopy(at: copy, of: writer, terms: terms), nil)
        } catch {
            switch error {
            case .notALedger, .system, .damagedCopy: return (nil, Self.named(error, copy))
            default: throw error
            }
        }
    }

    /// An error with the second copy's path in it: a file's name alone could be one of the ledger's own.
    private static func named(_ error: LedgerError, _ copy: String) -> String {
        let text = error.description.hasPrefix(copy) ? error.description : "\(copy): \(error.description)"
        guard case .damagedCopy = error, hasKeys(copy) else { return text }
        return text
            + "; name another place with --copy, and when that copy is made, destroy this one: it has the day's keys"
    }

    private static func hasKeys(_ place: String) -> Bool {
        BoxKeysFiles.first(in: place) != nil
    }

    /// Takes a copy that was found, or makes one where nothing is.
    private func take(_ found: FoundCopy?) throws(LedgerError) {
        if let found { return try attach(found) }
        if let copyPlace {
            if history.phase != .final, !FileSystem.isThere(copyPlace) {
                // That the one before is missing is said first; where nothing happened since the genesis, none was made.
                if writer.size > 1 { try recordOwed() }
                do throws(LedgerError) {
                    return try restoreCopy(at: copyPlace)
                } catch {
                    copyFailure = Self.named(error, copyPlace)
                }
            }
        }
        try recordOwed()
    }

    /// Brings a found copy up to date and writes to it from here on.
    private func attach(_ found: FoundCopy) throws(LedgerError) {
        if isAnother(found) {
            recovery.isAnotherCopy = true
            // The leaf says that the one before is lost.
            if writer.size > 1 { try recordOwed() }
        }
        do throws(LedgerError) {
            try requireRoomToNote(found.directory)
            let updated = try found.update(
                in: history.phase, wasLost: history.isCopyLost || recovery.isAnotherCopy)
            follow(updated.copy)
            recovery.mendedCopyFiles = updated.mended
            copyFailure = nil
            try noteDirectories(copy: found.directory)
        } catch {
            if case .outOfService(let why) = error {
                failure = why
                throw error
            }
            copyFailure = Self.named(error, found.directory)
        }
        try recordOwed()
    }

    /// Writes down where the ledger and its copy are, while there is a day's record.
    private func noteDirectories(copy: String) throws(LedgerError) {
        let (ours, theirs) = (Self.resolved(directory), Self.resolved(copy))
        guard let places, places.record.directories.last != theirs || !places.record.directories.contains(ours)
        else { return }
        let written = try fatal { () throws(LedgerError) in
            try places.update { _ = $0.note(ledgerAt: ours, copyAt: theirs) }
        }
        if let written { try copying { copy throws(LedgerError) in try copy.write(place: written) } }
    }

    /// Requires that a copy can be remembered: one that is forgotten keeps its keys, and nobody hears of it.
    private func requireRoomToNote(_ copy: String) throws(LedgerError) {
        guard var record = places?.record,
            !record.note(ledgerAt: Self.resolved(directory), copyAt: Self.resolved(copy))
        else { return }
        throw .refused(
            "\(copy): the ledger remembers \(DayRecord.mostDirectories) places of itself and its copies, with paths of "
                + "1,500 bytes in all, and has no room for this one: put the copy where one was before, or under a shorter path"
        )
    }

    /// Whether it is not the copy that was written to last: one at another place, or one that lacks more than an interruption can
    /// have kept from it.
    private func isAnother(_ found: FoundCopy) -> Bool {
        guard !history.isCopyLost, history.hadCopy else { return false }
        let last = places?.record.directories.last
        return found.missingEventCount > Self.mostMissing || last.map { $0 != Self.resolved(found.directory) } ?? false
    }

    /// Events that are written before the copy has them: those that are owed, and one.
    private static let mostMissing = 4

    /// Brings a second copy up to date that came back, or makes one where nothing is, and writes to it from here on.
    ///
    /// A stick of another ledger, and one that has more or other events than the ledger, is refused and not touched.
    public func restoreCopy(at path: String) throws(LedgerError) {
        try requireService()
        guard let terms = history.genesis?.box else { preconditionFailure("every open ledger has a genesis") }
        let path = LedgerWriter.trimmed(path)
        if copy?.directory == path { throw .refused("\(path): this second copy is in use") }
        try requireRoomToNote(path)
        sweptDraftCount += try Self.sweep(beside: [path])
        if !FileSystem.isThere(path) {
            try noteDirectories(copy: path)
            try SecondCopy.make(at: path, of: directory, under: writer.lock)
            recovery.madeCopyAnew = history.copyLossCount > 0 || history.genesis?.terms?.hasCopy == true
        }
        copyPlace = path
        try attach(try FoundCopy(at: path, of: writer, terms: terms))
    }
}

// MARK: - The end

extension BallotStore {
    /// Opens the box of closed polls. All records are held in memory at once; pictures are read one sheet at a time.
    ///
    /// May be asked again, also after an interruption, until the totals are signed.
    public func opened(with key: any BoxKey) throws(LedgerError) -> OpenedBallots {
        try requireService()
        guard history.phase == .closed, let keys else {
            throw .refused(
                "the ballot box is opened between the close of polls and the totals; the ledger is \(history.phase)")
        }
        return try OpenedBallots(
            files, tree: tree, counted: history.counts.counted, keys: keys, seal: seal, with: key)
    }

    /// Puts the release in place, and the totals that `sign` records. For a machine that has both keys; else `OpenBox` does it.
    ///
    /// - Parameter releasing: hands the release's files one by one to what it is given, in an order that follows from what
    ///   is in them. Where it throws, nothing is final: open anew.
    public func prepareTotals(
        contests: [ContestTotals],
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) -> Totals {
        try requireService()
        guard history.phase == .closed, let places else {
            throw .refused("totals are given once, after the close of polls; the ledger is \(history.phase)")
        }
        let box = UnsignedTotals.Box(history: history, root: tree.root, blind: places.record.blind)
        return try UnsignedTotals.prepare(in: directory, box, contests: contests, releasing: releasing)
    }

    /// Opens the box of closed polls with what its custodian let this machine open.
    public func openedByCustodian() throws(LedgerError) -> OpenedBallots {
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileSystem.read(
                "\(directory)/\(BallotBoxNames.openings)",
                limit: BoxOpenings.maximumByteCount(slots: seal.terms.slotCount))
        } catch {
            guard error.isMissing else { throw .damaged(file: BallotBoxNames.openings, what: error.message) }
            throw .refused(
                "\(directory)/\(BallotBoxNames.openings): nothing is there: 'scand ledger release open' with the box key leaves "
                    + "it, and all three come back to the station: release, \(LedgerFiles.unsignedTotals), "
                    + "\(BallotBoxNames.openings)"
            )
        }
        guard let openings = BoxOpenings(parsing: bytes, of: seal.terms.key) else {
            throw .refused(
                "\(BallotBoxNames.openings): not as 'scand ledger release open' of this version writes it: bring it, the release and "
                    + "\(LedgerFiles.unsignedTotals) again from the custodian, and then 'scand ledger release sign' again"
            )
        }
        return try opened(with: openings)
    }

    /// Requires that the totals that somebody else prepared, and the release beside them, are what the box says.
    ///
    /// - Parameters:
    ///   - contests: what the box's records add up to.
    ///   - releasing: hands over every file that the box gives, as for `prepareTotals`.
    public func requirePrepared(
        contests: [ContestTotals],
        releasing: ((ReleaseFile) throws(LedgerError) -> Void) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        try requireService()
        guard history.phase == .closed, let places else {
            throw .refused("totals are signed once, after the close of polls; the ledger is \(history.phase)")
        }
        try UnsignedTotals.require(
            UnsignedTotals.read(in: directory, history: history, checker: nil),
            areThoseOf: UnsignedTotals.Box(history: history, root: tree.root, blind: places.record.blind),
            contests: contests, releasing: releasing)
    }

    /// Gives the result: records the totals that were prepared with the last blind, and publishes. The earlier blinds are shown
    /// to nobody, ever.
    ///
    /// Refused where they, or the release beside them, are not what the leaves say.
    ///
    /// - Parameter checker: reads what the released files mean.
    public func sign(checkedBy checker: (any ReleaseChecker)? = nil) throws(LedgerError) -> LedgerWriter.Acknowledged {
        try requireService()
        guard history.phase == .closed else {
            throw .refused("totals are signed once, after the close of polls; the ledger is \(history.phase)")
        }
        let totals = try UnsignedTotals.read(in: directory, history: history, checker: checker)
        let acknowledged = try record(.totals(totals))
        earlierDirectories = places?.record.directories ?? []
        (keys, places) = (nil, nil)
        try UnsignedTotals.remove(from: directory)
        try publish()
        try copying { copy throws(LedgerError) in try copy.publish(from: directory) }
        return acknowledged
    }

    /// Seconds that a process which is at work beside the ledger gets to end: one that began a ledger at the same moment finds
    /// the place taken as soon as its own box is written.
    private static let patience = 20.0

    /// Destroys the day's secret here, on the second copy and in whatever unfinished copies are beside them, and says so in the
    /// last leaf.
    ///
    /// - Parameter copyIsGone: that people know the second copy to be lost. A copy has the secret too, so where none is at hand
    ///   the leaf would else be a promise that nobody can keep.
    public func destroyKeys(copyIsGone: Bool = false) throws(LedgerError) {
        try requireService()
        guard history.phase == .final else {
            throw .refused("the keys are destroyed after the totals; the ledger is \(history.phase)")
        }
        try copying { copy throws(LedgerError) in try copy.requireStanding() }
        try SignedFiles(history).requireWhole(in: directory, copy: copyPlace)
        let canDo = copyIsGone || !history.hadCopy
        try requireNoKeysOnLostCopy()
        for place in otherDirectories where FileSystem.isDirectory(place) {
            let named = BoxKeysFiles.first(in: place)
            let stray = named == nil ? try BoxKeysFiles.stray(in: place) : nil
            guard let left = named ?? stray else { continue }
            guard copyPlace == nil, !copyIsGone else { throw .strayKeys(left) }
            throw .keysOnCopy("\(place), where the ledger or its copy was before, has the keys too")
        }
        guard copy != nil || canDo else {
            throw .keysOnCopy(
                "the second copy has the keys too, and is not here: bring it back, or say that it is gone")
        }
        for place in [directory, copyPlace] + otherDirectories {
            guard let place else { continue }
            let swept = try LedgerDrafts.sweep(beside: place, patience: Self.patience)
            sweptDraftCount += swept.withKeys
            if let busy = swept.busy.first { throw .inUse(busy) }
        }
        for place in [directory, copyPlace] {
            if let place, let stray = try BoxKeysFiles.stray(in: place) { throw .strayKeys(stray) }
        }
        for name in BallotBoxNames.keys { writer.lock.forget(name) }
        // Those of the ledger last: without them nobody can read where copies are. Should the copy be opened as the ledger before that,
        // it says where they are.
        let left = [Self.resolved(directory)] + otherDirectories
        try copying { copy throws(LedgerError) in try copy.overwriteKeys(naming: left) }
        try requireNoKeysOnLostCopy()
        guard copy != nil || canDo else {
            throw .keysOnCopy("the keys on the second copy were not destroyed: \(copyFailure ?? "")")
        }
        _ = try fatal { () throws(LedgerError) in try BoxKeysFiles.destroy(in: directory) }
        let areOverwrittenOnCopy = copy != nil
        try copying { copy throws(LedgerError) in try copy.destroyKeys() }
        let said = KeysDestroyed(
            copy: areOverwrittenOnCopy ? .destroyed : history.hadCopy ? .gone : .none, drafts: sweptDraftCount)
        _ = try record(.keysDestroyed(said))
        try publish()
    }
}

extension BallotStore {
    /// A copy that cannot be used may have the keys all the same.
    private func requireNoKeysOnLostCopy() throws(LedgerError) {
        guard copy == nil, let copyPlace, let left = BoxKeysFiles.first(in: copyPlace) else { return }
        throw .strayKeys(left)
    }
}
