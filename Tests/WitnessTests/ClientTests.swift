import Foundation
import Glibc
import Ledger
import Testing
import WitnessHTTP

/// The client against servers that are no witnesses.
@Suite struct ClientTests {
    let log: TestLog

    init() throws { log = try TestLog() }

    @Test func `addresses are plain HTTP with a host`() {
        for (text, whole) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://w", "http://w:80"),
            ("http://w.example.org:1/a/b/", "http://w.example.org:1/a/b"), ("http://[::1]:9/", "http://[::1]:9"),
        ] { #expect(WitnessAddress(text)?.description == whole) }
        for text in [
            "", "w:80", "https://w", "http://", "http://:80", "http://w:", "http://w:x", "http://w:65536", "http://w:0",
            "http://w:+1", "http://w/a?b", "http://w/#", "http://w/a b", "http://w/\r\nx", "http://[::1",
            "http://w:000080",
        ] { #expect(WitnessAddress(text) == nil, "\(text)") }
        #expect(HostAndPort("127.0.0.1:0")?.port == 0)
        #expect(HostAndPort("127.0.0.1") == nil)
    }

    @Test func `nobody there, a silent server and an endless answer are errors`() async throws {
        let request = try log.request(0, 7)
        let (closed, other) = (try Listener(), try Listener())
        closed.close()
        await #expect(throws: WitnessClientError.self) { try await closed.client().send(request) }
        // Connections wait in the queue: nobody accepts them.
        let silence = await #expect(throws: WitnessClientError.self) {
            try await other.client(patience: 200).send(request)
        }
        #expect(silence?.description.hasSuffix(": gave no whole answer within 0.2 s") == true, "\(silence as Any)")
        let endless = try Listener()
        endless.answer(Array("HTTP/1.1 200 OK\r\n\r\n".utf8), thenForever: Array(repeating: 65, count: 4096))
        await #expect(throws: WitnessClientError.self) { try await endless.client().send(request) }
        let garbage = try Listener()
        garbage.answer(Array("SSH-2.0-OpenSSH\r\n\r\n".utf8), thenForever: nil)
        await #expect(throws: WitnessClientError.self) { try await garbage.client(patience: 500).send(request) }
    }

    @Test func `a conflict counts only with the type and form of the specification`() async throws {
        for (type, body, isSize) in [
            ("text/x.tlog.size", "7\n", true), ("text/plain", "7\n", false), ("text/x.tlog.size", "7", false),
            ("text/x.tlog.size", "-7\n", false), ("text/x.tlog.size", "x\n", false),
        ] {
            let server = try Listener()
            let head = "HTTP/1.1 409 Conflict\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            server.answer(Array((head + body).utf8), thenForever: nil)
            let answer = try await server.client().send(log.request(0, 7))
            #expect((answer == .otherSize(7)) == isSize, "\(type) \(body)")
        }
    }
}

/// A listening socket on a port of the system's choice.
private final class Listener: Sendable {
    private let socket: Int32
    private let port: Int

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, size) | listen(socket, 4) | getsockname(socket, $0, &size)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(result == 0)
    }

    deinit { _ = Glibc.close(socket) }

    func close() { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    func client(patience: Int = 30_000) throws -> WitnessClient {
        WitnessClient(try #require(WitnessAddress("http://127.0.0.1:\(port)")), patience: patience)
    }

    /// Takes one connection, answers whatever it says, and goes on for ever if so wished.
    func answer(_ bytes: [UInt8], thenForever more: [UInt8]?) {
        Thread.detachNewThread { [socket] in
            let connection = accept(socket, nil, nil)
            var buffer = [UInt8](repeating: 0, count: 65_536)
            _ = unsafe buffer.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
            var next = bytes
            while unsafe next.withUnsafeBytes({
                unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            })
                > 0
            {
                guard let more else { break }
                next = more
            }
            // What the client still says is read: closing on it would take the answer back.
            _ = shutdown(connection, Int32(SHUT_WR))
            while unsafe buffer.withUnsafeMutableBytes({ unsafe recv(connection, $0.baseAddress, $0.count, 0) }) > 0 {}
            _ = Glibc.close(connection)
        }
    }
}
