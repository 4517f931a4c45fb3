extension Totals {
    /// The first sum that does not come out, said in words; nil when all do.
    ///
    /// Every ballot gives `votesAllowed` votes, leaves them unused, or is overvoted: nothing may be missing or be there twice.
    public func firstImbalance(returned: Int) -> String? {
        for contest in contests {
            if let imbalance = contest.imbalance(sheets: sheets) {
                return "contest \(PercentEscaping.escape(contest.id, slash: false)): \(imbalance)"
            }
        }
        for reason in returnReasons where reason.count > returned {
            return "\(PercentEscaping.escape(reason.id, slash: false)) returned \(reason.count) sheets of \(returned)"
        }
        return nil
    }
}

extension ContestTotals {
    fileprivate func imbalance(sheets: Int) -> String? {
        if min(votesAllowed, ballots, overvotes, undervotes, votes.map(\.count).min() ?? 0) < 0 {
            return "a number below zero"
        }
        if ballots > sheets { return "\(ballots) ballots on \(sheets) sheets" }
        if overvotes > ballots { return "\(overvotes) overvoted of \(ballots) ballots" }
        let votes = votes.map(\.count)
        guard let given = Self.sum(votes + [undervotes]), let (available, void) = products else {
            return "numbers too great to add"
        }
        if let most = votes.max(), most > ballots { return "\(most) votes for one option on \(ballots) ballots" }
        if given != available - void {
            return "votes and undervotes add up to \(given), not \(available - void)"
        }
        return nil
    }

    private var products: (available: Int, void: Int)? {
        let (available, overflow) = ballots.multipliedReportingOverflow(by: votesAllowed)
        let (void, overflowToo) = overvotes.multipliedReportingOverflow(by: votesAllowed)
        return overflow || overflowToo ? nil : (available, void)
    }

    private static func sum(_ numbers: [Int]) -> Int? {
        var sum = 0
        for number in numbers {
            let (next, overflow) = sum.addingReportingOverflow(number)
            if overflow { return nil }
            sum = next
        }
        return sum
    }
}
