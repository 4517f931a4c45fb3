internal import CLinux
internal import Glibc
internal import Replay
internal import ScannerDriver

/// Where the files of a watched folder's sheets go, so that a count that was killed knows which of them it has counted.
///
/// ```
/// folder/NAME-a.png --fed--> folder/in-work/LEDGER-p/NAME-a.png --its event is durable--> folder/settled/NAME-a.png
/// ```
/// `p` is 0 or 1: whether an even or an odd number of sheets will be settled when this one is. After an interruption the
/// ledger says how many are settled: where that number is even and the files lie under 0, or odd and they lie under 1, the
/// sheet is one of them, and its files go on to `settled`; else it is fed again. One sheet is in work at a time, and both
/// moves are durable before the next step. So one bit is enough, and no number of any sheet is kept.
final class SheetFolders {
    static let inWork = "in-work"
    static let settled = "settled"

    private let folder: String
    private let ledger: String
    private let settledCount: () -> Int
    /// Names of the sheet in work, and where they lie.
    private var current: (place: String, names: [String])?

    /// Makes the folders where they are not there, and puts away what a run before left in work.
    ///
    /// - Parameters:
    ///   - ledger: a short name of the ledger that is counted into.
    ///   - settledCount: how many sheets of that ledger are settled, durably.
    init(in folder: String, ledger: String, settledCount: @escaping () -> Int) throws(ScannerFault) {
        (self.folder, self.ledger, self.settledCount) = (folder, ledger, settledCount)
        for name in [Self.settled, Self.inWork] + places { try make("\(folder)/\(name)") }
        for name in try names(in: Self.inWork) where !places.contains("\(Self.inWork)/\(name)") {
            guard try names(in: "\(Self.inWork)/\(name)").isEmpty else {
                throw ScannerFault(
                    .badInput,
                    "\(folder)/\(Self.inWork)/\(name): sheets that the count of another ledger had in work: go on with that "
                        + "ledger, which knows whether they are counted; only where it will never be released, move them back "
                        + "into \(folder)")
            }
        }
        for place in places {
            current = (place, try names(in: place))
            try putAway()
        }
    }

    /// How many sheets of a ledger lie settled in a folder, or will when the one in work is put away.
    ///
    /// - Parameters:
    ///   - ledger: a short name of the ledger.
    ///   - known: how many the ledger will know as settled then: it says by one bit whether the sheet in work is one of them.
    static func settledCount(in folder: String, ledger: String, known: Int) throws(ScannerFault) -> Int {
        // Together: where a run was killed between two moves, one side of a sheet is here and the other there.
        WatchedSheets.sheetCount(
            of: try namesIfThere("\(folder)/\(settled)") + namesIfThere("\(folder)/\(place(ledger, known))"))
    }

    /// Whether a count into a ledger left a sheet in work in a folder.
    static func hasWork(in folder: String, ledger: String) throws(ScannerFault) -> Bool {
        for count in 0...1 where try !namesIfThere("\(folder)/\(place(ledger, count))").isEmpty { return true }
        return false
    }

    /// Files of sheets that any count settled in a folder, or has in work there.
    static func fileCount(in folder: String) throws(ScannerFault) -> Int {
        var count = try namesIfThere("\(folder)/\(settled)").count
        for name in try namesIfThere("\(folder)/\(inWork)") {
            count += try namesIfThere("\(folder)/\(inWork)/\(name)").count
        }
        return count
    }

    private static func namesIfThere(_ path: String) throws(ScannerFault) -> [String] {
        guard unsafe access(path, F_OK) == 0 else { return [] }
        return try DirectoryNames.list(path, most: .max)
    }

    /// Where a sheet lies in work that is settled when so many are.
    private static func place(_ ledger: String, _ count: Int) -> String { "\(inWork)/\(ledger)-\(count % 2)" }

    /// Names of the sheets' files that are settled.
    var settledNames: [String] { get throws(ScannerFault) { try names(in: Self.settled) } }

    /// Takes a sheet's files into work: durable on return.
    ///
    /// - Returns: the folder where they lie now, beginning with the watched folder.
    /// - Throws: `sheetNotTaken` where one of them is not there any more: then the others are back in the folder.
    func take(_ names: [String]) throws(ScannerFault) -> String {
        let place = places[(settledCount() + 1) % 2]
        current = (place, names)
        if let gone = try move(names, from: ".", to: place).first {
            try putAway()
            throw ScannerFault(
                .sheetNotTaken, "\(folder)/\(gone): was taken away before it was fed: the sheet is not counted")
        }
        return "\(folder)/\(place)"
    }

    /// Moves the files of the sheet in work on to `settled` if its event is durable, else back: durable on return.
    func putAway() throws(ScannerFault) {
        guard let (place, names) = current else { return }
        // A file that somebody took away has nothing to be moved.
        _ = try move(names, from: place, to: place == places[settledCount() % 2] ? Self.settled : ".")
        current = nil
    }

    private var places: [String] { [Self.place(ledger, 0), Self.place(ledger, 1)] }

    /// - Returns: names that are not there.
    /// - Throws: `sheetNotResolved` where another file is in the way: nothing can be fed until somebody has looked.
    private func move(_ names: [String], from: String, to: String) throws(ScannerFault) -> [String] {
        guard !names.isEmpty else { return [] }
        var missing: [String] = []
        for name in names {
            let result = unsafe scand_rename_to_new("\(folder)/\(from)/\(name)", "\(folder)/\(to)/\(name)")
            guard result != 0 else { continue }
            switch errno {
            case ENOENT: missing.append(name)
            case EEXIST:
                throw ScannerFault(
                    .sheetNotResolved,
                    "\(folder)/\(from)/\(name): is in the way of another file of its name in \(folder)/\(to): "
                        + (to == Self.settled
                            ? "take the file that is not of this count out of \(folder)/\(to)"
                            : "give the one in \(folder) another name"))
            default: throw SystemCall.fault(.disconnected, "\(folder)/\(name): cannot be moved to \(folder)/\(to)")
            }
        }
        try sync(to)
        try sync(from)
        return missing
    }

    private func sync(_ name: String) throws(ScannerFault) {
        let directory = unsafe open("\(folder)/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw SystemCall.fault(.disconnected, "\(folder)/\(name): cannot be opened") }
        defer { close(directory) }
        guard fsync(directory) == 0 else {
            throw SystemCall.fault(.disconnected, "\(folder)/\(name): cannot be made durable")
        }
    }

    private func make(_ path: String) throws(ScannerFault) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw SystemCall.fault(.badInput, "\(path): cannot be made")
        }
    }

    private func names(in name: String) throws(ScannerFault) -> [String] {
        try DirectoryNames.list("\(folder)/\(name)", most: .max)
    }
}
