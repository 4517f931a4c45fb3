import Foundation
import Testing

/// A directory of one test, gone when the test is.
final class Scratch {
    let path: String
    init() throws {
        path = NSTemporaryDirectory() + "keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}

func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// A pipe that nobody writes to: whoever opens it carelessly waits for ever.
func makePipe(_ path: String) {
    let result = unsafe mkfifo(path, 0o644)
    #expect(result == 0)
}
