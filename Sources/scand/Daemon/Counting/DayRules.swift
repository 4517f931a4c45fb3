import ElectionModel
import Ledger

/// What a definition says of the election day, held against how a count is run.
struct DayRules {
    private let path: String
    private let day: ElectionDay

    init(_ loaded: LoadedElection) { (path, day) = (loaded.path, loaded.election.day) }

    /// Refuses to count with a program that is not among those of the definition.
    func requireSoftware() throws {
        guard !day.software.isEmpty else { return }
        let digest = try Software.digest.hex
        guard !day.software.contains(digest) else { return }
        throw CommandFailure(
            .ledgerRefused,
            "\(path): day.software does not allow this program, whose SHA-256 is \(digest): count with one that it names"
        )
    }

    /// Refuses to count an election without the witnesses that its definition names.
    ///
    /// - Parameter policy: the file whose witnesses are asked, where there is one.
    func requireWitnesses(in policy: String?, isElection: Bool) throws {
        guard !day.witnesses.isEmpty else { return }
        let asked = Set(try policy.map { try PolicyFile.read($0).witnesses.map { "\($0.key)" } } ?? [])
        guard let missing = day.witnesses.firstIndex(where: { !asked.contains($0) }) else { return }
        let who = "day.witnesses[\(missing)] \"\(day.witnesses[missing])\""
        guard isElection else {
            StandardError.write("scand: \(path): \(who) is not asked, because this is a test")
            return
        }
        throw CommandFailure(
            .unusableArguments, "\(path): \(who) must be asked: give --witness with a policy that names it")
    }

    /// Refuses to open the polls of an election before its lawful time, and says when they should be closed by now.
    func requireLawfulHours(at now: LedgerTime, isElection: Bool) throws {
        guard let schedule = day.schedule else { return }
        if now.minutesSince1970 < schedule.opensAt {
            let early = "polls open at \(schedule.opens)\(schedule.zone) by day.schedule, and it is \(now)"
            guard !isElection else {
                throw CommandFailure(.ledgerRefused, "\(path): \(early): wait, no sheet was taken")
            }
            StandardError.write("scand: \(path): \(early): they open now, because this is a test")
        } else if now.minutesSince1970 >= schedule.closesAt {
            StandardError.write(
                "scand: \(path): polls were to close at \(schedule.closes)\(schedule.zone) by day.schedule, and it is \(now): "
                    + "sheets that come now are counted all the same")
        }
    }

    /// What a new ledger is to do of itself: by the options, or the definition, or as it is without either.
    func terms(_ options: LedgerTerms) throws -> (smallestGroup: Int, anchorSheets: Int, anchorMinutes: Int) {
        func settled(_ option: Int?, _ term: LedgerIdentity.Term, _ said: Int?, _ field: String, _ standard: Int) throws
            -> Int
        {
            guard let option, let said, option != said else { return option ?? said ?? standard }
            throw CommandFailure(
                .unusableArguments,
                "\(term.option) \(option): \(path) says \(said) in day.\(field): leave the option out")
        }
        return (
            try settled(options.smallestGroup, .smallestGroup, day.smallestGroup, "smallestGroup", 1),
            try settled(options.anchorSheets, .anchorSheets, day.anchorSheets, "anchorSheets", 50),
            try settled(options.anchorMinutes, .anchorMinutes, day.anchorMinutes, "anchorMinutes", 15)
        )
    }
}
