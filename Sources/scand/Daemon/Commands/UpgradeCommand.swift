import ArgumentParser
import ElectionModel
import Foundation

/// `scand election upgrade`: writes an election file of version 1 as one of version 2 that counts the same.
struct UpgradeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Writes an election file of version 1 in version 2.",
        discussion: """
            The same election gives the same bytes. A count under either file has the same totals. The new file has another digest: a \
            ledger that was begun under the old one goes on with the old one. Write it beside the old file, where its layout is.
            """)

    @Argument(help: ArgumentHelp("An election of version 1.", valueName: "election.json"))
    var file: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("New file to write; else the standard output.", valueName: "file"))
    var output: String?

    @Flag(
        help: ArgumentHelp(
            "Where a contest allows several votes: a mark for 'against all' beside another no longer counts, as version 2 has it."
        ))
    var againstAllAlone = false

    func run() throws {
        if let output { try NewFile.check(output) }
        let definition = try ElectionDefinition.read(at: file)
        guard definition.file.version == 1, let layout = definition.layout else {
            throw CommandFailure(
                .unusableArguments,
                "\(file): version is \(definition.file.version): expected 1, there is nothing to upgrade")
        }
        let election = try upgraded(definition.file.election, layout.layout)
        let text = try ElectionText(
            election: election, layout: output.map { BlankPages.relative(layout.path, toFolderOf: $0) } ?? layout.name
        ).text
        try requireReadable(text, layout.layout)
        if let output {
            try NewFile.write(Array(text.utf8), to: output)
        } else {
            try StandardOutput.write(String(text.dropLast()))
        }
    }

    private func upgraded(_ election: Election, _ layout: Layout) throws -> Election {
        let targets = Dictionary(grouping: layout.pages.flatMap(\.targets), by: \.choice)
        let contests = try election.contests.enumerated().map { index, contest in
            let field = "contests[\(index)]"
            if contest.votesAllowed > 1, contest.options.contains(where: { $0.kind == .againstAll }), !againstAllAlone {
                throw refusal(
                    field,
                    "allows \(contest.votesAllowed) votes and has an option of the kind \"againstAll\", which version 1 counts "
                        + "beside others and version 2 alone: say --against-all-alone where that is the law")
            }
            let options = try contest.options.enumerated().map { place, option in
                let withdrawn = Set(
                    (targets[Choice(contest: contest.id, option: option.id)] ?? []).map(\.isWithdrawn))
                guard withdrawn.count < 2 else {
                    throw refusal(
                        "\(field).options[\(place)]",
                        "is withdrawn on some pages of the layout and not on others: version 2 withdraws it on all or none"
                    )
                }
                return ElectionOption(
                    id: option.id, name: option.name, kind: option.kind, isWithdrawn: withdrawn == [true])
            }
            return Contest(
                id: contest.id, title: contest.title, rule: .choice(votesAllowed: contest.votesAllowed),
                options: options)
        }
        do {
            return try Election(
                id: election.id, title: election.title, contests: contests, sheets: election.sheets)
        } catch {
            throw CommandFailure(file: file, error)
        }
    }

    /// Version 2 forbids more than version 1: what it forbids is named now, and not when polls should open.
    private func requireReadable(_ text: String, _ layout: Layout) throws {
        do {
            _ = try JSONDecoder().decode(ElectionFile.self, from: Data(text.utf8)).settled(layout)
        } catch let error as DefinitionError {
            throw CommandFailure(
                .unusableArguments,
                "\(file): \(error); version 1 let that pass, and version 2 does not: put it right here first")
        }
    }

    private func refusal(_ field: String, _ problem: String) -> CommandFailure {
        CommandFailure(file: file, DefinitionError(field: field, problem: problem))
    }
}
