import ElectionModel
import Ledger
import OMR
import Release
import Testing

@Suite struct CanonicalTests {
    let election: Election
    let genesis: Genesis

    init() throws {
        election = try Sample.election()
        genesis = try Day([]).genesis
    }

    func documents(_ sheets: [ReleasedSheet]) throws -> [Release.File] {
        try Release(sheets, election: election, genesis: genesis).documents(
            counts: SheetCounts(accepted: sheets.count),
            returnReasons: [.init(id: "b", count: 0), .init(id: "a", count: 0)])
    }

    func text(_ sheets: [ReleasedSheet], _ name: String = "cvr.json") throws -> String {
        String(decoding: try #require(try documents(sheets).first { $0.path == name }).bytes, as: UTF8.self)
    }

    @Test func `two orders of casting give the same files, byte for byte`() throws {
        var lot = SeededGenerator(state: 99)
        let sheets = try Sample.sheets(200, pictures: true)
        let first = try files(sheets)
        #expect(first.count > 200)
        for _ in 0..<10 { #expect(try files(sheets.shuffled(using: &lot)) == first) }
        #expect(try files(Array(sheets.dropLast())) != first)
    }

    func files(_ sheets: [ReleasedSheet]) throws -> [Release.File] {
        var files = try documents(sheets)
        let release = try Release(sheets, election: election, genesis: genesis)
        try release.pictures { place, picture in
            let number = try #require(
                (0..<1000).first { FileDigest(of: Sample.pictureBytes($0, picture.side)) == picture.digest })
            #expect(sheets[place].pictures.contains(picture))
            return Sample.pictureBytes(number, picture.side)
        } emit: {
            files.append($0)
        }
        return files
    }

    @Test func `sheets that differ in their pictures alone are ordered by these`() throws {
        let record = try Sample.record("short", [[0], nil])
        let sheets = (0..<20).map { ReleasedSheet(record: record, pictures: [Sample.picture($0, .a)]) }
        let release = try Release(sheets, election: election, genesis: genesis)
        let digests = release.order.map { sheets[$0].pictures[0].digest.hex }
        #expect(digests == digests.sorted())
        #expect(release.order != Array(sheets.indices))
    }

    @Test func `a record is written as the format page has it`() throws {
        let sheet = ReleasedSheet(
            record: try Sample.record("long", [[2], [0, 1, 3]]),
            pictures: [Sample.picture(1, .b), Sample.picture(1, .a)])
        let lines = try text([sheet]).split(separator: "\n")
        #expect(lines[0] == #"{"@type":"CVR.CastVoteRecordReport","CVR":["#)
        let (a, b) = (Sample.picture(1, .a).digest, Sample.picture(1, .b).digest)
        func image(_ side: String, _ digest: FileDigest) -> String {
            #"{"@type":"CVR.ImageData","Hash":{"@type":"CVR.Hash","Type":"sha-256","Value":"\#(digest)"},"#
                + #""Location":"file:pictures/000001-\#(side).png"}"#
        }
        func overvoted(_ option: Int) -> String {
            #"{"@type":"CVR.CVRContestSelection","ContestSelectionId":"selection-2-\#(option)","#
                + #""SelectionPosition":[{"@type":"CVR.SelectionPosition","HasIndication":"yes","IsAllocable":"no","#
                + #""NumberVotes":1}],"Status":["invalidated-rules"],"TotalNumberVotes":0}"#
        }
        let parts: [String] = [
            #"{"@type":"CVR.CVR","BallotImage":["#, image("a", a), ",", image("b", b), #"],"BallotStyleId":"long","#,
            #""CVRSnapshot":[{"@id":"snapshot-000001","@type":"CVR.CVRSnapshot","CVRContest":["#,
            #"{"@type":"CVR.CVRContest","CVRContestSelection":[{"@type":"CVR.CVRContestSelection","#,
            #""ContestSelectionId":"selection-1-3","SelectionPosition":[{"@type":"CVR.SelectionPosition","#,
            #""CVRWriteIn":{"@type":"CVR.CVRWriteIn"},"HasIndication":"yes","IsAllocable":"unknown","NumberVotes":1}],"#,
            #""Status":["needs-adjudication"],"TotalNumberVotes":1}],"ContestId":"contest-1","Overvotes":0,"#,
            #""Undervotes":0,"WriteIns":1},{"@type":"CVR.CVRContest","CVRContestSelection":["#,
            [1, 2, 4].map(overvoted).joined(separator: ","),
            #"],"ContestId":"contest-2","Overvotes":2,"Status":["overvoted","invalidated-rules"],"Undervotes":0,"#,
            #""WriteIns":0}],"Type":"interpreted"}],"CreatingDeviceId":"device","#,
            #""CurrentSnapshotId":"snapshot-000001","ElectionId":"election","UniqueId":"000001"}"#,
        ]
        #expect(String(lines[1]) == parts.joined())
        #expect(lines.count == 3)
    }

    @Test func `totals are the tally, sorted, and say how many sheets have pictures`() throws {
        let sheets = try Sample.sheets(50, pictures: true)
        let release = try Release(sheets, election: election, genesis: genesis)
        var tally = Tally(election)
        for sheet in sheets { tally.add(sheet.record) }
        #expect(release.contests.map(\.id) == ["mayor", "council/район"])
        #expect(release.contests.map(\.ballots) == tally.contests.map(\.ballots))
        #expect(release.tally.contests[0].votes.map(\.count) == tally.contests[0].votes.map(\.count))
        let totals = try text(sheets, "totals.json")
        #expect(totals.contains("\n  \"withPictures\": 40\n"))
        let ids = totals.split(separator: "\n").filter { $0.hasPrefix("   \"id\"") }
        #expect(
            ids == ["   \"id\": \"council/район\",", "   \"id\": \"mayor\",", "   \"id\": \"a\"", "   \"id\": \"b\""])
    }

