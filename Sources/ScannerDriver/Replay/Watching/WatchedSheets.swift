/// Which of a folder's names are sheets that wait: the rule by which another program fills a watched folder.
///
/// ```
/// NAME-a.png NAME-b.png    the two sides of one sheet; it waits for both. Both have the same ending
/// NAME.png                 a sheet of one side
/// .name  NAME.png.part     anything else is passed over: what is not finished yet bears another name
/// end                      no more will come
/// ```
/// Endings are png, jpg, jpeg, tif, tiff, pgm, pbm, ppm and pnm, in small or capital letters. A program writes a file under
/// another name and renames it when it is whole. Every name is taken once: one that comes again is told, once, and not fed, and
/// so is a side whose other side was taken without it. Sheets that wait together are taken in the order of their
/// names: which was finished first does not show.
public struct WatchedSheets: Hashable, Sendable {
    /// The name that says that no more will come.
    public static let endMark = "end"
    /// Most names that are looked at in a folder, and most that are remembered.
    public static let mostNames = 1_000_000

    /// A sheet that waits, or half of one that will never be whole.
    public enum Entry: Hashable, Sendable {
        /// Names of the sides.
        case sheet(sideA: String, sideB: String?)
        /// A side whose other side did not come, and what that would have been called.
        case halfSheet(String, missing: String)
        /// A name that was taken before.
        case again(String)
        /// A side whose other side was taken without it, and what that was called.
        case late(String, other: String)

        /// The names that it takes out of the folder's.
        package var names: [String] {
            switch self {
            case .sheet(let sideA, let sideB): [sideA] + (sideB.map { [$0] } ?? [])
            case .halfSheet(let name, _), .again(let name), .late(let name, _): [name]
            }
        }
    }

    /// As bytes: names that differ only in how an accent is written are equal as texts, and two files.
    private var taken: Set<[UInt8]>
    private var told: Set<[UInt8]> = []

    /// - Parameter taken: names that an earlier run took.
    public init(taken: [String] = []) { self.taken = Set(taken.map { Array($0.utf8) }) }

    /// How many sheets' files these are. A second side stands for a sheet where its first side is not among them.
    public static func sheetCount(of names: [String]) -> Int {
        let present = Set(names.map { Array($0.utf8) })
        return present.count { bytes in
            switch WatchedName(String(decoding: bytes, as: UTF8.self)) {
            case .single, .sideA: true
            case .sideB(let other): !present.contains(Array(other.utf8))
            case nil: false
            }
        }
    }

    /// What waits in a folder and was not taken before; from now on it is taken. What was taken must be out of the folder
    /// when this is asked again.
    ///
    /// - Parameters:
    ///   - names: all names in the folder, in any order.
    ///   - isFinal: whether no more will come, so that a side without its other side is half a sheet.
    public mutating func take(_ names: [String], isFinal: Bool) -> [Entry] {
        let present = Set(names.map { Array($0.utf8) })
        let hasCome = { (name: String) in present.contains(Array(name.utf8)) }
        var entries: [Entry] = []
        for name in Self.sorted(names) {
            let kind = WatchedName(name)
            if let entry = refused(name, kind) {
                if told.insert(Array(name.utf8)).inserted { entries.append(entry) }
                continue
            }
            switch kind {
            case nil: continue
            case .single: entries.append(.sheet(sideA: name, sideB: nil))
            case .sideA(let other) where hasCome(other): entries.append(.sheet(sideA: name, sideB: other))
            // Its first side brings it along.
            case .sideB(let other) where hasCome(other): continue
            case .sideA(let other), .sideB(let other):
                if isFinal { entries.append(.halfSheet(name, missing: other)) }
            }
        }
        for entry in entries { taken.formUnion(entry.names.map { Array($0.utf8) }) }
        return entries
    }

    /// A name that is not fed, because it or its other side was taken before.
    private func refused(_ name: String, _ kind: WatchedName?) -> Entry? {
        if taken.contains(Array(name.utf8)) { return .again(name) }
        guard let other = kind?.other, taken.contains(Array(other.utf8)) else { return nil }
        return .late(name, other: other)
    }

    /// Forgets that a sheet was taken, which went away before it was fed.
    public mutating func forget(_ entry: Entry) { taken.subtract(entry.names.map { Array($0.utf8) }) }

    /// Names in the folder, in order, that are neither the end mark nor ours.
    public static func leftOver(of names: [String], besides ours: Set<String>) -> [String] {
        sorted(names.filter { $0 != endMark && !ours.contains($0) })
    }

    /// Names that end as a picture's and are passed over all the same: hidden ones, and those that are not UTF-8.
    public static func passedOver(of names: [String]) -> [String] {
        sorted(names.filter { WatchedName.isPicture($0) && WatchedName($0) == nil })
    }

    private static func sorted(_ names: [String]) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// What a name in a watched folder stands for.
private enum WatchedName {
    case single
    /// With the name of the other side.
    case sideA(String)
    case sideB(String)

    /// `nil` for a name that is passed over; a name that is not UTF-8 comes with U+FFFD in it and leads to no file.
    init?(_ name: String) {
        guard name.utf8.first != UInt8(ascii: "."), !name.unicodeScalars.contains("\u{FFFD}"),
            WatchedName.isPicture(name), let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        else { return nil }
        let ending = name[dot...]
        let stem = name[..<dot]
        switch stem.utf8.count > 2 ? String(stem.suffix(2)) : "" {
        case "-a": self = .sideA("\(stem.dropLast())b\(ending)")
        case "-b": self = .sideB("\(stem.dropLast())a\(ending)")
        default: self = .single
        }
    }

    /// The name of the other side.
    var other: String? {
        switch self {
        case .single: nil
        case .sideA(let other), .sideB(let other): other
        }
    }

    static func isPicture(_ name: String) -> Bool {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        return endings.contains(name[dot...].dropFirst().lowercased())
    }

    private static let endings: Set<String> = ["png", "jpg", "jpeg", "tif", "tiff", "pgm", "pbm", "ppm", "pnm"]
}
