/// What one leaf says.
///
/// Nothing here ties a vote to a moment: no content of a sheet, no time, and no reason beside a sheet's number. The leaves
/// of sheets with one outcome all have one length.
public enum LedgerEvent: Hashable, Sendable {
    /// The ledger begins.
    case genesis(Genesis)
    /// The program runs (again).
    case machineStarted(MachineStart)
    /// From here on sheets count. The time is nil in version 1.
    case pollsOpened(LedgerTime?)
    /// No sheet counts until polls are resumed.
    case pollsPaused(PauseReason, LedgerTime)
    /// Sheets count again.
    case pollsResumed(LedgerTime)
    /// The sheet of this number went into the box; sheets are numbered from 1 in one row, whatever their end.
    /// The commitment is to the ballot box with its record.
    case sheetAccepted(number: Int, box: BoxCommitment)
    /// The sheet of this number has its record in the box and counts, but an interruption hid whether its paper fell into
    /// the box: people compare the paper in the box with the count.
    case sheetUnresolved(number: Int, box: BoxCommitment)
    /// The sheet of this number had its record sealed, but was still in the machine after an interruption and went back: its
    /// record was taken out of the box again, and it may be cast anew.
    case sheetVoided(number: Int)
    /// The sheets of these numbers went back to voters, one after another, and changed no total.
    case sheetsReturned(from: Int, to: Int)
    /// Version 1: the sheet of this number went back to the voter.
    case sheetReturned(number: Int)
    /// Sheets are of a batch from here on.
    case batchBegun(Int)
    /// The batch is whole: as many sheets of it are in the box.
    case batchEnded(Int, sheets: Int)
    /// The batch does not count: as many records of it were taken out of the box again.
    case batchWithdrawn(Int, sheets: Int, box: BoxCommitment)
    /// The station is used in another way, since a time that may be earlier.
    case modeChanged(VotingMode, since: LedgerTime, time: LedgerTime)
    /// Test sheets went through the machine and counted nowhere.
    case testsFed(sheets: Int, time: LedgerTime)
    /// Somebody acted in a role.
    case acted(Act)
    /// Somebody looked at a seal.
    case sealChecked(SealCheck)
    /// A list of things to do was gone through.
    case checklist(Checklist)
    /// The counts between two days of one vote.
    case controlData(ControlData)
    /// A report was printed.
    case reportPrinted(PrintedReport)
    /// Version 1: the machine stopped without being told to, and goes on here.
    case interrupted
    /// From here on nothing is written to the second copy.
    case copyLost
    /// The second copy holds everything again.
    case copyRestored
    /// No sheet counts any more.
    case pollsClosed(PollsClose)
    /// People decided on sheets in doubt.
    case adjudicated(Adjudication)
    /// The result.
    case totals(Totals)
    /// The keys that blinded and covered the ballot box are gone. Nothing follows. What is said of them is nil in version 1.
    case keysDestroyed(KeysDestroyed?)

    /// Digits of a sheet's number: enough for any box, and always the same.
    static let numberWidth = 10
    /// Greatest number of a sheet.
    public static let greatestNumber = 9_999_999_999
}

extension LedgerEvent {
    /// The leaf's bytes in a version. An event that the version does not have gives a leaf that no reader
    /// accepts.
    public func encoded(as format: LedgerFormat) -> [UInt8] {
        var text = LeafText(format, type: type)
        add(to: &text)
        return text.encoded
    }

    /// Reads a leaf, strictly: what is accepted is exactly what `encoded` gives back.
    public init(parsing bytes: [UInt8], as format: LedgerFormat) throws(LeafError) {
        let text = try LeafText(parsing: bytes, as: format)
        self = try LedgerEvent(text)
        guard encoded(as: format) == bytes else {
            throw .unreadable("it is not written as \(format.header) writes it")
        }
    }

    /// The first word of its line.
    var type: String {
        switch self {
        case .genesis: "genesis"
        case .machineStarted: "machine-started"
        case .pollsOpened: "polls-opened"
        case .pollsPaused: "polls-paused"
        case .pollsResumed: "polls-resumed"
        case .sheetAccepted: "sheet-accepted"
        case .sheetUnresolved: "sheet-unresolved"
        case .sheetVoided: "sheet-voided"
        case .sheetsReturned: "sheets-returned"
        case .sheetReturned: "sheet-returned"
        case .batchBegun: "batch-begun"
        case .batchEnded: "batch-ended"
        case .batchWithdrawn: "batch-withdrawn"
        case .modeChanged: "mode-changed"
        case .testsFed: "tests-fed"
        case .acted: "acted"
        case .sealChecked: "seal-checked"
        case .checklist: "checklist"
        case .controlData: "control-data"
        case .reportPrinted: "report-printed"
        case .interrupted: "interrupted"
        case .copyLost: "copy-lost"
        case .copyRestored: "copy-restored"
        case .pollsClosed: "polls-closed"
        case .adjudicated: "adjudicated"
        case .totals: "totals"
        case .keysDestroyed: "keys-destroyed"
        }
    }

    /// The event's kind, for people.
    public var name: String { type.split(separator: "-").joined(separator: " ") }

