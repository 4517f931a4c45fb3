/// The names of the sealed ballot box in a ledger's directory. Observers' copies go without them.
///
/// ```
/// box/slots       the slots, one behind the other; written once when the ledger is made, then slot by slot in place
/// box/pictures    room for a sheet's pictures next to each slot, likewise; not there where no pictures are kept
/// box/keys        the day's keys, wrapped; gone at the end
/// ```
/// No file's name, number or size depends on a sheet, and none is made, renamed or grown while polls are open.
enum BallotBoxNames {
    static let directory = "box"
    static let slots = "box/slots"
    static let pictures = "box/pictures"
    static let keys = "box/keys"

    static let all: Set = [slots, pictures, keys, "box/keys.2"]
}
