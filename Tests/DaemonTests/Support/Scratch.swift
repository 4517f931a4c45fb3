import Foundation

/// A directory of one test, gone when the test is.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "scand-e2e-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in it.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file in it and gives its path.
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
        return self(name)
    }

    /// Names of all that is in it, at any depth.
    var names: [String] {
        get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }
    }
}

func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

/// A journal without the empty space behind its last record; empty where there is none yet.
func usedPart(ofJournal path: String) -> [UInt8] {
    guard let whole = try? bytes(path), let last = whole.lastIndex(where: { $0 != 0 }) else { return [] }
    return Array(whole[...last])
}

func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

func isThere(_ path: String) -> Bool { (try? FileManager.default.attributesOfItem(atPath: path)) != nil }

/// Every regular file under a directory with its bytes, by its path relative to it.
func snapshot(_ directory: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
        if attributes[.type] as? FileAttributeType == .typeRegular { files[name] = try bytes("\(directory)/\(name)") }
    }
    return files
}
