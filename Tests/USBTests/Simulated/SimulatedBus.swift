import Foundation
import Testing

/// A simulated scanner on a bus in software, and a process that drives it through the real libusb.
final class SimulatedBus {
    private let simulator: Dialogue
    private let environment: [String: String]
    private(set) var probe: Dialogue
    let folder: URL

    /// People who put the next sheet in some time after the input has become free. Without a delay they do so in the same
    /// moment, and a sheet that was given back cannot be told from the next one.
    static let people = "set people.insertDelay 100ms\nset people.clearDelay 150ms\n"

    /// - Parameter script: lines as the simulator's scripts have them.
    init(_ script: String = "", _ arguments: String...) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "usb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "script")
        try Data(script.utf8).write(to: file)
        simulator = try Dialogue("scand-simulator", ["--script", file.path, "--patterns", "4"] + arguments)
        var environment: [String: String] = [:]
        for word in try simulator.hear().split(separator: " ") {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2 { environment[pair[0]] = pair[1] }
        }
        self.environment = environment
        probe = try Dialogue("USBProbe", environment: environment)
    }

    deinit {
        // The driver first: it closes the device while there is one.
        probe.finish()
        simulator.finish()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Another process on the same bus.
    func anotherProbe() throws -> Dialogue { try Dialogue("USBProbe", environment: environment) }

    /// A process of a user who may see the device and not open it.
    func probeOfNobody() throws -> Dialogue {
        let bed = environment["UMOCKDEV_DIR"] ?? ""
        // News of plugging comes through a socket that each program makes here.
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: bed)
        for socket in FileManager.default.enumerator(atPath: bed + "/ioctl")?.compactMap({ $0 as? String }) ?? [] {
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: "\(bed)/ioctl/\(socket)")
        }
        let nodes = FileManager.default.enumerator(atPath: bed + "/dev/bus/usb")?.compactMap { $0 as? String } ?? []
        for node in nodes {
            let path = "\(bed)/dev/bus/usb/\(node)"
            var isFolder: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            try FileManager.default.setAttributes(
                [.posixPermissions: isFolder.boolValue ? 0o755 : 0o600], ofItemAtPath: path)
        }
        return try Dialogue("USBProbe", environment: environment, asNobody: true)
    }

    /// Kills the driver where it is, and starts another.
    func killProbe() throws {
        probe.killAtOnce()
        probe = try anotherProbe()
    }

    /// An action of a script, now.
    func act(_ action: String) throws { #expect(try simulator.ask(action) == "ok") }

    func report() throws -> Account {
        try JSONDecoder().decode(Account.self, from: Data(try simulator.ask("report").utf8))
    }

    /// Opens the scanner with short waits.
    @discardableResult func open(_ more: String = "", name: String = "pagescan") throws -> ProbeAnswer {
        try ask("open \(name) wait=1500 lockFolder=\(folder.path) \(more)")
    }

    /// What a command brings.
    @discardableResult func ask(_ line: String, within seconds: Double = 60) throws -> ProbeAnswer {
        try ProbeAnswer(probe.ask(line, within: seconds))
    }
}

/// What the simulator counted.
struct Account: Decodable {
    let sheetsPutIn: Int
    let sheetsInBox: Int
    let sheetsReturned: Int
    let sheetsRemoved: Int
    let sheetsInDevice: Int
    let violations: [String]
    let events: [String: Int]
}

/// A line of the probe.
struct ProbeAnswer: Decodable {
    let event: String?
    let fault: String?
    let name: String?
    let detail: String?
    let width: Int?
    let height: Int?
    let seconds: Double?
    let processorSeconds: Double?
    let ms: Int

    init(_ line: String) throws { self = try JSONDecoder().decode(ProbeAnswer.self, from: Data(line.utf8)) }

    /// The event or the fault, with whatever else is said of it.
    var text: String { event ?? fault ?? "" }
}
