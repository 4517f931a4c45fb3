import Ledger

/// The names of what a release counts, in the one language that it has them in, as `cvr.json` gives them.
public struct ReleasedNames: Hashable, Sendable {
    public struct Contest: Hashable, Sendable {
        public let id: String
        public let name: String?
        /// In ballot order.
        public let options: [Option]
    }

    public struct Option: Hashable, Sendable {
        public let id: String
        public let name: String?
    }

    public let name: String?
    /// In ballot order.
    public let contests: [Contest]

    /// Reads the file's last line; nil where it is not one that a release of format 2 has.
    public init?(cvr bytes: [UInt8]) {
        guard let election = try? CVRReader(bytes, format: .two).file.election else { return nil }
        name = election.name
        contests = election.contests.map { contest in
            Contest(
                id: contest.id, name: contest.name,
                options: contest.options.map { Option(id: $0.id, name: $0.name) })
        }
    }
}
