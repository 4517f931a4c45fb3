import ArgumentParser

/// `scand election`: work on the definition of an election, before it is counted.
struct ElectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "election", abstract: "Makes and checks the definition of an election.",
        subcommands: [LearnCommand.self, NewCommand.self, CheckCommand.self, UpgradeCommand.self])
}
