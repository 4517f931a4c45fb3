import Ledger
import LedgerStorage
import ScannerDriver

/// What opening a ledger found of a run that stopped in the middle, told to the operator and brought to an end.
struct InterruptedSheet {
    let store: BallotStore

    /// Settles what the interruption left, so that sheets can be fed again.
    ///
    /// - Parameters:
    ///   - lastSheet: what a person saw; asked for where nothing else tells.
    ///   - place: what the kind of count tells: files stay where they are. Nil for paper. Sensors are not asked: they tell whether
    ///     paper is there, not whose. Where a program ended while a sheet was on its way, that one may have fallen and the next
    ///     voter's been drawn in behind it, or somebody opened the cover and took it out.
    func settle(lastSheet: LastSheet?, place: LastSheet.Place?) throws {
        guard let pending = store.pending else {
            guard let lastSheet else { return }
            throw CommandFailure(
                .unusableArguments,
                "--last-sheet \(lastSheet.number):\(lastSheet.place): no sheet is on its way: leave the option out")
        }
        let number = pending.number
        guard lastSheet?.number ?? number == number else {
            throw CommandFailure(
                .unusableArguments,
                "--last-sheet: it is sheet \(number) that was on its way: look where that one is, and name it")
        }
        guard let place = lastSheet?.place ?? place else {
            let counts = store.counts
            throw CommandFailure(
                .ledgerRefused,
                "\(store.directory): sheet \(number) was on its way when the run was interrupted, and no sensor tells whose paper "
                    + "is where: what lies in the scanner may be the next voter's. \(counts.counted) sheets should be in the "
                    + "box without it, \(counts.returned + counts.voided) were given back: look, "
                    + "and say --last-sheet \(number):back (not in the box: it is void), \(number):fell (in the box), or "
                    + "\(number):unknown")
        }
        switch place {
        case .back:
            _ = try store.void(pending)
            tell("the sheet that was on its way is void: give it back, it may be cast again")
        case .fell:
            _ = try store.complete(pending)
            tell("the sheet that was on its way fell into the box, and counts")
        case .unknown:
            _ = try store.unresolved(pending)
            tell("one sheet counts whose paper nobody saw fall: compare the paper in the box with the count")
        }
    }

    private func tell(_ what: String) { StandardError.write("scand: \(store.directory): \(what)") }
}

extension BallotRecovery {
    /// Says what opening the ledger put right, as soon as it is open, for nobody hears of it again: of sheets, of a disk that spoils
    /// bytes, of copies with keys in them.
    func tell(of directory: String) {
        func tell(_ what: String) { StandardError.write("scand: \(directory): \(what)") }
        if ledger.droppedTailByteCount > 0 {
            tell("an event that was being written when the power failed was removed; nobody had been told of it")
        }
        if voidedHalfSheet {
            tell("a sheet that was being recorded is void: its paper had not moved; it goes back and may be cast again")
        }
        if emptiedSlot {
            tell("half a record that no event speaks of was removed: its paper had not moved, and may be cast again")
        }
        if sweptDraftCount > 0 {
            tell(
                "unfinished copies with the day's keys lay beside it or its second copy, and were destroyed: \(sweptDraftCount)"
            )
        }
        if madeCopyAnew {
            tell(
                "a new second copy was made, on the disk that is there now; the one that was written to before has the day's keys too: "
                    + "where it is found, and when the count is finished, 'scand ledger destroy-copy' destroys them"
            )
        }
        if let updatedCopy {
            tell("the second copy \(updatedCopy) lacked something of the finished count, and was brought up to date")
        }
        if destroyedKeysAgain {
            tell(
                "the day's keys lay in its box again, though they were destroyed: they are destroyed now; whoever put them there may have more"
            )
        }
        if isAnotherCopy {
            tell(
                "the second copy is not the one that was written to last, which has the day's keys too: where it is found (on another "
                    + "stick, or beneath this place when its disk is not mounted), destroy it: 'scand ledger destroy-copy', when the "
                    + "count is finished")
        }
        if !mendedCopyFiles.isEmpty {
            tell(
                "the second copy had other bytes than were written to it in \(mendedCopyFiles.joined(separator: ", ")): they are "
                    + "written again; look after its disk")
        }
        if !ledger.rebuiltFiles.isEmpty, isFinished {
            tell(
                "\(ledger.rebuiltFiles.sorted().prefix(3).joined(separator: ", ")): not as they were published, written again from the journal"
            )
        }
        if let uselessCopy { tell("\(uselessCopy); none is made of a finished ledger: copy it yourself") }
        if !mendedFiles.isEmpty {
            tell(
                "\(mendedFiles.joined(separator: ", ")): a part was spoiled, and is mended from what is kept twice: if no power was "
                    + "lost, look after the disk")
        }
    }
}

/// Where the paper of a count lies, for whoever goes on with it.
struct PaperPlaces {
    let capabilities: ScannerCapabilities
    /// Sheets that the scanner may take in before the last one is settled.
    let ahead: Int

    /// One clause, without the names of any sheet.
    func text(_ counts: SheetCounts) -> String {
        let inBox = counts.counted
        let back = counts.returned + counts.voided
        guard capabilities.feeder != .slot else {
            return "since polls opened \(inBox) sheets went into the box and \(back) were given back"
        }
        let more = ahead > 0 ? "up to \(ahead) more may lie on top, which are not counted" : "none more"
        return
            "since polls opened \(inBox + back) sheets came out into the output tray, \(inBox) counted and \(back) to be "
            + "taken out of it; \(more): put what is not counted back into the feeder"
    }
}
