import Ledger

/// `cvr.json`: cast vote records in NIST's common data format (SP 1500-103, version 1.0), a sheet a line.
///
/// ```
/// {"@type":"CVR.CastVoteRecordReport","CVR":[
/// {"@type":"CVR.CVR", … "UniqueId":"000001"},
/// {"@type":"CVR.CVR", … "UniqueId":"000002"}
/// ],"Election":[…],"GeneratedDate":…,"Version":"1.0.0"}
/// ```
/// The lines together are one JSON value; each by itself is one too, so that a file of any length is read and written sheet by
/// sheet. Nothing in it is left to choice: the same sheets give the same bytes.
struct CVRFile {
    static let name = "cvr.json"
    /// The first line.
    static let head = Array("{\"@type\":\"CVR.CastVoteRecordReport\",\"CVR\":[\n".utf8)
    /// The schema asks for a time, and we have none to tell: the same one always.
    static let generatedDate = "1970-01-01T00:00:00Z"
    static let note = "GeneratedDate says nothing: a release states no time."

    /// The ledger that the records belong to.
    let origin: String
    /// The software that counted.
    let software: String
    let election: CVRElection

    /// The last line, without its line end.
    var tail: [UInt8] {
        var members: [String: JSON] = [
            "Election": [electionElement], "GeneratedDate": .text(Self.generatedDate),
            "GpUnit": [
                ["@id": "place", "@type": "CVR.GpUnit", "ReportingDeviceIds": ["device"], "Type": "polling-place"]
            ],
            "Notes": .text(Self.note), "ReportGeneratingDeviceIds": ["device"],
            "ReportType": ["originating-device-export"],
            "ReportingDevice": [
                [
                    "@id": "device", "@type": "CVR.ReportingDevice", "Application": .text(software),
                    "SerialNumber": .text(origin),
                ]
            ],
            "Version": "1.0.0",
        ]
        let parties = elements(partyElement)
        if !parties.isEmpty { members["Party"] = .list(parties) }
        return Array("],".utf8) + JSON.object(members).compact.dropFirst()
    }

    private var electionElement: JSON {
        var members: [String: JSON] = [
            "@id": "election", "@type": "CVR.Election", "Code": [.code(election.id)],
            "Contest": .list(election.contests.indices.map(contestElement)), "ElectionScopeId": "place",
        ]
        let candidates = elements(candidateElement)
        if !candidates.isEmpty { members["Candidate"] = .list(candidates) }
        members["Name"] = election.name.map(JSON.text)
        return .object(members)
    }

    private func contestElement(_ place: Int) -> JSON {
        let contest = election.contests[place]
        var members: [String: JSON] = [
            "@id": .text(CVRName.contest(place)), "@type": "CVR.CandidateContest", "Code": [.code(contest.id)],
            "ContestSelection": .list(
                contest.options.enumerated().map { selectionElement($1, contest: place, option: $0) }),
            "VotesAllowed": .number(contest.rule.votesAllowed),
        ]
        members["Name"] = contest.name.map(JSON.text)
        members["VoteVariation"] = contest.rule.variation.map(JSON.text)
        return .object(members)
    }

    /// What some options of the election have, in ballot order.
    private func elements(_ element: (CVRElection.Option, _ contest: Int, _ place: Int) -> JSON?) -> [JSON] {
        election.contests.enumerated().flatMap { contest, value in
            value.options.enumerated().compactMap { place, option in element(option, contest, place) }
        }
    }

    private func candidateElement(_ option: CVRElection.Option, contest: Int, place: Int) -> JSON? {
        guard case .candidate(let list) = option.kind else { return nil }
        var members: [String: JSON] = ["@id": .text(CVRName.candidate(contest, place)), "@type": "CVR.Candidate"]
        members["Name"] = option.name.map(JSON.text)
        members["PartyId"] = list.map { .text(CVRName.party(contest, $0)) }
        return .object(members)
    }

    private func partyElement(_ option: CVRElection.Option, contest: Int, place: Int) -> JSON? {
        guard option.kind == .list else { return nil }
        var members: [String: JSON] = ["@id": .text(CVRName.party(contest, place)), "@type": "CVR.Party"]
        members["Name"] = option.name.map(JSON.text)
        return .object(members)
    }

    private func selectionElement(_ option: CVRElection.Option, contest: Int, option place: Int) -> JSON {
        var members: [String: JSON] = ["@id": .text(CVRName.selection(contest, place))]
        switch option.kind {
        case .candidate:
            members["@type"] = "CVR.CandidateSelection"
            members["CandidateIds"] = [.text(CVRName.candidate(contest, place))]
            members["Code"] = [.code(option.id)]
        case .writeIn:
            members["@type"] = "CVR.CandidateSelection"
            members["IsWriteIn"] = .flag(true)
            members["Code"] = [.code(option.id, label: option.name)]
        case .againstAll(let alone):
            let role: JSON = [
                "@type": "CVR.Code", "OtherType": "role", "Type": "other",
                "Value": .text(alone ? "against-all-alone" : "against-all"),
            ]
            members["@type"] = "CVR.ContestSelection"
            members["Code"] = [.code(option.id, label: option.name), role]
        case .list:
            members["@type"] = "CVR.PartySelection"
            members["PartyIds"] = [.text(CVRName.party(contest, place))]
            members["Code"] = [.code(option.id)]
        }
        return .object(members)
    }
}

/// The names by which elements of the file speak of each other. They begin with a letter, as an XML twin of the file needs.
enum CVRName {
    static func contest(_ contest: Int) -> String { "contest-\(contest + 1)" }
    static func selection(_ contest: Int, _ option: Int) -> String { "selection-\(contest + 1)-\(option + 1)" }
    static func candidate(_ contest: Int, _ option: Int) -> String { "candidate-\(contest + 1)-\(option + 1)" }
    static func party(_ contest: Int, _ option: Int) -> String { "party-\(contest + 1)-\(option + 1)" }
}

extension JSON {
    /// An id of the election definition.
    fileprivate static func code(_ id: String, label: String? = nil) -> JSON {
        var members: [String: JSON] = ["@type": "CVR.Code", "Type": "local-level", "Value": .text(id)]
        members["Label"] = label.map(JSON.text)
        return .object(members)
    }
}
