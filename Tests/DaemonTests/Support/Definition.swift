import Foundation

/// The demo's definition files in a directory of a test, one of them changed.
struct Definition {
    let scratch: Scratch
    var layout: String { scratch("layout.json") }
    var election: String { scratch("election.json") }

    init() throws {
        scratch = try Scratch()
        for name in ["layout.json", "election.json", "blank-front.png", "blank-back.png"] {
            try FileManager.default.copyItem(atPath: "\(Demo.folder)/\(name)", toPath: scratch(name))
        }
    }

    /// Replaces a text that must be in a file, the first time it stands there.
    func replace(_ old: String, with new: String, in file: String) throws {
        let before = try text(file)
        guard let range = before.range(of: old) else { throw Problem("\(file) does not contain \(old)") }
        try Data(before.replacingCharacters(in: range, with: new).utf8).write(to: URL(fileURLWithPath: file))
    }
}
