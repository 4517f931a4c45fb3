import ElectionModel
import OMR

/// The cast vote records as they are released: sorted by content, without numbers, times or images.
///
/// Two castings of the same sheets in another order give the same bytes.
struct ReleasedRecords: Encodable {
    let version = 1
    let election: String
    let records: [Record]

    struct Record: Encodable {
        let sheet: String
        let contests: [Contest]
    }

    struct Contest: Encodable {
        let contest: String
        let marked: [String]
        let overvoted: Bool
    }

    private enum CodingKeys: String, CodingKey { case version, election, records }

    init(election: Election, records: [CastVoteRecord]) {
        self.election = election.id
        self.records = records.sorted().map { record in
            Record(
                sheet: record.sheet,
                contests: record.contests.map {
                    Contest(
                        contest: $0.contest.rawValue, marked: $0.marked.map(\.rawValue), overvoted: $0.isOvervoted)
                })
        }
    }

    /// The file's bytes.
    var bytes: [UInt8] {
        get throws { Array((try JSONText.page(self) + "\n").utf8) }
    }
}
