import Foundation

/// The paper of a scanner that does not exist: a folder from which sheets disappear as they are fed.
///
/// It outlives the process that a backend is loaded into, as a stack of paper does. A sheet is a file of lines `key=value`:
/// ```
/// a=160x200:40       the first side: width x height : gray, or the path of a raw PGM file
/// b=160x200:50       the other side; when it is missing, the feeder is empty there
/// startA=jam         what happens instead of a start
/// readA=5000:hang    what happens in a read once so many bytes were given
/// cancel=hang        what happens when the sheet is cancelled
/// missing=10         so many bytes fewer than announced
/// surplus=10         so many more
/// vague=yes          the height is not known beforehand
/// padding=3          bytes at the end of rows
/// piece=1000         most bytes a read gives
/// delay=500          microseconds that each read takes
/// sensor=double-feed what a sensor says from then on, until the next sheet
/// ```
/// What happens is `hang`, `spin`, `crash`, `exit`, or a status: `jam`, `cover`, `io`, `empty`, `busy`, `end`.
///
/// A file `fault-CALL` in the same folder holds what happens, once, when the device is opened, closed and so on.
struct Tray {
    let folder: String

    init?() {
        guard let folder = ProcessInfo.processInfo.environment["SANE_BALLOTS_TRAY"] else { return nil }
        self.folder = folder
    }

    private var waiting: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasPrefix("sheet-") }.sorted()
    }

    var isLoaded: Bool { !waiting.isEmpty }

    /// Takes the next sheet in: it is gone from the tray whatever becomes of it.
    func feed() -> Sheet? {
        guard let name = waiting.first else { return nil }
        let path = "\(folder)/\(name)"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let fed = FileManager.default.createFile(atPath: "\(folder)/fed-\(name.dropFirst(6))", contents: nil)
        precondition(fed, "the tray's folder cannot be written")
        try? FileManager.default.removeItem(atPath: path)
        return Sheet(text)
    }

    /// Lets happen what was put down for a call, once.
    func meet(_ call: String) {
        let path = "\(folder)/fault-\(call)"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
        try? FileManager.default.removeItem(atPath: path)
        _ = Happening(text).takePlace()
    }
}

/// A sheet's lines.
struct Sheet {
    private let values: [String: String]

    init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        self.values = values
    }

    subscript(key: String) -> String? { values[key] }

    func number(_ key: String) -> Int? { values[key].flatMap { Int($0) } }

    func happening(_ key: String) -> Happening? { values[key].map { Happening($0) } }

    /// What happens in a read, and after how many bytes.
    func happeningInRead(_ key: String) -> (offset: Int, Happening)? {
        guard let parts = values[key]?.split(separator: ":"), parts.count == 2, let offset = Int(parts[0]) else {
            return nil
        }
        return (offset, Happening(String(parts[1])))
    }
}
