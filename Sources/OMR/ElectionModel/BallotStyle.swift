// Who is given what: styles are made of sheets, precincts are given styles.

/// The sheets that one voter is given together.
public struct BallotStyle: Hashable, Sendable {
    public let id: String
    /// Ids of the election's sheets.
    public let sheets: [String]
    /// Languages that are printed on it, some of the title's; empty for all.
    public let languages: [String]

    public init(id: String, sheets: [String], languages: [String] = []) {
        self.id = id
        self.sheets = sheets
        self.languages = languages
    }
}

/// The voters of one place, and the ballot styles that they are given.
public struct Precinct: Hashable, Sendable {
    public let id: String
    public let name: LocalizedText?
    /// Ids of the election's styles.
    public let styles: [String]

    public init(id: String, name: LocalizedText? = nil, styles: [String]) {
        self.id = id
        self.name = name
        self.styles = styles
    }
}
