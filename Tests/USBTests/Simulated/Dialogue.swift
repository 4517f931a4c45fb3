import Foundation

/// A program that answers lines with lines. Every wait has a limit, and nothing is left running.
final class Dialogue {
    struct Silence: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let ended = DispatchSemaphore(value: 0)
    private var waiting: [UInt8] = []
    private let name: String

    init(
        _ name: String, _ arguments: [String] = [], environment: [String: String] = [:], asNobody: Bool = false
    ) throws {
        self.name = name
        let program = try Programs.url(name)
        process.executableURL = asNobody ? URL(fileURLWithPath: "/usr/bin/setpriv") : program
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", program.path]
        process.arguments = asNobody ? nobody + arguments : arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    deinit { finish() }

    /// Ends its input, which ends the program; what does not end then is ended.
    func finish() {
        try? input.fileHandleForWriting.close()
        if ended.wait(timeout: .now() + 10) == .timedOut { _ = kill(process.processIdentifier, SIGKILL) }
        ended.signal()
    }

    /// Ends it as a power loss would.
    func killAtOnce() {
        _ = kill(process.processIdentifier, SIGKILL)
        _ = ended.wait(timeout: .now() + 10)
        ended.signal()
    }

    func say(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }

    /// The next line.
    func hear(within seconds: Double = 60) throws -> String {
        let deadline = ContinuousClock().now + .milliseconds(Int(seconds * 1000))
        while true {
            if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: waiting[..<end], as: UTF8.self)
                waiting.removeFirst(end + 1)
                return line
            }
            let rest = deadline - ContinuousClock().now
            let handle = output.fileHandleForReading
            var place = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            let milliseconds = Int32(
                clamping: rest.components.seconds * 1000 + 1 + rest.components.attoseconds / 1_000_000_000_000_000)
            guard rest > .zero, unsafe poll(&place, 1, milliseconds) > 0 else {
                throw Silence(description: "\(name) said nothing for \(seconds) s")
            }
            let data = handle.availableData
            guard !data.isEmpty else { throw Silence(description: "\(name) ended") }
            waiting += data
        }
    }

    func ask(_ line: String, within seconds: Double = 60) throws -> String {
        try say(line)
        return try hear(within: seconds)
    }
}

/// Programs of this package, which the build put beside the test bundle.
enum Programs {
    static func url(_ name: String) throws -> URL {
        let places = CommandLine.arguments + [Bundle.main.bundlePath, Bundle.main.executablePath ?? ""]
        for place in places where place.hasPrefix("/") {
            var folder = URL(fileURLWithPath: place)
            while folder.path != "/" {
                let file = folder.appending(path: name)
                var isDirectory: ObjCBool = false
                let isThere = unsafe FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory)
                if isThere, !isDirectory.boolValue, FileManager.default.isExecutableFile(atPath: file.path) {
                    return file
                }
                folder.deleteLastPathComponent()
            }
        }
        throw Dialogue.Silence(description: "\(name) was not found beside the tests; build it first")
    }
}
