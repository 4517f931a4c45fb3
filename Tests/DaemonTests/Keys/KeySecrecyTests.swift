import Foundation
import Ledger
import Testing

/// What others on the machine can see of a passphrase and a key while a command works with them.
@Suite struct KeySecrecyTests {
    static let phrase = "neunundneunzig Luftballons"

    /// A command that waits at a pipe for its passphrase.
    private func waiting(
        _ scratch: Scratch, environment: [String: String] = [:]
    ) throws -> (command: Running, pipe: String) {
        let pipe = scratch("pipe")
        let made = unsafe mkfifo(pipe, 0o600)
        try #require(made == 0)
        let command = try Running(
            ["keys", "make", "--name", "n", "--out", scratch("key"), "--passphrase-file", pipe],
            environment: environment)
        // It is at the pipe when it sleeps in the kernel's opening of a pipe.
        try command.wait(until: "waiting at the pipe") {
            (try? text("/proc/\(command.id)/wchan")) == "wait_for_partner"
                || (try? text("/proc/\(command.id)/stat"))?.contains(") S ") == true
        }
        return (command, pipe)
    }

    private func give(_ phrase: String, to pipe: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: pipe))
        try file.write(contentsOf: Data("\(phrase)\n".utf8))
        try file.close()
    }

    @Test func `a passphrase is in no argument, environment, output or file`() throws {
        let scratch = try Scratch()
        let (command, pipe) = try waiting(scratch)
        let seen = try ["cmdline", "environ", "comm"].map { try text("/proc/\(command.id)/\($0)") }
        try give(Self.phrase, to: pipe)
        let ended = try command.end()
        #expect(ended.status == 0 && ended.errors.isEmpty)
        #expect(seen[0].contains("--passphrase-file"))
        for shown in seen + [ended.output, ended.errors, try text(scratch("key")), try text(scratch("key.vkey"))] {
            #expect(!shown.contains("neunund") && !shown.contains(Base64.encode(Array(Self.phrase.utf8)).prefix(20)))
        }
        #expect(try text(scratch("key")).contains("\nkind signer\nname n\n"))
    }

    @Test func `no core is dumped, and no crash reporter prints memory`() throws {
        let scratch = try Scratch()
        let (command, pipe) = try waiting(
            scratch, environment: ["SWIFT_BACKTRACE": "enable=yes,interactive=no,registers=all"])
        let limits = try text("/proc/\(command.id)/limits").split(separator: "\n")
        let core = try #require(limits.first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core)")
        // What is not dumpable belongs to root in /proc, and only root may look into its memory.
        let owner = try FileManager.default.attributesOfItem(atPath: "/proc/\(command.id)/mem")[.ownerAccountID] as? Int
        #expect(owner == 0)
        let status = try text("/proc/\(command.id)/status").split(separator: "\n")
        let caught = try #require(status.first { $0.hasPrefix("SigCgt:") }.flatMap { UInt64($0.suffix(16), radix: 16) })
        for signal in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
            #expect(caught & 1 << UInt64(signal - 1) == 0, "\(signal)")
        }
        command.send(SIGSEGV)
        let ended = try command.end()
        #expect(ended.status == SIGSEGV)
        #expect(ended.output.isEmpty && ended.errors.isEmpty, "\(ended.errors)")
        #expect(try scratch.names == ["pipe"])
        #expect(isThere(pipe))
    }

    @Test func `without a terminal nothing is asked and nothing is made`() throws {
        let scratch = try Scratch()
        // A session of its own has no terminal.
        let command = try Running(
            ["--wait", Scand.executable.path, "keys", "make", "--name", "n", "--out", scratch("key")],
            executable: URL(fileURLWithPath: "/usr/bin/setsid"))
        let ended = try command.end()
        #expect(ended.status == 2)
        #expect(ended.errorLines.count == 1 && ended.errors.contains("give --passphrase-file"))
        #expect(try scratch.names == [])
    }
}
