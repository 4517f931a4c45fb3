import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOPosix
import Synchronization
public import Witness

/// A witness on HTTP (C2SP tlog-witness): `POST /add-checkpoint`, and `GET /<SHA-256 of the origin, hex>/checkpoint`.
///
/// No TLS: what is asked is public, and what is answered is signed. Whoever wants it stands a proxy before it.
public struct WitnessServer: Sendable {
    /// What one client can cost.
    public struct Limits: Sendable {
        /// Connections at a time; where more come, the one that has owed its request for longest makes room.
        public var connections = 64
        /// Milliseconds until a request's head is there, from the connection or the last answer on.
        public var headPatience = 5_000
        /// Milliseconds for a request with its answer, from its head on.
        public var patience = 30_000
        /// Bytes of header fields.
        public var headerBytes = 16_384

        public init() {}
    }

    let witness: LogWitness
    let limits: Limits
    let clock: @Sendable () -> Int
    private let troubles: Troubles

    /// - Parameters:
    ///   - clock: POSIX seconds, for the cosignatures.
    ///   - onTrouble: hears why the witness cannot work, which names files of this machine and does not concern clients.
    public init(
        _ witness: LogWitness, limits: Limits = Limits(), clock: @escaping @Sendable () -> Int,
        onTrouble: @escaping @Sendable (WitnessError) -> Void
    ) {
        (self.witness, self.limits, self.clock) = (witness, limits, clock)
        troubles = Troubles(tell: onTrouble)
    }

    /// What the keeper was told of. A trouble that lasts is told once, however often clients run into it.
    private final class Troubles: Sendable {
        private let last = Mutex<WitnessError?>(nil)
        private let tell: @Sendable (WitnessError) -> Void

        init(tell: @escaping @Sendable (WitnessError) -> Void) { self.tell = tell }

        func add(_ error: WitnessError) {
            let isNew = last.withLock { last in
                defer { last = error }
                return last != error
            }
            if isNew { tell(error) }
        }
    }

    /// The answer to a client while the witness cannot work, and a word to its keeper.
    func unavailable(_ error: WitnessError) -> WitnessAnswer {
        troubles.add(error)
        if case .clockSetBack = error { return WitnessAnswer(503, "not cosigned: the witness's clock was set back") }
        return WitnessAnswer(503, "not cosigned: the witness cannot work; its keeper was told why")
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - onReady: gets the port once connections are taken.
    public func run(at host: String, port: Int, onReady: @escaping @Sendable (Int) -> Void) async throws {
        var logger = Logger(label: "scand.witness")
        // What was asked and when is nobody's business; of what goes wrong `onTrouble` hears.
        logger.handler = SwiftLogNoOpLogHandler()
        let limits = limits
        let connections = OpenConnections(limit: limits.connections)
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = limits.headerBytes
        decoder.maxHeaderListSize = limits.headerBytes
        decoder.maxHeaderFieldCount = 64
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, _ in try await respond(to: request, with: writer) },
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [RequestDeadline(limits, connections)],
                    httpDecoderConfiguration: decoder)),
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: FreePlaces(connections: connections)),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        try await server.run()
    }

    @concurrent
    private func respond(to request: Request, with writer: consuming ResponseWriter) async throws {
        guard let body = try await Self.body(of: request) else {
            try await WitnessAnswer.tooLarge.write(to: writer)
            // The rest of a body that never ends is not waited for.
            throw ConnectionDone()
        }
        // The disk is waited for on a thread that has nothing else to do.
        let (method, path) = (request.method, request.uri.path)
        let answer = try await NIOThreadPool.singleton.runIfActive { self.answer(method, path, body) }
        try await answer.write(to: writer)
    }

    private struct ConnectionDone: Error {}

    /// The body, or nil for one that is too long. What is too long is read on for a while, so that the answer reaches a
    /// client that listens only when it has said everything.
    private static func body(of request: Request) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        var count = 0
        for try await piece in request.body {
            count += piece.readableBytes
            if count > 32 * WitnessAnswer.maximumBodyByteCount { break }
            if count <= WitnessAnswer.maximumBodyByteCount { bytes.append(contentsOf: piece.readableBytesView) }
        }
        return count > WitnessAnswer.maximumBodyByteCount ? nil : bytes
    }
}
