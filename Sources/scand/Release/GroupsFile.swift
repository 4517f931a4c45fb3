import Ledger

/// `groups.json`: the sums of the groups that are too small.
struct GroupsFile {
    static let name = "groups.json"

    let election: CVRElection
    /// Sorted.
    let groups: [SmallGroup]

    init(_ groups: [SmallGroup], in election: CVRElection) {
        self.election = election
        self.groups = groups.sorted { $0.pair < $1.pair }
    }

    /// The file's bytes.
    var encoded: [UInt8] {
        let value: JSON = ["groups": .list(groups.map(element)), "version": .number(2)]
        return value.compact + Array("\n".utf8)
    }

    private func element(_ group: SmallGroup) -> JSON {
        [
            "batch": .text(group.pair.room.id),
            "contests": .contests(group.contests.map { $1.totals(of: election.contests[$0]) }),
            "sheets": .number(group.sheets), "style": .text(group.pair.style),
        ]
    }
}

extension GroupsFile {
    /// Reads the file: it must be, byte for byte, what a release writes for what it says.
    ///
    /// - Parameter smallestGroup: sheets that a group of its own in `cvr.json` has at least.
    init(_ bytes: [UInt8], in election: CVRElection, smallestGroup: Int) throws(CVRFault) {
        guard bytes.count <= CVRReader.maximumLineByteCount else {
            throw CVRFault("more than \(CVRReader.maximumLineByteCount) bytes")
        }
        guard let list = JSON(anySpelling: bytes.dropLast())?["groups"]?.list else {
            throw CVRFault("it is not a list of groups")
        }
        guard !list.isEmpty else { throw CVRFault("it has no group: then it is not there") }
        let places = Dictionary(
            uniqueKeysWithValues: election.contests.enumerated().map { (Array($1.id.utf8), $0) })
        var groups: [SmallGroup] = []
        for (index, element) in list.enumerated() {
            guard let group = SmallGroup(element, in: election, places) else {
                throw CVRFault("group \(index + 1) is not of this election, or its sums do not come out")
            }
            guard 1..<smallestGroup ~= group.sheets else {
                throw CVRFault("group \(index + 1) is of \(group.sheets) sheets: sums are of 1 to \(smallestGroup - 1)")
            }
            if let last = groups.last, !(last.pair < group.pair) {
                throw CVRFault("group \(index + 1): groups are not sorted by style and batch, or one is there twice")
            }
            groups.append(group)
        }
        self.init(groups, in: election)
        guard encoded == bytes else { throw CVRFault("it is not written as a release writes these groups") }
    }
}
