import Foundation
import Testing

/// A directory of one test, gone when the test is.
public final class Scratch: Sendable {
    public let path: String
    public init() throws {
        path = NSTemporaryDirectory() + "scand-ledger-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in it.
    public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}

public func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

public func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

/// A pipe that nobody writes to: whoever opens it carelessly waits for ever.
public func makePipe(_ path: String) {
    let result = unsafe mkfifo(path, 0o644)
    #expect(result == 0)
}

/// Every regular file under a directory, relative to it.
public func files(in directory: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: directory).sorted().filter {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\($0)")
        return attributes[.type] as? FileAttributeType == .typeRegular
    }
}
