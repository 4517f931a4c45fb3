// Who is given what: styles are made of sheets, precincts are given styles.

/// The sheets that one voter is given together.
public struct BallotStyle: Hashable, Sendable {
    /// Its name in the file.
    public let id: String
    /// Ids of the election's sheets.
    public let sheets: [String]
    /// Languages that are printed on it, some of the title's; empty for all.
    public let languages: [String]

    /// A style of these sheets.
    public init(id: String, sheets: [String], languages: [String] = []) {
        self.id = id
        self.sheets = sheets
        self.languages = languages
    }
}

/// The voters of one place, and the ballot styles that they are given.
public struct Precinct: Hashable, Sendable {
    /// Its name in the file.
    public let id: String
    /// What people call it, by language; nil where nothing is said.
    public let name: LocalizedText?
    /// Ids of the election's styles.
    public let styles: [String]

    /// A precinct with its styles.
    public init(id: String, name: LocalizedText? = nil, styles: [String]) {
        self.id = id
        self.name = name
        self.styles = styles
    }
}