    @Test func `no sheets are a release too`() throws {
        #expect(try text([]).split(separator: "\n").count == 2)
    }

    @Test func `sheets of another election are refused`() throws {
        let other = ContestVotes(contest: ContestID(rawValue: "mayor"), votesAllowed: 2, marked: [])
        let unknown = ContestVotes(contest: ContestID(rawValue: "sheriff"), votesAllowed: 1, marked: [])
        let option = ContestVotes(
            contest: ContestID(rawValue: "mayor"), votesAllowed: 1, marked: [OptionID(rawValue: "zoe")])
        let twice = ContestVotes(
            contest: ContestID(rawValue: "mayor"), votesAllowed: 1,
            marked: [OptionID(rawValue: "bob"), OptionID(rawValue: "ada")])
        for votes in [other, unknown, option, twice] {
            let sheet = ReleasedSheet(record: CastVoteRecord(sheet: "long", contests: [votes]))
            #expect(throws: ReleaseError.foreignSheet) { try documents([sheet]) }
        }
        let swapped = CastVoteRecord(
            sheet: "long", contests: try Sample.record("long", [[], []]).contests.reversed())
        #expect(throws: ReleaseError.foreignSheet) { try documents([ReleasedSheet(record: swapped)]) }
        let stranger = try Election(id: "Demo 2027", title: LocalizedText(), contests: election.contests, sheets: nil)
        #expect(throws: ReleaseError.otherElection(ledger: "Demo 2026", given: "Demo 2027")) {
            try Release([], election: stranger, genesis: genesis)
        }
    }

    @Test func `a picture that is not the one of its record is not released`() throws {
        let sheets = try Sample.sheets(3, pictures: true)
        let release = try Release(sheets, election: election, genesis: genesis)
        var emitted = 0
        #expect(throws: ReleaseError.self) {
            try release.pictures(load: { _, _ in [1] }, emit: { _ in emitted += 1 })
        }
        #expect(emitted == 0)
        let picture = Sample.picture(1, .a)
        let double = ReleasedSheet(record: sheets[0].record, pictures: [picture, picture])
        #expect(throws: ReleaseError.picturesOfOneName) { try documents([double]) }
        for bad in ["", "PNG", "p/g", "..", "ninechars"] {
            #expect(ReleasedPicture(side: .a, fileExtension: bad, digest: picture.digest) == nil)
        }
    }
}
