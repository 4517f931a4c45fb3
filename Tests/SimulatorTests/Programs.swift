import Foundation
import Glibc
import Synchronization

/// A program under test, spoken to line by line, that never outlives its test.
final class LineProgram {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let ended = DispatchSemaphore(value: 0)
    private var waiting: [UInt8] = []
    private var hasEnded = false

    struct Silence: Error, CustomStringConvertible {
        let description: String
    }

    private let errorPipe = Pipe()

    init(
        _ name: String, _ arguments: [String] = [], environment: [String: String] = [:], keepsErrors: Bool = false
    ) throws {
        process.executableURL = Self.folder.appendingPathComponent(name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        if keepsErrors { process.standardError = errorPipe }
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    deinit {
        try? input.fileHandleForWriting.close()
        if !awaitEnd(3) { kill(process.processIdentifier, SIGKILL) }
    }

    /// Where the products lie: beside the test bundle.
    private static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    /// Sends a line and gives the answer.
    @discardableResult
    func say(_ line: String, within seconds: Double = 20) throws -> String {
        try send(line)
        return try nextLine(within: seconds)
    }

    func send(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The next line of output.
    func nextLine(within seconds: Double = 20) throws -> String {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
                defer { waiting.removeFirst(end + 1) }
                return String(decoding: waiting[..<end], as: UTF8.self)
            }
            let left = (deadline - ContinuousClock.now) / .milliseconds(1)
            var file = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard left > 0, unsafe poll(&file, 1, Int32(left)) > 0 else {
                throw Silence(description: "no line within \(seconds) s")
            }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Silence(description: "the program ended without a line") }
            waiting += data
        }
    }

    /// Closes its standard input. True when it ends in time.
    func finish() -> Bool {
        try? input.fileHandleForWriting.close()
        return awaitEnd(10)
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Its status, once it has ended; nil when it does not.
    func status() -> Int32? { awaitEnd(10) ? process.terminationStatus : nil }

    /// What it wrote to standard error until its end, if that was kept.
    var errors: String {
        (try? errorPipe.fileHandleForReading.readToEnd()).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }

    private func awaitEnd(_ seconds: Double) -> Bool {
        if !hasEnded { hasEnded = ended.wait(timeout: .now() + seconds) == .success }
        return hasEnded
    }
}

/// A running simulator, and raw libusb programs before it.
struct Bus {
    let simulator: LineProgram
    let environment: [String: String]

    init(_ arguments: String...) throws {
        simulator = try LineProgram("scand-simulator", arguments)
        let ready = try simulator.nextLine()
        environment = Dictionary(
            ready.split(separator: " ").compactMap { word in
                let pair = word.split(separator: "=", maxSplits: 1)
                return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
            }, uniquingKeysWith: { $1 })
    }

    /// A program that has the device open, claimed and reset.
    func client(product: String = "0bd7 a002") throws -> LineProgram {
        let client = try LineProgram("USBEcho", environment: environment)
        for line in ["open \(product)", "claim", "reset"] where try client.say(line) != "ok" {
            throw LineProgram.Silence(description: "'\(line)' failed")
        }
        return client
    }

    func report() throws -> [String: Int] {
        let line = try simulator.say("report")
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?.compactMapValues { $0 as? Int } ?? [:]
    }
}
