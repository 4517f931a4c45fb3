import Foundation
import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport
import Testing

/// A scanner on the network: libsane's `net` backend and a real saned, on a loopback address of the test's own, because
/// saned's port cannot be chosen.
@Suite(.serialized, .enabled(if: Saned.isInstalled, "install sane-utils and libsane1 for saned"))
struct SANENetTests {
    private let feeder: MadeUpFeeder
    private let client: SANEConfiguration

    init() throws {
        feeder = try MadeUpFeeder()
        client = try SANEConfiguration(backends: ["net"])
    }

    private func open(_ server: Saned) throws -> HelperSANEScanner {
        try client.write("net.conf", Array("connect_timeout = 5\n\(server.address)\n".utf8))
        return try SANESandbox.scanner(
            "net:\(server.address):\(MadeUpFeeder.device)", SANESettings(),
            SANESandbox.helper(client, limits: .shortOnNetwork))
    }

    @Test func `a scanner on the network keeps the contract`() throws {
        let server = try Saned(address: "127.0.0.71", feeder)
        let violations = try ScannerContract.violations(sheets: 3) {
            try feeder.empty()
            for _ in 0..<3 { try feeder.put() }
            return try open(server)
        }
        #expect(violations == [])
    }

    /// A sheet, one that takes 10 s a side, and one more.
    private func putSlowSheet() throws {
        try feeder.put()
        try feeder.put("piece=1000", "delay=100000", a: "100x1000:2", b: "100x1000:102")
        try feeder.put()
    }

    @Test func `a server that is killed in the middle of a page costs that page`() throws {
        let server = try Saned(address: "127.0.0.72", feeder)
        try putSlowSheet()
        let scanner = try open(server)
        #expect(try scanner.counted() == [1, 101])
        server.send(SIGKILL, after: 0.5)
        // A libsane that spins is ended for its silence; a better one tells.
        let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
        #expect(fault?.code == .timeout || fault?.code == .ioError)
        #expect(try feeder.fed == [1, 2])
        // While there is no server there is no device, and once there is one again, the next sheet is fed.
        #expect(throws: ScannerFault(.disconnected, "")) { try scanner.counted() }
        try server.start()
        #expect(try scanner.counted() == [3, 103])
    }

    @Test func `a server that is stopped in the middle of a page is not waited for without end`() throws {
        let server = try Saned(address: "127.0.0.73", feeder)
        try putSlowSheet()
        let scanner = try open(server)
        #expect(try scanner.counted() == [1, 101])
        server.send(SIGSTOP, after: 0.5)
        let fault = #expect(throws: ScannerFault.self) { try scanner.counted() }
        #expect(fault?.code == .timeout)
        #expect(fault?.detail.hasPrefix("sane_read after ") == true)
        server.end()
        try server.start()
        #expect(try scanner.counted() == [3, 103])
    }
}

/// A running saned, which serves a feeder that is made up.
final class Saned {
    static let program = "/usr/sbin/saned"
    static let isInstalled =
        FileManager.default.isExecutableFile(atPath: program)
        && SANEConfiguration.hasBackend("net")

    let address: String
    private let feeder: MadeUpFeeder
    private var process: Process?

    init(address: String, _ feeder: MadeUpFeeder) throws {
        self.address = address
        self.feeder = feeder
        try feeder.configuration.write("saned.conf", Array("127.0.0.0/8\n".utf8))
        try start()
    }

    deinit { end() }

    /// Starts it and waits until it takes connections. One that ended before is a place that is taken, and not a slow one: the
    /// place is free only when the last child of an earlier one is gone.
    func start() throws {
        try #require(wait { isFree }, "something listens on \(address) already")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Saned.program)
        process.arguments = ["-l", "-b", address, "-e"]
        process.environment = ProcessInfo.processInfo.environment.merging(feeder.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        _ = wait { isListening || !process.isRunning }
        try #require(process.isRunning, "saned ended before it listened on \(address)")
        try #require(isListening, "saned does not listen on \(address)")
    }

    private func wait(until isSo: () -> Bool) -> Bool {
        let end = Date.now + 60
        while Date.now < end {
            if isSo() { return true }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return false
    }

    /// Sends a signal to it and to the children that serve its clients.
    func send(_ signal: Int32, after seconds: Double) {
        guard let id = process?.processIdentifier else { return }
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: seconds)
            kill(-id, signal)
        }
    }

    func end() {
        guard let id = process?.processIdentifier else { return }
        kill(-id, SIGKILL)
        process = nil
    }

    private var isListening: Bool {
        unsafe atItsPlace { socket, place, size in unsafe connect(socket, place, size) == 0 }
    }

    /// Whether a saned could take the place now, with connections of an earlier one still waiting for their end.
    private var isFree: Bool {
        unsafe atItsPlace { socket, place, size in
            var yes: Int32 = 1
            unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            return unsafe bind(socket, place, size) == 0
        }
    }

    private func atItsPlace(_ isSo: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(6566).bigEndian
        place.sin_addr.s_addr = unsafe inet_addr(address)
        return unsafe withUnsafePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe isSo(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
