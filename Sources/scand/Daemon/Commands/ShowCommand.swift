import ArgumentParser
import Foundation
import Ledger
import LedgerStorage

/// `scand ledger show`: the events of a ledger as they are written.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows the events of a ledger as they are written in it.",
        discussion: "The ledger is verified first; a damaged one is not shown. Events are counted from 0, the genesis.")

    @OptionGroup var ledger: LedgerOptions

    @Option(help: "First event to show.")
    var from = 0

    @Option(help: "Last event to show (the newest).")
    var to: Int?

    @Flag(help: "Print a JSON object for each event.")
    var json = false

    func run() throws {
        let reader = try ledger.reader()
        let last = min(to ?? .max, reader.leaves.count - 1)
        guard from >= 0, from <= last else {
            throw CommandFailure(
                .unusableArguments,
                "--from \(from), --to \(to ?? last): the published ledger has the events 0 to "
                    + "\(reader.leaves.count - 1)")
        }
        for index in from...last {
            let lines = String(decoding: reader.leaves[index].dropLast(), as: UTF8.self).split(separator: "\n")
                .map { PlainText.line(String($0)) }
            try StandardOutput.write(
                json
                    ? try JSONText.line(EventJSON(index: index, lines: lines))
                    : "\(index)\n" + lines.map { "  \($0)" }.joined(separator: "\n"))
        }
    }
}

/// An event for programs: its type, and its fields as they are written.
private struct EventJSON: Encodable {
    let index: Int
    let type: String
    let fields: [String: String]

    init(index: Int, lines: [String]) {
        self.index = index
        type = lines.first?.split(separator: " ").last.map(String.init) ?? ""
        let pairs = lines.dropFirst().map { $0.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false) }
        fields = Dictionary(
            pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }, uniquingKeysWith: { first, _ in first })
    }
}
