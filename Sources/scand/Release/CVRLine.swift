import ElectionModel
import Ledger

/// One sheet in `cvr.json`: its record, its pictures, and the number that it was given after sorting.
///
/// One snapshot, as the contests' rules read the marks ("interpreted", SP 1500-103 section 3.3). Only marked options are
/// listed: every other option of a listed contest is on the sheet and unmarked.
struct CVRLine {
    let marks: BallotMarks
    let pictures: [ReleasedPicture]

    /// What decides the order of lines: content alone. Texts are compared byte by byte.
    struct Order: Comparable {
        let sheet: [UInt8]
        let contests: [UInt8]
        let pictures: [UInt8]

        static func < (a: Self, b: Self) -> Bool {
            if a.sheet != b.sheet { return a.sheet.lexicographicallyPrecedes(b.sheet) }
            if a.contests != b.contests { return a.contests.lexicographicallyPrecedes(b.contests) }
            return a.pictures.lexicographicallyPrecedes(b.pictures)
        }
    }

    func order(in election: Election) -> Order {
        Order(
            sheet: Array(marks.sheet.utf8), contests: contests(in: election).compact,
            pictures: pictures.flatMap { Array("\($0.digest)\($0.suffix)".utf8) })
    }

    /// Where a picture lies in the release.
    static func path(of picture: ReleasedPicture, number: String) -> String {
        "pictures/\(number)\(picture.suffix)"
    }

    /// The line's value.
    ///
    /// - Parameter number: the sheet's number, with zeros before it.
    func element(number: String, in election: Election) -> JSON {
        let snapshot = JSON.text("snapshot-\(number)")
        var members: [String: JSON] = [
            "@type": "CVR.CVR", "BallotStyleId": .text(marks.sheet),
            "CVRSnapshot": [
                [
                    "@id": snapshot, "@type": "CVR.CVRSnapshot", "CVRContest": contests(in: election),
                    "Type": "interpreted",
                ]
            ],
            "CreatingDeviceId": "device", "CurrentSnapshotId": snapshot, "ElectionId": "election",
            "UniqueId": .text(number),
        ]
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

    private func contests(in election: Election) -> JSON {
        .list(marks.contests.map { Self.element($0, in: election.contests[$0.place]) })
    }

    private static func element(_ marks: BallotMarks.Contest, in contest: Contest) -> JSON {
        let isOvervoted = marks.marked.count > contest.votesAllowed
        let undervotes = isOvervoted ? 0 : contest.votesAllowed - marks.marked.count
        var members: [String: JSON] = [
            "@type": "CVR.CVRContest", "ContestId": .text(CVRName.contest(marks.place)),
            "Overvotes": .number(isOvervoted ? contest.votesAllowed : 0), "Undervotes": .number(undervotes),
            "WriteIns": .number(marks.marked.count { contest.options[$0].kind == .writeIn }),
        ]
        if isOvervoted {
            members["Status"] = ["overvoted", "invalidated-rules"]
        } else if marks.marked.isEmpty {
            members["Status"] = ["not-indicated"]
        } else if undervotes > 0 {
            members["Status"] = ["undervoted"]
        }
        if !marks.marked.isEmpty {
            members["CVRContestSelection"] = .list(
                marks.marked.map {
                    selection(
                        CVRName.selection(marks.place, $0), isWriteIn: contest.options[$0].kind == .writeIn,
                        counts: !isOvervoted)
                })
        }
        return .object(members)
    }

    /// A marked option. What a write-in says is for people to read: its vote is the write-in line's until they have.
    private static func selection(_ name: String, isWriteIn: Bool, counts: Bool) -> JSON {
        var position: [String: JSON] = [
            "@type": "CVR.SelectionPosition", "HasIndication": "yes",
            "IsAllocable": counts ? (isWriteIn ? "unknown" : "yes") : "no", "NumberVotes": .number(1),
        ]
        if isWriteIn { position["CVRWriteIn"] = ["@type": "CVR.CVRWriteIn"] }
        var members: [String: JSON] = [
            "@type": "CVR.CVRContestSelection", "ContestSelectionId": .text(name),
            "SelectionPosition": [.object(position)], "TotalNumberVotes": .number(counts ? 1 : 0),
        ]
        if !counts {
            members["Status"] = ["invalidated-rules"]
        } else if isWriteIn {
            members["Status"] = ["needs-adjudication"]
        }
        return .object(members)
    }
}
