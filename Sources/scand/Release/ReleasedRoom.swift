/// What a record names as the place where its sheet was fed in.
///
/// The leaves show which numbers of sheets every room has. Of a room of few sheets the release would show what is on them, of a
/// room of one sheet its votes: rooms of too few sheets are one, with as many others as that takes.
struct ReleasedRoom: Hashable {
    /// `stationary`, `portable-12`, or `joined`.
    let id: String

    private static let joined = Self(id: "joined")

    private init(id: String) { self.id = id }

    /// Reads what a record may name, and nothing else.
    init?(reading id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard !id.utf8.elementsEqual(Self.joined.id.utf8) else {
            self = .joined
            return
        }
        guard let first = parts.first, let mode = SheetBatch.Mode(rawValue: String(first)),
            let batch = SheetBatch(mode: mode, number: parts.count > 1 ? Int(parts[1]) ?? 0 : nil),
            batch.id.utf8.elementsEqual(id.utf8), parts.last?.utf8.count ?? 0 <= 15
        else { return nil }
        self.init(id: batch.id)
    }

    /// The room that each is released as.
    ///
    /// - Parameters:
    ///   - sheets: that were counted in each room.
    ///   - smallest: sheets that a room has at least which is released by its own name.
    static func rooms(of sheets: [SheetBatch: Int], smallest: Int) -> [SheetBatch: Self] {
        var rooms: [SheetBatch: Self] = [:]
        var joined = 0
        for (batch, count) in sheets.sorted(by: { ($0.value, $0.key.id) < ($1.value, $1.key.id) }) {
            let isJoined = sheets.count > 1 && (count < smallest || 0 < joined && joined < smallest)
            joined += isJoined ? count : 0
            rooms[batch] = isJoined ? .joined : Self(id: batch.id)
        }
        return rooms
    }
}
