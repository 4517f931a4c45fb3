import ElectionModel
import OMR
import Testing

@Suite struct RecordBytesTests {
    private let election: Election

    init() throws {
        let options = ["ada", "grace", "against"].map {
            ElectionOption(id: OptionID(rawValue: $0), name: LocalizedText())
        }
        let contests = ["mayor", "council\n1", "road"].map {
            Contest(id: ContestID(rawValue: $0), title: LocalizedText(), votesAllowed: 2, options: options)
        }
        election = try Election(
            id: "demo", title: LocalizedText(), contests: contests,
            sheets: [BallotSheet(id: "a long name\n\nof a sheet", front: PageID(rawValue: "p1"), back: nil)])
    }

    private func votes(_ contest: Int, _ marked: [Int]) -> ContestVotes {
        let contest = election.contests[contest]
        return ContestVotes(
            contest: contest.id, votesAllowed: contest.votesAllowed, marked: marked.map { contest.options[$0].id })
    }

    @Test func `a record is read back as it was`() {
        let records = [
            CastVoteRecord(
                sheet: "a long name\n\nof a sheet", contests: [votes(0, [2]), votes(1, []), votes(2, [0, 1, 2])]),
            CastVoteRecord(sheet: "", contests: []), CastVoteRecord(sheet: "é", contests: [votes(2, [1])]),
        ]
        for record in records {
            let bytes = record.encoded(for: election)
            #expect(CastVoteRecord(bytes, election: election) == record)
            #expect(bytes.count <= CastVoteRecord.greatestByteCount(for: election, pages: []))
        }
        let text = String(decoding: records[0].encoded(for: election), as: UTF8.self)
        #expect(text == "scand-record/v1\n0 2\n1\n2 0 1 2\n\na long name\n\nof a sheet")
    }

    @Test(arguments: [
        "", "scand-record/v2\n\np", "scand-record/v1\n", "scand-record/v1\n0 2", "scand-record/v1\n0 2\n",
        "scand-record/v1\n3\n\np", "scand-record/v1\n0 3\n\np", "scand-record/v1\n0 02\n\np",
        "scand-record/v1\n0 1 1\n\np", "scand-record/v1\n0\n0\n\np", "scand-record/v1\n0  1\n\np",
        "scand-record/v1\n0 -1\n\np", "scand-record/v1\n0 99999999999999999999\n\np", "scand-record/v1\n0 x\n\np",
    ])
    func `what is no record is refused`(_ text: String) {
        #expect(CastVoteRecord(Array(text.utf8), election: election) == nil)
    }

    @Test func `a sheet's id that is no UTF-8 is refused`() {
        #expect(CastVoteRecord(Array("scand-record/v1\n\n".utf8) + [0xFF], election: election) == nil)
        #expect(CastVoteRecord(Array("scand-record/v1\n\n".utf8) + [0x41], election: election)?.sheet == "A")
    }
}
