/// ```
/// box-blind <hex>                      contest/<id>/undervotes 6
/// box-root <hex>                       contest/<id>/votes-allowed 1
/// contest/<id>/ballots 58              release-sha256 <hex>
/// contest/<id>/option/<id> 30          return-reason/<id> 3
/// contest/<id>/overvotes 2             sheets 58
/// ```
extension Totals {
    var leafText: LeafText {
        var text = LeafText(type: "totals")
        text.add("sheets", value: sheets)
        text.add("release-sha256", value: releaseDigest)
        text.add("box-root", value: Hex.encode(boxRoot.bytes))
        text.add("box-blind", value: Hex.encode(boxBlind))
        for reason in returnReasons { text.add("return-reason", reason.id, value: reason.count) }
        for contest in contests {
            text.add("contest", contest.id, "ballots", value: contest.ballots)
            text.add("contest", contest.id, "overvotes", value: contest.overvotes)
            text.add("contest", contest.id, "undervotes", value: contest.undervotes)
            text.add("contest", contest.id, "votes-allowed", value: contest.votesAllowed)
            for option in contest.votes { text.add("contest", contest.id, "option", option.id, value: option.count) }
        }
        return text
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        var reasons: [Count] = []
        for (key, number) in try fields.numbers(under: "return-reason") {
            guard let id = key.first, key.count == 1 else { throw .field("return-reason", "not under one name") }
            reasons.append(Count(id: id, count: number))
        }
        var contests: [ContestFields] = []
        for (key, number) in try fields.numbers(under: "contest") {
            guard let id = key.first else { throw .field("contest", "without a name") }
            if contests.last.map({ $0.id.utf8.elementsEqual(id.utf8) }) != true {
                contests.append(ContestFields(id: id))
            }
            try contests[contests.count - 1].take(key.dropFirst(), number)
        }
        var finished: [ContestTotals] = []
        for contest in contests { finished.append(try contest.finish()) }
        guard let root = TreeHash(try fields.digest("box-root").bytes) else { throw .field("box-root", "no hash") }
        self.init(
            sheets: try fields.number("sheets"), contests: finished, returnReasons: reasons,
            releaseDigest: try fields.digest("release-sha256"), boxRoot: root,
            boxBlind: try fields.digest("box-blind").bytes)
    }
}

/// A contest's lines while they are gathered; they stand together because lines are sorted.
private struct ContestFields {
    let id: String
    var sums: [String: Int] = [:]
    var votes: [Totals.Count] = []

    init(id: String) { self.id = id }

    mutating func take(_ key: ArraySlice<String>, _ number: Int) throws(LeafError) {
        let words = Array(key)
        if words.count == 2, words[0] == "option" {
            votes.append(Totals.Count(id: words[1], count: number))
        } else if words.count == 1, ["ballots", "overvotes", "undervotes", "votes-allowed"].contains(words[0]) {
            sums[words[0]] = number
        } else {
            throw .field("contest/" + id, "a line that is not known")
        }
    }

    func finish() throws(LeafError) -> ContestTotals {
        guard let ballots = sums["ballots"], let overvotes = sums["overvotes"], let undervotes = sums["undervotes"],
            let votesAllowed = sums["votes-allowed"]
        else { throw .field("contest/" + id, "a line is missing") }
        return ContestTotals(
            id: id, votesAllowed: votesAllowed, ballots: ballots, overvotes: overvotes, undervotes: undervotes,
            votes: votes)
    }
}
