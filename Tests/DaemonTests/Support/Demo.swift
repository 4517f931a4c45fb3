import Foundation

/// The demo election of TestBallots, and one count of it that all tests may look at.
enum Demo {
    static let folder: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.path + "/TestBallots/demo"
    }()
    static let election = folder + "/election.json"
    static let layout = folder + "/layout.json"
    static let manifest = folder + "/sheets.txt"

    static func image(_ name: String) -> String { "\(folder)/sheets/\(name).png" }

    /// Both sides of a sheet, front first.
    static func sides(_ sheet: String) -> [String] { [image("\(sheet)-front"), image("\(sheet)-back")] }

    static func expected() throws -> Expected {
        try JSONDecoder().decode(Expected.self, from: Data(try bytes(folder + "/expected.json")))
    }

    /// The images of the whole stack, side after side, in the order of feeding.
    static func images() throws -> [String] {
        try expected().sheets.flatMap { $0.sides.map { "\(folder)/\($0.image)" } }
    }

    /// Counts sheets into a new ledger.
    static func replay(_ sheets: [String], into ledger: String, _ more: String...) throws -> Ended {
        try Scand.run(
            ["replay", "--election", election, "--ledger", ledger, "--json", "--accept-file-system"] + more + sheets)
    }

    /// One count of the manifest, made once. No test changes its files; those that would, copy them.
    static let counted: Result<Counted, any Error> = Result {
        try FileManager.default.createDirectory(atPath: countedFolder, withIntermediateDirectories: true)
        // A static lives as long as the process, whose end runs no deinit.
        atexit { try? FileManager.default.removeItem(atPath: Demo.countedFolder) }
        let ledger = countedFolder + "/ledger"
        return Counted(ledger: ledger, ended: try replay([], into: ledger, "--manifest", manifest))
    }

    private static let countedFolder = NSTemporaryDirectory() + "scand-e2e-counted-\(UUID().uuidString)"

    struct Counted: Sendable {
        let ledger: String
        let ended: Ended
    }
}

/// `expected.json`.
struct Expected: Decodable {
    let sheets: [Sheet]
    let totals: Totals

    struct Sheet: Decodable {
        let sheet: String
        let status: String
        let reason: String?
        let sides: [Side]
    }

    struct Side: Decodable {
        let image: String
        let status: String
        let reason: String?
        let page: String?
        let rotation: Int?
        let targets: [String: String]
    }

    struct Totals: Decodable {
        let sheets: Sheets
        let contests: [String: Contest]
    }

    struct Sheets: Decodable {
        let scanned, accepted, returned, blank, rejected: Int
    }

    struct Contest: Decodable, Equatable {
        let ballots, overvotes, undervotes: Int
        let votes: [String: Int]
    }

    /// Why sheets went back, with their number.
    var reasons: [String: Int] {
        sheets.filter { $0.status != "accepted" }.reduce(into: [:]) { $0[$1.reason ?? $1.status, default: 0] += 1 }
    }
}

/// What `--json` prints after counting.
struct Report: Decodable {
    let election: String
    let sheets: Sheets
    let counts: Counts
    /// Nil while the ballot box is sealed.
    let totals: [Contest]?
    let checkpoint: String
    let ledger: String

    struct Sheets: Decodable, Equatable {
        let scanned, accepted, returned, blank, rejected, voided, unresolved: Int
        let reasons: [String: Int]
    }

    /// All sheets in the ledger.
    struct Counts: Decodable, Equatable {
        let accepted, returned, voided, unresolved: Int
    }

    struct Contest: Decodable {
        let contest: String
        let votesAllowed, ballots, overvotes, undervotes: Int
        let votes: [Option]
    }

    struct Option: Decodable {
        let option: String
        let votes: Int
    }

    /// The totals in the form of `expected.json`.
    var contests: [String: Expected.Contest] {
        Dictionary(
            uniqueKeysWithValues: (totals ?? []).map { sums in
                (
                    sums.contest,
                    Expected.Contest(
                        ballots: sums.ballots, overvotes: sums.overvotes, undervotes: sums.undervotes,
                        votes: Dictionary(uniqueKeysWithValues: sums.votes.map { ($0.option, $0.votes) }))
                )
            })
    }
}

/// What `ledger verify --json` prints.
struct Verification: Decodable {
    let verified: Bool
    let status: Int
    let findings: [Finding]
    let checked: [String]
    let notChecked: [NotChecked]
    let ledger: Ledger?

    struct Finding: Decodable, Hashable {
        let code, file, what: String
    }

    struct NotChecked: Decodable {
        let what, needs: String
    }

    struct Ledger: Decodable {
        let phase: String
        let origin, root, election, opened, closed, definition: String?
        let size: Int?
        let software: [Software]
        let sheets: [String: Int]
        let final: Bool
    }

    struct Software: Decodable {
        let name: String
        let sha256: String?
    }

    var final: Bool { ledger?.final ?? false }
    var phase: String? { ledger?.phase }
    var size: Int? { ledger?.size }
    var accepted: Int? { ledger?.sheets["accepted"] }
    var returned: Int? { ledger?.sheets["returned"] }
    var voided: Int? { ledger?.sheets["voided"] }
    var unresolved: Int? { ledger?.sheets["unresolved"] }
    var damage: [Finding] { findings }
}

/// `release/cvr.json`, as far as the tests look at it (NIST SP 1500-103).
struct Records: Decodable {
    let records: [Record]
    let elections: [Definition]

    private enum CodingKeys: String, CodingKey {
        case records = "CVR"
        case elections = "Election"
    }

    struct Record: Decodable {
        let style: String
        let snapshots: [Snapshot]

        private enum CodingKeys: String, CodingKey {
            case style = "BallotStyleId"
            case snapshots = "CVRSnapshot"
        }
    }

    struct Snapshot: Decodable {
        let contests: [Contest]

        private enum CodingKeys: String, CodingKey { case contests = "CVRContest" }
    }

    struct Contest: Decodable {
        let contest: String
        let overvotes: Int
        let selections: [Selection]?

        private enum CodingKeys: String, CodingKey {
            case contest = "ContestId"
            case overvotes = "Overvotes"
            case selections = "CVRContestSelection"
        }
    }

    struct Selection: Decodable {
        let selection: String

        private enum CodingKeys: String, CodingKey { case selection = "ContestSelectionId" }
    }

    struct Definition: Decodable {
        let contests: [Named]

        private enum CodingKeys: String, CodingKey { case contests = "Contest" }
    }

    /// A contest or a selection with the election's own name for it.
    struct Named: Decodable {
        let id: String
        let codes: [Code]
        let selections: [Named]?

        private enum CodingKeys: String, CodingKey {
            case id = "@id"
            case codes = "Code"
            case selections = "ContestSelection"
        }
    }

    struct Code: Decodable {
        let value: String

        private enum CodingKeys: String, CodingKey { case value = "Value" }
    }

    /// The election's names of contests and selections by their ids in the file.
    var names: [String: String] {
        var names: [String: String] = [:]
        for contest in elections.flatMap(\.contests) {
            for named in [contest] + (contest.selections ?? []) { names[named.id] = named.codes.first?.value }
        }
        return names
    }
}
