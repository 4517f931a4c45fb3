import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOPosix
public import Witness

/// A witness on HTTP (C2SP tlog-witness): `POST /add-checkpoint`, and `GET /<SHA-256 of the origin, hex>/checkpoint`.
///
/// No TLS: what is asked is public, and what is answered is signed. Whoever wants it stands a proxy before it.
public struct WitnessServer: Sendable {
    /// What one client can cost.
    public struct Limits: Sendable {
        /// Connections at a time; more wait.
        public var connections = 64
        /// Milliseconds for a request with its answer, from the connection or the last answer on.
        public var patience = 30_000
        /// Bytes of header fields.
        public var headerBytes = 16_384

        public init() {}
    }

    let witness: LogWitness
    let limits: Limits
    let clock: @Sendable () -> Int

    /// - Parameter clock: POSIX seconds, for the cosignatures.
    public init(_ witness: LogWitness, limits: Limits = Limits(), clock: @escaping @Sendable () -> Int) {
        (self.witness, self.limits, self.clock) = (witness, limits, clock)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - onReady: gets the port once connections are taken.
    public func run(at host: String, port: Int, onReady: @escaping @Sendable (Int) -> Void) async throws {
        var logger = Logger(label: "scand.witness")
        // What was asked and when is nobody's business; what goes wrong stands in the answer.
        logger.handler = SwiftLogNoOpLogHandler()
        let limits = limits
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = limits.headerBytes
        decoder.maxHeaderListSize = limits.headerBytes
        decoder.maxHeaderFieldCount = 64
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, _ in try await respond(to: request, with: writer) },
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [RequestDeadline(.milliseconds(Int64(limits.patience)))],
                    httpDecoderConfiguration: decoder)),
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
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
