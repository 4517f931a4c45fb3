import ElectionModel

extension CVRFile {
    /// Most votes that a contest may allow: sums of any number of sheets must not grow out of range.
    static let greatestVotesAllowed = 1_000_000

    /// Reads the last line.
    init(tail: ArraySlice<UInt8>) throws(CVRFault) {
        guard let report = JSON(parsing: Array("{".utf8) + tail.dropFirst(2)),
            let device = report["ReportingDevice"]?.list?.first, let origin = device["SerialNumber"]?.text,
            let software = device["Application"]?.text, let element = report["Election"]?.list?.first,
            let election = Self.election(element)
        else { throw CVRFault("its last line does not describe an election") }
        self.init(origin: origin, software: software, election: election, language: Self.someLanguage)
        guard self.tail.elementsEqual(tail) else {
            throw CVRFault("its last line is not written as a release writes this election")
        }
    }

    /// The file has names in one language and does not say which.
    private static let someLanguage = "und"

    private static func election(_ element: JSON) -> Election? {
        guard let id = idCode(of: element), let list = element["Contest"]?.list else { return nil }
        var names: [String: String] = [:]
        for candidate in element["Candidate"]?.list ?? [] {
            if let id = candidate["@id"]?.text, let name = candidate["Name"]?.text { names[id] = name }
        }
        var contests: [Contest] = []
        for (place, item) in list.enumerated() {
            guard let contest = contest(item, place, names) else { return nil }
            contests.append(contest)
        }
        return try? Election(id: id, title: text(element["Name"]?.text), contests: contests, sheets: nil)
    }

    private static func contest(_ element: JSON, _ place: Int, _ names: [String: String]) -> Contest? {
        guard let id = idCode(of: element), let votesAllowed = element["VotesAllowed"]?.number,
            1...greatestVotesAllowed ~= votesAllowed, let list = element["ContestSelection"]?.list
        else { return nil }
        var options: [ElectionOption] = []
        for (number, item) in list.enumerated() {
            guard let id = idCode(of: item) else { return nil }
            let kind: OptionKind =
                item["IsWriteIn"] != nil ? .writeIn : item["CandidateIds"] != nil ? .candidate : .againstAll
            let name = kind == .candidate ? names[CVRName.candidate(place, number)] : label(of: item)
            options.append(ElectionOption(id: OptionID(rawValue: id), name: text(name), kind: kind))
        }
        return Contest(
            id: ContestID(rawValue: id), title: text(element["Name"]?.text), votesAllowed: votesAllowed,
            options: options)
    }

    private static func idCode(of element: JSON) -> String? { element["Code"]?.list?.first?["Value"]?.text }

    private static func label(of element: JSON) -> String? { element["Code"]?.list?.first?["Label"]?.text }

    private static func text(_ name: String?) -> LocalizedText {
        LocalizedText(name.map { [someLanguage: $0] } ?? [:])
    }
}
