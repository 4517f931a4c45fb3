import Ledger

extension CVRFile {
    /// Reads the last line: it must be, byte for byte, what a release of the format writes for what it says.
    init(tail: ArraySlice<UInt8>, format: LedgerFormat) throws(CVRFault) {
        guard let report = JSON(anySpelling: Array("{".utf8) + tail.dropFirst(2)),
            let device = report["ReportingDevice"]?.list?.first, let origin = device["SerialNumber"]?.text,
            let software = device["Application"]?.text, let election = CVRElection(report)
        else { throw CVRFault("its last line does not describe an election") }
        self.init(origin: origin, software: software, election: election)
        guard self.tail.elementsEqual(tail) else {
            throw CVRFault("its last line is not written as a release writes this election")
        }
        if let problem = election.problem(in: format) { throw CVRFault("its last line: \(problem)") }
    }
}

extension CVRElection {
    /// Takes from a report what the rest of its last line follows from.
    fileprivate init?(_ report: JSON) {
        guard let element = report["Election"]?.list?.first, let id = Self.id(of: element),
            let list = element["Contest"]?.list
        else { return nil }
        let people = Self.byID((element["Candidate"]?.list ?? []) + (report["Party"]?.list ?? []))
        var contests: [Contest] = []
        for (place, element) in list.enumerated() {
            guard let contest = Contest(element, place, people) else { return nil }
            contests.append(contest)
        }
        self.init(id: id, name: element["Name"]?.text, contests: contests)
    }

    private static func byID(_ elements: [JSON]) -> [String: JSON] {
        var found: [String: JSON] = [:]
        for element in elements {
            if let id = element["@id"]?.text { found[id] = element }
        }
        return found
    }

    fileprivate static func id(of element: JSON) -> String? { element["Code"]?.list?.first?["Value"]?.text }
}

extension CVRElection.Contest {
    fileprivate init?(_ element: JSON, _ place: Int, _ people: [String: JSON]) {
        guard let id = CVRElection.id(of: element), let votesAllowed = element["VotesAllowed"]?.number,
            let rule = ContestRule(variation: element["VoteVariation"]?.text, votesAllowed: votesAllowed),
            let list = element["ContestSelection"]?.list
        else { return nil }
        var parties: [String: Int] = [:]
        for number in list.indices { parties[CVRName.party(place, number)] = number }
        var options: [CVRElection.Option] = []
        for (number, element) in list.enumerated() {
            guard let id = CVRElection.id(of: element) else { return nil }
            let label = element["Code"]?.list?.first?["Label"]?.text
            let candidate = people[CVRName.candidate(place, number)]
            let option: CVRElection.Option =
                if element["IsWriteIn"] != nil {
                    .init(id: id, name: label, kind: .writeIn)
                } else if element["CandidateIds"] != nil {
                    .init(
                        id: id, name: candidate?["Name"]?.text,
                        kind: .candidate(list: candidate?["PartyId"]?.text.flatMap { parties[$0] }))
                } else if element["PartyIds"] != nil {
                    .init(id: id, name: people[CVRName.party(place, number)]?["Name"]?.text, kind: .list)
                } else {
                    .init(
                        id: id, name: label,
                        kind: .againstAll(
                            alone: element["Code"]?.list?.last?["Value"]?.text == "against-all-alone"))
                }
            options.append(option)
        }
        self.init(id: id, name: element["Name"]?.text, rule: rule, options: options)
    }
}
