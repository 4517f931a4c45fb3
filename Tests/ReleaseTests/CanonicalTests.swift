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
        genesis = try Sample.genesis(smallestGroup: 1)
    }

    func documents(_ sheets: [ReleasedSheet], smallestGroup: Int = 1) throws -> [Release.File] {
        let genesis = try Sample.genesis(smallestGroup: smallestGroup)
        return try Release(sheets, election: election, genesis: genesis).documents(
            counts: SheetCounts(accepted: sheets.count + 2, withdrawn: 2),
            day: PollsClose.Day(
                faults: [.init(id: "jam", count: 3)],
                returnReasons: [.init(id: "b", count: 0), .init(id: "a", count: 0)],
                time: try #require(LedgerTime("2026-03-15T20:00Z"))))
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
        for least in [1, 5, 30, 300] {
            let few = try documents(sheets, smallestGroup: least)
            for _ in 0..<5 { #expect(try documents(sheets.shuffled(using: &lot), smallestGroup: least) == few) }
        }
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
        let batch = SheetBatch.stationary
        let sheets = (0..<20).map { ReleasedSheet(record: record, batch: batch, pictures: [Sample.picture($0, .a)]) }
        let release = try Release(sheets, election: election, genesis: genesis)
        let digests = release.order.map { sheets[$0].pictures[0].digest.hex }
        #expect(digests == digests.sorted())
        #expect(release.order != Array(sheets.indices))
    }

    @Test func `a record is written as the format page has it`() throws {
        let sheet = ReleasedSheet(
            record: try Sample.record("long", [[2], [0, 1, 3]]),
            batch: try #require(SheetBatch(mode: .portable, number: 12)), sheetOfBallot: 2,
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
            #"{"@type":"CVR.CVR","BallotImage":["#, image("a", a), ",", image("b", b),
            #"],"BallotSheetId":"2","BallotStyleId":"long","BatchId":"portable-12","#,
            #""CVRSnapshot":[{"@id":"snapshot-000001-interpreted","@type":"CVR.CVRSnapshot","CVRContest":["#,
            #"{"@type":"CVR.CVRContest","CVRContestSelection":[{"@type":"CVR.CVRContestSelection","#,
            #""ContestSelectionId":"selection-1-3","SelectionPosition":[{"@type":"CVR.SelectionPosition","#,
            #""CVRWriteIn":{"@type":"CVR.CVRWriteIn"},"HasIndication":"yes","IsAllocable":"unknown","NumberVotes":1}],"#,
            #""Status":["needs-adjudication"],"TotalNumberVotes":1}],"ContestId":"contest-1","Overvotes":0,"#,
            #""Undervotes":0,"WriteIns":1},{"@type":"CVR.CVRContest","CVRContestSelection":["#,
            [1, 2, 4].map(overvoted).joined(separator: ","),
            #"],"ContestId":"contest-2","Overvotes":2,"Status":["overvoted","invalidated-rules"],"Undervotes":0,"#,
            #""WriteIns":0}],"Type":"interpreted"}],"CreatingDeviceId":"device","#,
            #""CurrentSnapshotId":"snapshot-000001-interpreted","ElectionId":"election","UniqueId":"000001"}"#,
        ]
        #expect(String(lines[1]) == parts.joined())
        #expect(lines.count == 3)
    }

    @Test func `totals are the tally, sorted, and say how many sheets have pictures`() throws {
        let sheets = try Sample.sheets(50, pictures: true)
        let release = try Release(sheets, election: election, genesis: genesis)
        var tally = Tally(election)
        for sheet in sheets { tally.add(sheet.record) }
        #expect(release.tally == tally)
        #expect(release.contests.map(\.id) == ["council/район", "mayor"])
        for (contest, counted) in zip(release.contests.reversed(), tally.contests) {
            #expect(
                contest
                    == ContestTotals(
                        id: counted.contest.rawValue, votesAllowed: counted.votesAllowed, ballots: counted.ballots,
                        overvotes: counted.overvotes, undervotes: counted.undervotes,
                        votes: counted.votes.map { .init(id: $0.option.rawValue, count: $0.count) }))
        }
        let batches = [nil, 1, 2].map { number in sheets.count { $0.batch.number == number } }
        #expect(
            release.modes == [
                .init(id: "portable", count: batches[1] + batches[2]), .init(id: "stationary", count: batches[0]),
            ])
        #expect(release.batches == [.init(id: "1", count: batches[1]), .init(id: "2", count: batches[2])])
        let totals = try text(sheets, "totals.json")
        #expect(totals.contains("\n  \"withPictures\": 40,\n"))
        let ids = totals.split(separator: "\n").filter { $0.hasPrefix("   \"id\"") }
        #expect(
            ids.map { $0.split(separator: "\"")[3] }
                == ["1", "2", "council/район", "mayor", "jam", "portable", "stationary", "a", "b"])
        #expect(totals.contains("\n  \"counted\": 50,\n") && totals.contains("\n  \"withdrawn\": 2\n"))
    }

    @Test func `few sheets of one style in one batch are released as sums, without pictures`() throws {
        let batch = try #require(SheetBatch(mode: .portable, number: 7))
        let short = try Sample.record("short", [[0], nil])
        let most =
            try Sample.sheets(40, pictures: true) + (0..<3).map { _ in ReleasedSheet(record: short, batch: batch) }
        let few = try [[[0], [1, 2]], [[1], [0, 1, 2]]].map {
            ReleasedSheet(record: try Sample.record("long", $0), batch: batch, pictures: [Sample.picture(999, .a)])
        }
        let release = try Release(most + few, election: election, genesis: try Sample.genesis(smallestGroup: 3))
        let files = release.documents(counts: SheetCounts(accepted: 45), day: nil)
        #expect(files.map(\.path) == ["cvr.json", "totals.json", "groups.json"])
        #expect(release.order.allSatisfy { $0 < 43 } && release.order.count == 43)
        let records = String(decoding: files[0].bytes, as: UTF8.self)
        #expect(
            records.contains(#""short","BatchId":"portable-7""#) && !records.contains(#""long","BatchId":"portable-7""#)
        )
        #expect(release.batches.contains(.init(id: "7", count: 5)) && release.tally.sheets == 45)
        try release.pictures { place, picture in
            #expect(place < 40)
            return Sample.pictureBytes(place, picture.side)
        } emit: { _ in
        }
        let groups =
            #"{"groups":[{"batch":"portable-7","contests":[{"ballots":2,"id":"council/район","overvotes":1,"#
            + #""undervotes":0,"votes":[{"count":0,"id":"c1"},{"count":1,"id":"c2"},{"count":1,"id":"c3"},"#
            + #"{"count":0,"id":"none"}],"votesAllowed":2},{"ballots":2,"id":"mayor","overvotes":0,"undervotes":0,"#
            + #""votes":[{"count":1,"id":"ada"},{"count":1,"id":"bob"},{"count":0,"id":"other"}],"votesAllowed":1}],"#
            + #""sheets":2,"style":"long"}],"version":2}"#
        #expect(String(decoding: files[2].bytes, as: UTF8.self) == groups + "\n")
        #expect(try documents(most + few, smallestGroup: 2).count == 2)
    }

    @Test func `sheets of a room of few are released among those of others`() throws {
        func sheets(_ mode: SheetBatch.Mode, _ number: Int?, _ count: Int, _ marks: [[Int]?]) throws -> [ReleasedSheet]
        {
            let batch = try #require(SheetBatch(mode: mode, number: number))
            return try (0..<count).map { _ in
                ReleasedSheet(record: try Sample.record(marks[1] == nil ? "short" : "long", marks), batch: batch)
            }
        }
        func rooms(_ rooms: [ReleasedSheet]...) throws -> [String] {
            let documents = try documents(rooms.flatMap(\.self), smallestGroup: 3)
            #expect(documents.map(\.path) == ["cvr.json", "totals.json"])
            return String(decoding: documents[0].bytes, as: UTF8.self).split(separator: "\n").compactMap {
                $0.split(separator: #""BatchId":""#).dropFirst().first?.split(separator: "\"").first.map(String.init)
            }
        }
        let (many, one) = (try sheets(.stationary, nil, 9, [[0], nil]), try sheets(.portable, nil, 1, [[1], nil]))
        let (few, four) = (try sheets(.portable, 1, 2, [[1], nil]), try sheets(.portable, 2, 4, [[1], nil]))
        #expect(try rooms(many) == Array(repeating: "stationary", count: 9))
        #expect(try rooms(many, one) == Array(repeating: "joined", count: 10))
        #expect(
            try rooms(many, one, few, four)
                == Array(repeating: "joined", count: 3) + Array(repeating: "portable-2", count: 4)
                + Array(repeating: "stationary", count: 9))
        #expect(
            try rooms(many, few, four)
                == Array(repeating: "joined", count: 6) + Array(repeating: "stationary", count: 9))
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
            let sheet = ReleasedSheet(
                record: CastVoteRecord(sheet: "long", contests: [votes]), batch: .stationary)
            #expect(throws: ReleaseError.foreignSheet) { try documents([sheet]) }
        }
        let swapped = CastVoteRecord(
            sheet: "long", contests: try Sample.record("long", [[], []]).contests.reversed())
        #expect(throws: ReleaseError.foreignSheet) {
            try documents([ReleasedSheet(record: swapped, batch: .stationary)])
        }
        let stranger = try Election(id: "Demo 2027", title: LocalizedText(), contests: election.contests, sheets: nil)
        #expect(throws: ReleaseError.otherElection(ledger: "Demo 2026", given: "Demo 2027")) {
            try Release([], election: stranger, genesis: genesis)
        }
    }

    @Test func `what the format has no room for is refused before anything is counted`() throws {
        func refusal(styles: [String] = [], contest: String = "a", votes: Int = 1, option: String = "b") throws
            -> String
        {
            let options = [ElectionOption(id: OptionID(rawValue: option), name: LocalizedText())]
            let contest = Contest(
                id: ContestID(rawValue: contest), title: LocalizedText(), votesAllowed: votes, options: options)
            let election = try Election(id: "e", title: LocalizedText(), contests: [contest], sheets: nil)
            do throws(ReleaseError) { try Release.check(election, styles: styles) } catch { return error.description }
            return ""
        }
        let long = String(repeating: "я", count: 129)
        #expect(try refusal(styles: ["ballot"], votes: 1000) == "")
        let start = "the definition cannot be released: "
        #expect(try refusal(styles: [long]) == start + "the name of a kind of sheet has 258 bytes, not 1 to 256")
        #expect(try refusal(contest: long) == start + "contest 1: its id is not of 1 to 256 bytes")
        #expect(try refusal(option: long) == start + "contest 1: the id of an option is not of 1 to 256 bytes")
        #expect(try refusal(votes: 1001) == start + "contest 1: its votes or ranks are 1001, not 1 to 1000")
    }

    @Test func `a ledger of version 1 gets no release any more`() throws {
        let old = Genesis(
            election: genesis.election, definitionDigest: genesis.definitionDigest, key: genesis.key,
            software: genesis.software, box: genesis.box, terms: nil)
        #expect(throws: ReleaseError.otherVersion) { try Release([], election: election, genesis: old) }
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
        let double = ReleasedSheet(record: sheets[0].record, batch: sheets[0].batch, pictures: [picture, picture])
        #expect(throws: ReleaseError.picturesOfOneName) { try documents([double]) }
        for bad in ["", "PNG", "p/g", "..", "ninechars"] {
            #expect(ReleasedPicture(side: .a, fileExtension: bad, digest: picture.digest) == nil)
        }
    }
}
