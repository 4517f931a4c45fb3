import Release

/// Checks that a report in NIST's format speaks only of what it has: a schema cannot see that.
///
/// Every `@id` is there once, and every reference leads to an element of a type that may stand there (`refTypes` in the schema
/// of SP 1500-103).
struct ReferenceCheck {
    /// Types of element that each member may refer to. Other members whose names end in `Id` are names for the outside.
    private static let targets: [String: Set<String>] = {
        let contests: Set = [
            "CVR.Contest", "CVR.PartyContest", "CVR.BallotMeasureContest", "CVR.CandidateContest",
            "CVR.RetentionContest",
        ]
        let selections: Set = [
            "CVR.ContestSelection", "CVR.PartySelection", "CVR.BallotMeasureSelection", "CVR.CandidateSelection",
        ]
        return [
            "BallotStyleUnitId": ["CVR.GpUnit"], "CandidateId": ["CVR.Candidate"], "CandidateIds": ["CVR.Candidate"],
            "ContestId": contests, "ContestSelectionId": selections, "CreatingDeviceId": ["CVR.ReportingDevice"],
            "CurrentSnapshotId": ["CVR.CVRSnapshot"], "ElectionId": ["CVR.Election"],
            "ElectionScopeId": ["CVR.GpUnit"], "PartyId": ["CVR.Party"], "PartyIds": ["CVR.Party"],
            "PrimaryPartyId": ["CVR.Party"], "ReportGeneratingDeviceIds": ["CVR.ReportingDevice"],
            "ReportingDeviceIds": ["CVR.ReportingDevice"],
        ]
    }()

    private struct Reference: Hashable {
        let member: String
        let id: String
    }

    /// Types by id.
    private var types: [String: String] = [:]
    private var references: Set<Reference> = []
    private var problems: [String] = []

    init() {}

    /// Takes the next part of a report, or all of it.
    mutating func add(_ value: JSON) {
        switch value {
        case .list(let values): for value in values { add(value) }
        case .object(let members):
            if let id = value["@id"]?.text, types.updateValue(value["@type"]?.text ?? "", forKey: id) != nil {
                problems.append("the id \(id) is there twice")
            }
            for (name, member) in members {
                if Self.targets[name] != nil { addReferences(name, member) }
                add(member)
            }
        default: return
        }
    }

    private mutating func addReferences(_ name: String, _ member: JSON) {
        for value in member.list ?? [member] {
            if let id = value.text {
                references.insert(Reference(member: name, id: id))
            } else {
                problems.append("\(name) is no id")
            }
        }
    }

    /// What does not fit, sorted; nothing where all does.
    var findings: [String] {
        let dangling = references.compactMap { reference -> String? in
            guard let type = types[reference.id] else {
                return "\(reference.member) leads to \(reference.id), which is not there"
            }
            return Self.targets[reference.member]?.contains(type) == true
                ? nil : "\(reference.member) leads to \(reference.id), which is \(type)"
        }
        return (problems + dangling).sorted()
    }
}
