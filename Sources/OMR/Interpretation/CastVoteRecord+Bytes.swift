public import ElectionModel

/// A record as it is sealed into the ballot box: small, and the same bytes for the same record.
///
/// ```
/// scand-record/v1
/// 0 2                   contest 0 of the election, option 2 of it marked
/// 3                     contest 3, nothing marked
///                       an empty line, then the sheet's id to the end
/// mayor-and-council
/// ```
/// Numbers count from 0 in the election's order, which the digest in the ledger's genesis fixes.
extension CastVoteRecord {
    private static let header = Array("scand-record/v1\n".utf8)

    /// The record's bytes.
    ///
    /// - Precondition: it holds only contests of the election, and only their options.
    public func encoded(for election: Election) -> [UInt8] {
        var bytes = Self.header
        for votes in contests {
            guard let contest = election.contests.firstIndex(where: { $0.id == votes.contest }) else {
                preconditionFailure("a record holds only contests of its election")
            }
            let marked = votes.marked.map { option in
                guard let place = election.contests[contest].options.firstIndex(where: { $0.id == option }) else {
                    preconditionFailure("a record holds only options of its contest")
                }
                return place
            }
            bytes += ([contest] + marked).map(String.init).joined(separator: " ").utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes + sheet.utf8
    }

    /// Reads a record; nil unless it is exactly what `encoded` gives.
    public init?(_ bytes: [UInt8], election: Election) {
        guard bytes.starts(with: Self.header) else { return nil }
        var rest = bytes.dropFirst(Self.header.count)
        var contests: [ContestVotes] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")), end != rest.startIndex {
            let words = rest[..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            var numbers: [Int] = []
            for word in words {
                guard word.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                    let number = Int(String(decoding: word, as: UTF8.self))
                else { return nil }
                numbers.append(number)
            }
            guard let first = numbers.first, election.contests.indices.contains(first) else { return nil }
            let contest = election.contests[first]
            guard numbers.dropFirst().allSatisfy(contest.options.indices.contains) else { return nil }
            contests.append(
                ContestVotes(contest, marked: numbers.dropFirst().map { contest.options[$0].id }))
            rest = rest[(end + 1)...]
        }
        guard rest.first == UInt8(ascii: "\n"), let sheet = String(validating: rest.dropFirst(), as: UTF8.self) else {
            return nil
        }
        guard Set(contests.map(\.contest)).count == contests.count,
            contests.allSatisfy({ Set($0.marked).count == $0.marked.count })
        else { return nil }
        self.init(sheet: sheet, contests: contests)
        guard encoded(for: election) == bytes else { return nil }
    }

    /// Bytes that the longest record of an election can take: every contest on one sheet, every option marked.
    ///
    /// - Parameter pages: names of all pages, of which two may name a sheet where the election names none.
    public static func greatestByteCount(for election: Election, pages: [PageID]) -> Int {
        let everything = CastVoteRecord(
            sheet: "",
            contests: election.contests.map {
                ContestVotes($0, marked: $0.options.map(\.id))
            })
        let sheets = election.sheets?.map(\.id.utf8.count) ?? []
        let longest = pages.map(\.rawValue.utf8.count).sorted().suffix(2).reduce(1, +)
        return everything.encoded(for: election).count + max(longest, sheets.max() ?? 0)
    }
}
