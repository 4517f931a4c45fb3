import Ledger

/// One sheet in `cvr.json`, but for the number that it is given after sorting.
///
/// A snapshot is what was known of the marks at one step (SP 1500-103 section 3.3): *original* is the marks alone,
/// *interpreted* what the contests' rules make of them, *modified* the same after people decided. Only marked options are listed:
/// every other option of a listed contest is on the sheet and unmarked.
struct CVRLine: Hashable {
    /// Which kind of sheet it is.
    let style: String
    /// Where it was fed in; nil in version 1, which does not say.
    let room: ReleasedRoom?
    /// Which sheet of its ballot it is, from 1; nil where nobody said.
    let sheetOfBallot: Int?
    /// Whether the marks alone are a snapshot too.
    let hasOriginal: Bool
    /// The contests on the sheet, as the machine read them.
    let interpreted: [ContestMarks]
    /// The same contests after people decided; nil where nobody had to.
    let modified: [ContestMarks]?
    let pictures: [ReleasedPicture]

    /// What counts.
    var contests: [ContestMarks] { modified ?? interpreted }

    /// Where a picture lies in the release.
    static func path(of picture: ReleasedPicture, number: String) -> String {
        "pictures/\(number)\(picture.suffix)"
    }
}

extension CVRLine {
    /// What decides the order of lines: content alone. Texts are compared byte by byte.
    struct Order: Comparable {
        fileprivate let keys: [[UInt8]]

        static func < (a: Self, b: Self) -> Bool {
            for (a, b) in zip(a.keys, b.keys) where a != b { return a.lexicographicallyPrecedes(b) }
            return false
        }
    }

    func order(in election: CVRElection, _ format: LedgerFormat) -> Order {
        let pictures = pictures.flatMap { Array("\($0.digest)\($0.suffix)".utf8) }
        let style = Array(style.utf8)
        switch format {
        case .one: return Order(keys: [style, Self.element(interpreted, in: election).compact, pictures])
        case .two:
            let sheet = sheetOfBallot.map { Array(String($0).utf8) } ?? []
            let snapshots = JSON.list(snapshots(in: election, format) { _ in nil }).compact
            return Order(keys: [style, Array((room?.id ?? "").utf8), sheet, snapshots, pictures])
        }
    }

    /// The line's value.
    ///
    /// - Parameter number: the sheet's number, with zeros before it.
    func element(number: String, in election: CVRElection, _ format: LedgerFormat) -> JSON {
        func id(_ type: String) -> String { format == .one ? "snapshot-\(number)" : "snapshot-\(number)-\(type)" }
        var members: [String: JSON] = [
            "@type": "CVR.CVR", "BallotStyleId": .text(style),
            "CVRSnapshot": .list(snapshots(in: election, format, id)),
            "CreatingDeviceId": "device",
            "CurrentSnapshotId": .text(id(modified == nil ? "interpreted" : "modified")), "ElectionId": "election",
            "UniqueId": .text(number),
        ]
        members["BatchId"] = (room?.id).map(JSON.text)
        members["BallotSheetId"] = sheetOfBallot.map { .text(String($0)) }
        if !pictures.isEmpty {
            members["BallotImage"] = .list(
                pictures.map { picture in
                    [
                        "@type": "CVR.ImageData",
                        "Hash": ["@type": "CVR.Hash", "Type": "sha-256", "Value": .text(picture.digest.hex)],
                        "Location": .text("file:\(Self.path(of: picture, number: number))"),
                    ]
                })
        }
        return .object(members)
    }

    /// - Parameter id: gives the name of the snapshot of a type; nil for none.
    private func snapshots(
        in election: CVRElection, _ format: LedgerFormat, _ id: (_ type: String) -> String?
    ) -> [JSON] {
        var steps: [(type: String, contests: JSON)] = []
        if hasOriginal {
            steps.append(("original", .list(interpreted.map { Self.original($0, in: election.contests[$0.place]) })))
        }
        steps.append(("interpreted", Self.element(interpreted, in: election)))
        if let modified { steps.append(("modified", Self.element(modified, in: election))) }
        return steps.map { type, contests in
            var members: [String: JSON] = ["@type": "CVR.CVRSnapshot", "CVRContest": contests, "Type": .text(type)]
            members["@id"] = id(type).map(JSON.text)
            return .object(members)
        }
    }

    private static func element(_ contests: [ContestMarks], in election: CVRElection) -> JSON {
        .list(contests.map { element($0, in: election.contests[$0.place]) })
    }

    private static func element(_ marks: ContestMarks, in contest: CVRElection.Contest) -> JSON {
        let reading = marks.reading(in: contest)
        var members: [String: JSON] = [
            "@type": "CVR.CVRContest", "ContestId": .text(CVRName.contest(marks.place)),
            "Overvotes": .number(reading.overvotes), "Undervotes": .number(reading.undervotes),
            "WriteIns": .number(marks.marks.count { contest.options[$0.option].kind == .writeIn }),
        ]
        if !reading.status.isEmpty { members["Status"] = .list(reading.status.map(JSON.text)) }
        if !marks.marks.isEmpty {
            members["CVRContestSelection"] = .list(
                marks.marks.map { mark in
                    selection(
                        mark, of: marks.place, isWriteIn: contest.options[mark.option].kind == .writeIn, reading)
                })
        }
        return .object(members)
    }

    /// A marked option. What a write-in says is for people to read: its vote is the write-in line's until they have.
    private static func selection(_ mark: Mark, of contest: Int, isWriteIn: Bool, _ reading: ContestReading) -> JSON {
        let isOpen = isWriteIn || mark.isUnknown
        var position = indication(of: mark)
        position["IsAllocable"] = reading.isOvervoted ? "no" : isOpen ? "unknown" : "yes"
        if isWriteIn { position["CVRWriteIn"] = ["@type": "CVR.CVRWriteIn"] }
        var members = selection(mark, of: contest, position)
        members["TotalNumberVotes"] = .number(reading.counts(mark) ? 1 : 0)
        if reading.isOvervoted {
            members["Status"] = ["invalidated-rules"]
        } else if isOpen {
            members["Status"] = ["needs-adjudication"]
        }
        return .object(members)
    }

    /// A contest before any rule: marks and nothing else.
    private static func original(_ marks: ContestMarks, in contest: CVRElection.Contest) -> JSON {
        var members: [String: JSON] = [
            "@type": "CVR.CVRContest", "ContestId": .text(CVRName.contest(marks.place)),
        ]
        if !marks.marks.isEmpty {
            members["CVRContestSelection"] = .list(
                marks.marks.map { .object(selection($0, of: marks.place, indication(of: $0))) })
        }
        return .object(members)
    }

    private static func indication(of mark: Mark) -> [String: JSON] {
        [
            "@type": "CVR.SelectionPosition", "HasIndication": mark.isUnknown ? "unknown" : "yes",
            "NumberVotes": .number(mark.isUnknown ? 0 : 1),
        ]
    }

    private static func selection(_ mark: Mark, of contest: Int, _ position: [String: JSON]) -> [String: JSON] {
        var members: [String: JSON] = [
            "@type": "CVR.CVRContestSelection", "ContestSelectionId": .text(CVRName.selection(contest, mark.option)),
            "SelectionPosition": [.object(position)],
        ]
        if mark.rank > 0 { members["Rank"] = .number(mark.rank) }
        return members
    }
}
