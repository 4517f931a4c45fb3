import Glibc
public import Ledger
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a witness for cosignatures over HTTP.
///
/// Over NIO's own HTTP, which the server has brought along anyway; one request a connection. No TLS: the checkpoint is
/// public, and the cosignature is checked with the witness's key, whoever carried it.
public struct WitnessClient: Sendable {
    /// Where the witness is: its submission prefix.
    public let address: WitnessAddress
    /// Milliseconds for a request with its answer.
    public let patience: Int

    public init(_ address: WitnessAddress, patience: Int = 30_000) {
        (self.address, self.patience) = (address, patience)
    }

    /// What a witness answered.
    public enum Answer: Hashable, Sendable {
        /// Signature lines; unverified.
        case lines([UInt8])
        /// It knows the log at this size.
        case otherSize(Int)
        /// It refused, with the status and the first line that it gave.
        case refused(status: Int, String)
    }

    /// Longest answer that is read.
    private static let maximumAnswerByteCount = 1 << 17

    /// Sends a request and waits for the answer.
    public func send(_ request: AddCheckpointRequest) async throws(WitnessClientError) -> Answer {
        let (head, body) = try await patiently(.POST, "/add-checkpoint", request.encoded)
        return Self.answer(Int(head.status.code), head.headers.first(name: "content-type"), body)
    }

    /// The newest checkpoint that it cosigned of a log, as a signed note; unverified, and nil where it shows none.
    public func newest(of origin: KeyName) async throws(WitnessClientError) -> [UInt8]? {
        let hash = FileDigest(of: Array(origin.description.utf8)).hex
        let (head, body) = try await patiently(.GET, "/\(hash)/checkpoint", [])
        return head.status.code == 200 ? body : nil
    }

    private func patiently(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8]
    ) async throws(WitnessClientError) -> (HTTPResponseHead, [UInt8]) {
        let begin = ContinuousClock.now
        do {
            return try await exchange(method, path, body)
        } catch {
            if begin.duration(to: .now) >= .milliseconds(patience) {
                throw WitnessClientError("\(address): gave no whole answer within \(Double(patience) / 1000) s")
            }
            if let error = error as? WitnessClientError { throw error }
            throw WitnessClientError("\(address): cannot be reached: \(Self.reason(error))")
        }
    }

    /// The system's word for why there is no connection.
    private static func reason(_ error: any Error) -> String {
        let inner = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
        guard let failed = inner as? IOError else { return "\(inner)" }
        return unsafe String(cString: strerror(failed.errnoCode)).lowercased()
    }

    static func answer(_ status: Int, _ type: String?, _ body: [UInt8]) -> Answer {
        if status == 200 { return .lines(body) }
        if status == 409, type == WitnessAnswer.sizeType, body.last == UInt8(ascii: "\n"), body.count <= 20,
            let size = Int(String(decoding: body.dropLast(), as: UTF8.self)), size >= 0
        {
            return .otherSize(size)
        }
        let line = body.prefix(200).split(separator: UInt8(ascii: "\n")).first ?? []
        return .refused(status: status, String(decoding: line, as: UTF8.self))
    }

    private func exchange(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8]
    ) async throws -> (HTTPResponseHead, [UInt8]) {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.milliseconds(Int64(patience)))
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        // A witness that is silent, or that goes on for ever, is left.
        let raw = channel.channel
        let deadline = raw.eventLoop.scheduleTask(in: .milliseconds(Int64(patience))) { raw.close(promise: nil) }
        defer { deadline.cancel() }
        let head = HTTPRequestHead(
            version: .http1_1, method: method, uri: "\(address.prefix)\(path)",
            headers: [
                "host": address.authority, "content-length": "\(body.count)", "connection": "close",
                "content-type": "text/plain; charset=utf-8",
            ])
        return try await channel.executeThenClose { inbound, outbound in
            // A witness may refuse and close before it has heard everything: the answer counts, not how the sending went.
            try? await outbound.write(
                contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)])
            var answer: HTTPResponseHead?
            var bytes: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let head): answer = head
                case .body(let piece):
                    bytes.append(contentsOf: piece.readableBytesView)
                    guard bytes.count <= Self.maximumAnswerByteCount else {
                        throw WitnessClientError("\(address): answers with more than a witness would")
                    }
                case .end:
                    if let answer { return (answer, bytes) }
                }
            }
            throw WitnessClientError("\(address): gave no whole answer")
        }
    }
}

/// Why no answer was had.
public struct WitnessClientError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
