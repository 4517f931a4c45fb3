import ArgumentParser
import ElectionModel
import Foundation
import ImageFiles

/// `scand election new`: writes an election file from a layout and a table of names.
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Writes an election file from a layout and a table of names, or asks for them.",
        discussion: """
            First 'scand election learn' makes the layout, and '--template names.csv' a table of its contests and options, which a \
            table program opens. Fill in the names, as the overlay pictures of 'learn' show which is which; the kinds (candidate if \
            left out, answer, againstAll, writeIn, withdrawn); and for each contest how many votes it allows, or 'any'. Then \
            '--names names.csv' writes the election, and 'scand election check --html' shows it for proof-reading. At a terminal, \
            without --names, everything is asked for.
            """)

    @Option(help: ArgumentHelp("Layout of the ballot's pages.", valueName: "layout.json"))
    var layout: String

    @Option(help: ArgumentHelp("Table of names (CSV) that was filled in.", valueName: "names.csv"))
    var names: String?

    @Option(help: ArgumentHelp("Write a table to be filled in, and no election.", valueName: "names.csv"))
    var template: String?

    @Option(
        help: ArgumentHelp(
            "Languages of the names, separated by commas: for --template and questions.", valueName: "tags"))
    var languages: String?

    @Option(help: ArgumentHelp("Name of the election in records, such as town-2026.", valueName: "id"))
    var id: String?

    @Flag(help: "Pages 1 and 2 of the layout are front and back of a sheet, and so on, or each page is a sheet.")
    var sides: Sides?

    @Option(name: .shortAndLong, help: ArgumentHelp("Election to write.", valueName: "election.json"))
    var output: String?

    enum Sides: EnumerableFlag {
        case twoSided, oneSided
    }

    func validate() throws {
        guard (template == nil) != (output == nil) else {
            throw ValidationError("Give --output for an election, or --template for a table of names to be filled in.")
        }
        guard template == nil || names == nil else {
            throw ValidationError("--template writes a table, and --names reads one: give one of the two.")
        }
    }

    func run() throws {
        let (pages, bytes) = try JSONFile.read(Layout.self, at: layout)
        try JSONFile.requireMembersOnce(bytes, at: layout)
        if let template {
            let tags = (languages ?? "en").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            // With a byte order mark: table programs take the file for another encoding without it.
            try NewFile.write(
                [0xEF, 0xBB, 0xBF] + Array(NamesTable.template(for: pages, languages: tags).utf8), to: template)
            return try StandardOutput.write(
                "\(template): fill in the names, and then: scand election new --layout \(layout) --names \(template) -o election.json"
            )
        }
        guard let output else { preconditionFailure("validate() asked for it") }
        try NewFile.check(output)
        let draft = try draft(pages)
        let text = try draft.text(layout: BlankPages.relative(layout, toFolderOf: output), pages)
        try NewFile.write(Array(text.utf8), to: output)
        try StandardOutput.write(
            "\(output): election \(draft.id): 'scand election check \(output) --html ballot.html' shows it")
    }

    private func draft(_ pages: Layout) throws -> ElectionDraft {
        if let names {
            let bytes: [UInt8]
            do {
                bytes = try ImageFile.bytes(path: names, limits: ImageLimits(maxFileBytes: NamesTable.limit))
            } catch {
                throw CommandFailure(
                    .unusableArguments, "\(names): \(error.code == .empty ? "the file is empty" : error.detail)")
            }
            let (text, note) = try NamesTable.decoded(bytes, at: names)
            if let note { StandardError.write("scand: \(note)") }
            let table = try NamesTable(text, at: names)
            return ElectionDraft(
                path: names, id: try id ?? asked("--id", "id of the election, such as town-2026"), table: table,
                isTwoSided: try isTwoSided(pages))
        }
        guard Questions.canAsk else {
            throw CommandFailure(
                .unusableArguments,
                "--names: expected a table of names, because nobody sits at a terminal: --template writes one to be filled in"
            )
        }
        let asked = try Questions.table(for: pages, id: id, languages: languages)
        return ElectionDraft(
            path: "the answers", id: asked.id, table: asked.table, isTwoSided: try isTwoSided(pages))
    }

    private func asked(_ option: String, _ what: String) throws -> String {
        guard Questions.canAsk else {
            throw CommandFailure(.unusableArguments, "\(option): expected the \(what)")
        }
        return try Questions.answer(what)
    }

    /// Whether pages lie on a sheet in pairs. It is not guessed: two one-sided sheets would be counted as one.
    private func isTwoSided(_ pages: Layout) throws -> Bool {
        if pages.pages.count == 1 { return false }
        let isTwoSided: Bool
        if let sides {
            isTwoSided = sides == .twoSided
        } else if Questions.canAsk {
            isTwoSided =
                try Questions.answer(
                    "Are pages 1 and 2 the front and back of one sheet? 'yes' or 'no'", among: ["yes", "no"]) == "yes"
        } else {
            throw CommandFailure(
                .unusableArguments,
                "\(layout): has \(pages.pages.count) pages: say --two-sided where pages 1 and 2 are front and back of one sheet, or "
                    + "--one-sided")
        }
        guard !isTwoSided || pages.pages.count.isMultiple(of: 2) else {
            throw CommandFailure(
                .unusableArguments,
                "--two-sided: \(layout) has \(pages.pages.count) pages: expected a front and a back for each sheet, also where a back has "
                    + "no targets")
        }
        return isTwoSided
    }
}