    private func add(to text: inout LeafText) {
        func add(_ fields: KeyValuePairs<String, any CustomStringConvertible>) {
            for (key, value) in fields { text.add(key, value: value.description) }
        }
        func digits(_ number: Int) -> String { Decimal.padded(number, width: Self.numberWidth) }
        switch self {
        case .genesis(let genesis): genesis.add(to: &text)
        case .machineStarted(let start):
            add([
                "after": start.after.rawValue, "definition-sha256": start.definitionDigest, "software": start.software,
                "software-sha256": start.softwareDigest, "time": start.time,
            ])
        case .pollsOpened(let time?), .pollsResumed(let time): add(["time": time])
        case .pollsPaused(let reason, let time): add(["reason": reason.rawValue, "time": time])
        case .sheetAccepted(let number, let box), .sheetUnresolved(let number, let box):
            add(["number": digits(number), "box": box])
        case .sheetVoided(let number), .sheetReturned(let number): add(["number": digits(number)])
        case .sheetsReturned(let from, let to): add(["from": digits(from), "to": digits(to)])
        case .batchBegun(let batch): add(["batch": batch])
        case .batchEnded(let batch, let sheets): add(["batch": batch, "sheets": sheets])
        case .batchWithdrawn(let batch, let sheets, let box): add(["batch": batch, "sheets": sheets, "box": box])
        case .modeChanged(let mode, let since, let time): add(["mode": mode.rawValue, "since": since, "time": time])
        case .testsFed(let sheets, let time): add(["sheets": sheets, "time": time])
        case .acted(let act):
            add([
                "action": act.action.rawValue, "person": act.person, "role": act.role.rawValue, "time": act.time,
            ])
        case .sealChecked(let check):
            add(["place": check.place, "seal": check.seal, "state": check.state.rawValue, "time": check.time])
        case .checklist(let checklist): checklist.add(to: &text)
        case .controlData(let data):
            add(["moment": data.moment.rawValue, "time": data.time])
            data.counts.add(to: &text)
        case .reportPrinted(let report):
            add(["report": report.kind.rawValue, "sha256": report.digest, "time": report.time])
        case .pollsClosed(let close): close.add(to: &text)
        case .adjudicated(let adjudication): adjudication.add(to: &text)
        case .totals(let totals): totals.add(to: &text)
        case .keysDestroyed(let said?): add(["copy": said.copy.rawValue, "drafts": said.drafts])
        case .pollsOpened(nil), .interrupted, .copyLost, .copyRestored, .keysDestroyed(nil): break
        }
    }

    private init(_ text: LeafText) throws(LeafError) {
        var fields = LeafFields(text)
        switch (text.type, text.format) {
        case ("genesis", _): self = .genesis(try Genesis(&fields))
        case ("machine-started", .two):
            self = .machineStarted(
                MachineStart(
                    after: try fields.word("after"), definitionDigest: try fields.digest("definition-sha256"),
                    software: try fields.text("software"), softwareDigest: try fields.digest("software-sha256"),
                    time: try fields.time()))
        case ("polls-opened", .one): self = .pollsOpened(nil)
        case ("polls-opened", .two): self = .pollsOpened(try fields.time())
        case ("polls-paused", .two): self = .pollsPaused(try fields.word("reason"), try fields.time())
        case ("polls-resumed", .two): self = .pollsResumed(try fields.time())
        case ("sheet-accepted", _):
            self = .sheetAccepted(number: try fields.sheetNumber(), box: try fields.commitment("box"))
        case ("sheet-unresolved", _):
            self = .sheetUnresolved(number: try fields.sheetNumber(), box: try fields.commitment("box"))
        case ("sheet-voided", _): self = .sheetVoided(number: try fields.sheetNumber())
        case ("sheets-returned", .two):
            self = .sheetsReturned(from: try fields.sheetNumber("from"), to: try fields.sheetNumber("to"))
        case ("sheet-returned", .one): self = .sheetReturned(number: try fields.sheetNumber())
        case ("batch-begun", .two): self = .batchBegun(try fields.number("batch"))
        case ("batch-ended", .two):
            self = .batchEnded(try fields.number("batch"), sheets: try fields.number("sheets"))
        case ("batch-withdrawn", .two):
            self = .batchWithdrawn(
                try fields.number("batch"), sheets: try fields.number("sheets"), box: try fields.commitment("box"))
        case ("mode-changed", .two):
            self = .modeChanged(
                try fields.word("mode"), since: try fields.time("since"), time: try fields.time())
        case ("tests-fed", .two):
            self = .testsFed(sheets: try fields.number("sheets", 1...Int.max), time: try fields.time())
        case ("acted", .two):
            self = .acted(
                Act(
                    action: try fields.word("action"), person: try fields.text("person"),
                    role: try fields.word("role"), time: try fields.time()))
        case ("seal-checked", .two):
            self = .sealChecked(
                SealCheck(
                    place: try fields.text("place"), seal: try fields.text("seal"),
                    state: try fields.word("state"), time: try fields.time()))
        case ("checklist", .two): self = .checklist(try Checklist(&fields))
        case ("control-data", .two):
            self = .controlData(
                ControlData(
                    moment: try fields.word("moment"), counts: try SheetCounts(&fields), time: try fields.time()))
        case ("report-printed", .two):
            self = .reportPrinted(
                PrintedReport(
                    kind: try fields.word("report"), digest: try fields.digest("sha256"), time: try fields.time()))
        case ("interrupted", .one): self = .interrupted
        case ("copy-lost", _): self = .copyLost
        case ("copy-restored", _): self = .copyRestored
        case ("polls-closed", _): self = .pollsClosed(try PollsClose(&fields))
        case ("adjudicated", .two): self = .adjudicated(try Adjudication(&fields))
        case ("totals", _): self = .totals(try Totals(&fields))
        case ("keys-destroyed", .one): self = .keysDestroyed(nil)
        case ("keys-destroyed", .two):
            self = .keysDestroyed(
                KeysDestroyed(copy: try fields.word("copy"), drafts: try fields.number("drafts")))
        default: throw .unknownType(text.type)
        }
        try fields.finish()
    }
}
