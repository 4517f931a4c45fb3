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
    /// Longest file of a release that is read for what it means.
    static let maximumReleaseFileByteCount = 1 << 31
    /// Longest journal that is read: what is used of it is held in memory.
    static let maximumJournalByteCount = 1 << 31
}
