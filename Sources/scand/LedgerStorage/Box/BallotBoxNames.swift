/// The names of the sealed ballot box in a ledger's directory. Observers' copies go without them.
///
/// ```
/// box/slots       the slots, one behind the other, and two places for the day's record behind them; written once when the
///                 ledger is made, then in place
/// box/pictures    room for a sheet's pictures next to each slot, likewise; not there where no pictures are kept
/// box/keys        the day's secret, sealed; gone at the end
/// box/keys.2      the same once more
/// box/openings    what the custodian lets the station open, from when the box is opened; gone with the keys
/// ```
/// No file's name, number or size depends on a sheet, and none is made, renamed or grown while polls are open.
enum BallotBoxNames {
    static let directory = "box"
    static let slots = "box/slots"
    static let pictures = "box/pictures"
    static let keys = ["box/keys", "box/keys.2"]

    static let openings = "box/openings"
    /// What is destroyed at the end.
    static let secrets = keys + [openings]

    static let all: Set = [slots, pictures, "box/keys", "box/keys.2", openings]
}
