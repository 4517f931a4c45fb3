/// The names in a ledger's directory.
///
/// ```
/// journal                      the only truth: every leaf with the checkpoint signed after it, then the day's empty space
/// checkpoint                   the newest published one    \
/// tile/<L>/<N>[.p/<W>]         hashes, 256 a file           > made anew from the journal whenever needed
/// tile/entries/<N>[.p/<W>]     leaves, 256 a file          /
/// release/...                  what is given to the public, once totals name its manifest
/// release/manifest             its files with their SHA-256
/// unsigned-totals              the totals leaf, from when the box is opened until it is signed
/// unsettled                    a sheet that these totals are without, as nobody can sign what became of it
/// lock                         empty; whoever writes holds it
/// box/...                      the sealed ballot box; observers' copies are without it
/// ```
/// Checkpoint and tiles are laid out as C2SP tlog-tiles has them. Partial tiles stand here for the published size only:
/// the checkpoints between are in the journal and on no server, and a size published anew replaces the one before.
enum LedgerFiles {
    static let journal = "journal"
    static let checkpoint = "checkpoint"
    /// A checkpoint with the cosignatures of witnesses.
    static let cosigned = "cosigned"
    static let lock = "lock"
    static let tiles = "tile"
    static let release = "release"
    static let manifest = "release/manifest"
    static let unsignedTotals = "unsigned-totals"
    static let unsettled = "unsettled"
    /// The sealed ballot box: not the verifier's, who can read nothing in it.
    static let box = "box"

    /// Longest checkpoint that is read.
    static let maximumCheckpointByteCount = 65_536
    /// Longest manifest that is read.
    static let maximumManifestByteCount = 1 << 28
    /// Longest file of a release.
    static let maximumReleaseFileByteCount = 1 << 31
    /// Longest journal that is read: what is used of it is held in memory.
    static let maximumJournalByteCount = 1 << 31
}

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
    static let slots = "box/slots"
    static let pictures = "box/pictures"
    static let keys = ["box/keys", "box/keys.2"]
    static let openings = "box/openings"
    /// What is destroyed at the end.
    static let secrets = keys + [openings]

    static let all = Set([slots, pictures] + secrets)
}
