extension ElectionFile {
    /// What the file asks for and this version of the program does not do. Nothing is counted by such a file: it would be counted
    /// in another way than the commission decided.
    public var notCarriedOut: [DefinitionError] {
        var found: [DefinitionError] = []
        func refuse(_ field: String, _ what: String) {
            found.append(
                DefinitionError(field: field, problem: "\(what), which is not carried out by this version of scand"))
        }
        if design != nil { refuse("design", "asks for ballots to be drawn (give \"layout\" with pictures of them)") }
        for (index, contest) in election.contests.enumerated() {
            switch contest.rule {
            case .choice, .approval: continue
            case .ranked, .list: refuse("contests[\(index)].rule", "is \"\(contest.rule.word.rawValue)\"")
            }
        }
        if let index = election.precincts.firstIndex(where: { !election.isGivenEverything($0) }) {
            refuse("precincts[\(index)]", "is not given every sheet")
        }
        let day = election.day
        if day.modes != [.stationary] { refuse("day.modes", "are not [\"stationary\"]") }
        let policies: [(String, ElectionDay.Policy, carriedOut: Set<ElectionDay.Policy>)] = [
            ("overvote", day.policies.overvote, [.return, .acceptAsInvalid]),
            ("blank", day.policies.blank, [.return, .acceptAsInvalid]),
            ("writeIn", day.policies.writeIn, [.accept]), ("doubt", day.policies.doubt, [.return]),
        ]
        for (name, policy, carriedOut) in policies where !carriedOut.contains(policy) {
            refuse("day.policies.\(name)", "is \"\(policy.rawValue)\"")
        }
        if day.secondChance == .warn { refuse("day.secondChance", "is \"warn\"") }
        if !day.roles.isEmpty { refuse("day.roles", "say who may do what") }
        if !day.stamps.isEmpty { refuse("day.stamps", "ask for stamps") }
        return found
    }
}

extension Election {
    fileprivate func isGivenEverything(_ precinct: Precinct) -> Bool {
        let given = Set(styles.filter { precinct.styles.contains($0.id) }.flatMap(\.sheets))
        return (sheets ?? []).allSatisfy { given.contains($0.id) }
    }
}
