import ArgumentParser
import Foundation
import Ledger
import Synchronization
import Witness
import WitnessHTTP

/// `scand ledger witness serve`: what an observer's laptop runs while polls are open.
struct WitnessServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Cosigns over HTTP what ledgers send in, until it is stopped.",
        discussion: """
            The protocol is C2SP tlog-witness: POST /add-checkpoint, and GET /<SHA-256 of the origin>/checkpoint. Prints \
            the witness's verifier key, for policies, and its address. Every cosignature is on the disk before it is \
            given. SIGINT or SIGTERM stops it.
            """)

    @OptionGroup var logs: WitnessedLogs
    @OptionGroup var identity: WitnessIdentity

    @Option(
        help: ArgumentHelp(
            "Where to listen; port 0 lets the system choose. Only with an address of its network does another machine "
                + "get in.", valueName: "host:port"))
    var listen = "127.0.0.1:0"

    func run() throws {
        guard let place = HostAndPort(Substring(listen)) else {
            throw CommandFailure(.unusableArguments, "--listen '\(listen)': expected host:port, such as 127.0.0.1:0")
        }
        let stop = StopRequest()
        let witness = try identity.witness(of: try logs.read())
        let tell: @Sendable (WitnessError) -> Void = { StandardError.write("scand: witness: not cosigning: \($0)") }
        let server = WitnessServer(witness, clock: { time(nil) }, onTrouble: tell)
        let running = RunningServer(server, at: place)
        let port = try running.port()
        try StandardOutput.write("witness \(witness.key)")
        try StandardOutput.write("listening on http://\(place.with(port: port))")
        stop.wait()
        try running.end()
    }
}

/// A server beside the thread that waits for signals.
private final class RunningServer: Sendable {
    private enum State {
        case starting
        case listening(Int)
        case failed(String)
    }

    private let place: HostAndPort
    private let state = Mutex(State.starting)
    private let changed = DispatchSemaphore(value: 0)
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ server: WitnessServer, at place: HostAndPort) {
        self.place = place
        let started = Task { [self] in
            do {
                try await server.run(at: place.host, port: place.port) { port in
                    self.set(.listening(port))
                }
            } catch {
                set(.failed("\(error)"))
            }
            changed.signal()
            // Wherever the main thread waits, it goes on.
            _ = kill(getpid(), SIGTERM)
        }
        task.withLock { $0 = started }
    }

    private func set(_ new: State) {
        state.withLock { $0 = new }
        changed.signal()
    }

    /// Waits until connections are taken.
    func port() throws -> Int {
        changed.wait()
        if case .listening(let port) = state.withLock({ $0 }) { return port }
        throw failure() ?? CommandFailure(.unusableArguments, "--listen \(place): the server ended")
    }

    /// Lets the requests at hand end, and says how it went.
    func end() throws {
        task.withLock { $0?.cancel() }
        _ = changed.wait(timeout: .now() + 5)
        if let failure = failure() { throw failure }
    }

    private func failure() -> CommandFailure? {
        guard case .failed(let why) = state.withLock({ $0 }) else { return nil }
        return CommandFailure(.unusableArguments, "--listen \(place): cannot be listened on: \(why)")
    }
}
