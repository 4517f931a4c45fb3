import ElectionModel
import Ledger
import OMR
import Release
import Testing

/// A small election, and sheets of it.
enum Sample {
    static func election() throws -> Election {
        try Election(
            id: "Demo 2026", title: LocalizedText(["en": "Demo \"town\"", "ru": "Выборы"]),
            contests: [
                contest("mayor", votes: 1, [("ada", .candidate), ("bob", .candidate), ("other", .writeIn)]),
                contest(
                    "council/район", votes: 2,
                    [("c1", .candidate), ("c2", .candidate), ("c3", .candidate), ("none", .againstAll)]),
            ], sheets: nil)
    }

    private static func contest(_ id: String, votes: Int, _ options: [(String, OptionKind)]) -> Contest {
        Contest(
            id: ContestID(rawValue: id), title: LocalizedText(["en": "For \(id)"]), votesAllowed: votes,
            options: options.map {
                ElectionOption(id: OptionID(rawValue: $0), name: LocalizedText(["en": "The \($0)"]), kind: $1)
            })
    }

    /// A sheet with these marks, by places; a contest without any list of marks is not on the sheet.
    static func record(_ sheet: String, _ marks: [[Int]?]) throws -> CastVoteRecord {
        CastVoteRecord(
            sheet: sheet,
            contests: zip(try election().contests, marks).compactMap { contest, marked in
                marked.map {
                    ContestVotes(
                        contest: contest.id, votesAllowed: contest.votesAllowed,
                        marked: $0.map { contest.options[$0].id })
                }
            })
    }

    /// The first leaf of a ledger of version 2.
    static func genesis(election: String = "Demo 2026", smallestGroup: Int = 2) throws -> Genesis {
        let name = try #require(KeyName("example.org/box-7"))
        let signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: 1, count: 32)))
        let boxKey = try #require(BoxPublicKey(name: name, publicKey: Array(repeating: 9, count: 32)))
        let box = try #require(
            BoxTerms(
                key: boxKey, slotCount: 1024, slotByteCount: 4096, pictureByteCount: 0,
                commitment: BoxCommitment(blind: Array(repeating: 3, count: 32), root: .empty, .two)))
        let created = try #require(LedgerTime("2026-03-15T06:00Z"))
        let terms = try #require(
            Genesis.Terms(
                created: created, purpose: .election,
                softwareDigest: FileDigest(of: [4]), sheetsDigest: nil, hasCopy: false, smallestGroup: smallestGroup,
                anchorSheets: 0, anchorMinutes: 0))
        return Genesis(
            election: election, definitionDigest: FileDigest(of: [1, 2, 3]), key: signer.key, software: "scand 0.1",
            box: box, terms: terms)
    }

    /// Sheets with marks by lot: votes, undervotes, overvotes, write-ins, sheets of one contest only, many alike.
    static func sheets(_ count: Int, seed: UInt64 = 7, pictures: Bool = false) throws -> [ReleasedSheet] {
        var lot = SeededGenerator(state: seed)
        return try (0..<count).map { number in
            let mayor = (0..<3).filter { _ in Int.random(in: 0..<3, using: &lot) == 0 }
            let council = (0..<4).filter { _ in Int.random(in: 0..<3, using: &lot) == 0 }
            let hasCouncil = Int.random(in: 0..<4, using: &lot) > 0
            let isPictured = pictures && number % 5 != 0
            let batch = Int.random(in: 0...2, using: &lot)
            return ReleasedSheet(
                record: try record(hasCouncil ? "long" : "short", [mayor, hasCouncil ? council : nil]),
                batch: try #require(
                    SheetBatch(mode: batch == 0 ? .stationary : .portable, number: batch == 0 ? nil : batch)),
                sheetOfBallot: Int.random(in: 0...2, using: &lot),
                pictures: isPictured ? [picture(number, .a), picture(number, .b)] : [])
        }
    }

    static func pictureBytes(_ number: Int, _ side: ReleasedPicture.Side) -> [UInt8] {
        Array("picture of a sheet: \(number &* 7919 % 1000) \(side)".utf8)
    }

    static func picture(_ number: Int, _ side: ReleasedPicture.Side) -> ReleasedPicture {
        guard
            let picture = ReleasedPicture(
                side: side, fileExtension: "png", digest: FileDigest(of: pictureBytes(number, side)))
        else { preconditionFailure("png is an extension") }
        return picture
    }
}

/// A random generator that gives the same numbers every time.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
