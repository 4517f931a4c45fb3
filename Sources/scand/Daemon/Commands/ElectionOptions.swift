import ArgumentParser

/// Which ballots are read by a command that cannot do without.
struct ElectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Election definition; it names its layout.", valueName: "election.json"))
    var election: String?

    @Option(help: ArgumentHelp("Layout alone, when there is no election definition.", valueName: "layout.json"))
    var layout: String?

    func validate() throws {
        guard (election == nil) != (layout == nil) else {
            throw ValidationError("Give either --election or --layout.")
        }
    }

    /// The election, ready to read sheets.
    func loadedElection() throws -> LoadedElection {
        if let election { return try .election(at: election) }
        return try .layout(at: layout ?? "")
    }
}

/// Which ballots are read by a command that does not count.
struct ReadingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Election definition; it names its layout.", valueName: "election.json"))
    var election: String?

    @Option(help: ArgumentHelp("Layout alone, when there is no election definition.", valueName: "layout.json"))
    var layout: String?

    func validate() throws {
        guard election == nil || layout == nil else { throw ValidationError("Give --election or --layout, not both.") }
    }

    /// The election, ready to read sheets; nil where none was given.
    func loadedElection() throws -> LoadedElection? {
        if let election { return try .election(at: election) }
        return try layout.map { try .layout(at: $0) }
    }
}
