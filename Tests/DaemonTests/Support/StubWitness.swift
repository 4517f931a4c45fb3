import Foundation
import Glibc
import Synchronization

/// Something on the network that takes connections and says what it is told to, or nothing.
final class StubWitness: Sendable {
    /// What it says to each request.
    enum Answers: Sendable {
        /// Takes connections and never answers.
        case silent
        /// Claims to know a log at this size, and has nothing to show for it.
        case claims(Int)
        /// Claims the same, and goes away when it is asked to show it.
        case claimsAndCloses(Int)
        /// Refuses what it is asked first, and then has seen and shows a checkpoint of this size.
        case learns(Int, note: [UInt8])
    }

    private let listening: Int32
    let port: UInt16
    private let answers: Answers
    private let taken = Mutex<[Int32]>([])

    init(_ answers: Answers) throws {
        self.answers = answers
        (listening, port) = try Self.listen()
        Thread { [self] in serve() }.start()
    }

    private static func listen() throws -> (Int32, UInt16) {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listens = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(number, generic, size) == 0 && Glibc.listen(number, 16) == 0
                    && getsockname(number, generic, &size) == 0
            }
        }
        guard listens else { throw Problem("no port to listen on") }
        return (number, UInt16(bigEndian: address.sin_port))
    }

    /// Ends it; the thread ends with the socket.
    func stop() {
        _ = shutdown(listening, Int32(SHUT_RDWR))
        for connection in taken.withLock({ $0 }) { _ = close(connection) }
    }

    private func serve() {
        while true {
            let connection = accept(listening, nil, nil)
            guard connection >= 0 else { return }
            taken.withLock { $0.append(connection) }
            if case .silent = answers { continue }
            var request = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe recv(connection, &request, request.count, 0)
            if let (status, body) = answer(isPost: count > 0 && request[0] == UInt8(ascii: "P")) {
                let head =
                    "HTTP/1.1 \(status) X\r\nContent-Type: text/x.tlog.size\r\nConnection: close\r\n"
                    + "Content-Length: \(body.count)\r\n\r\n"
                let bytes = Array(head.utf8) + body
                _ = unsafe send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            }
            _ = shutdown(connection, Int32(SHUT_WR))
        }
    }

    /// - Returns: nil where it closes without a word.
    private func answer(isPost: Bool) -> (status: Int, body: [UInt8])? {
        switch answers {
        case .silent: return nil
        case .claims(let size): return isPost ? (409, Array("\(size)\n".utf8)) : (404, [])
        case .claimsAndCloses(let size): return isPost ? (409, Array("\(size)\n".utf8)) : nil
        case .learns(let size, let note):
            // The first question, and what is asked about the refusal.
            guard taken.withLock({ $0.count }) > 2 else { return isPost ? (403, []) : (404, []) }
            return isPost ? (409, Array("\(size)\n".utf8)) : (200, note)
        }
    }
}
