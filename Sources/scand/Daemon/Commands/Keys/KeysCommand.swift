import ArgumentParser

/// `scand keys`: the keys that sign ledgers and open ballot boxes, from their making to their end.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Makes, shows, checks, backs up, splits and destroys keys.",
        discussion: """
            A signer signs one ledger and is on the machine while polls are open. A box key opens the sealed ballots; its \
            custodian keeps it away from the machine until polls are closed. FILE is the secret; FILE.vkey (signer) and \
            FILE.boxkey (box key) are public: give them to observers before polls open.
            """,
        subcommands: [
            KeysMakeCommand.self, KeysShowCommand.self, KeysCheckCommand.self, KeysBackupCommand.self,
            KeysSplitCommand.self, KeysJoinCommand.self, KeysDestroyCommand.self,
        ])
}
