import Foundation
import Glibc
import Testing

/// A TCP connection as any client has it: bytes go, bytes come. Every wait is on a thread of its own, since the server under
/// test needs the others.
struct Connection: Sendable {
    private let socket: Int32

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
        // The longest wait of any test, for what should have come at once: a busy machine took a minute.
        var patience = timeval(tv_sec: 300, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        try #require(unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, length) == 0)
    }

    func close() { _ = Glibc.close(socket) }

    /// Sends bytes; false when the other side has gone.
    func send(_ bytes: [UInt8]) async -> Bool {
        await Self.onOwnThread {
            var done = 0
            while done < bytes.count {
                let count = unsafe bytes.withUnsafeBytes { buffer in
                    unsafe Glibc.send(
                        socket, buffer.baseAddress?.advanced(by: done), buffer.count - done,
                        Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    /// Everything until the other side closes; nil when it never does.
    func rest() async -> [UInt8]? {
        await Self.onOwnThread {
            var bytes: [UInt8] = []
            while let piece = receive() { bytes += piece }
            return errno == EAGAIN ? nil : bytes
        }
    }

    /// One answer whose length is stated, leaving the connection open.
    func answer() async -> Answer? {
        await Self.onOwnThread {
            var bytes: [UInt8] = []
            while true {
                if let answer = Answer(bytes) { return answer }
                guard let piece = receive() else { return nil }
                bytes += piece
            }
        }
    }

    private func receive() -> [UInt8]? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            errno = 0
            count = max(0, unsafe recv(socket, buffer.baseAddress, buffer.count, 0))
        }
        return bytes.isEmpty ? nil : bytes
    }

    private static func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}

/// An HTTP answer.
struct Answer: Equatable {
    let status: Int
    let type: String?
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Reads an answer that is all there, or gives nil.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.components(separatedBy: ": ")
            fields[parts[0].lowercased()] = parts.dropFirst().joined(separator: ": ")
        }
        let body = bytes[end.upperBound...]
        guard let length = fields["content-length"].flatMap({ Int($0) }), body.count >= length else { return nil }
        (self.status, type, self.body) = (status, fields["content-type"], Array(body.prefix(length)))
    }
}

/// The bytes of a request.
func http(_ method: String, _ path: String, _ body: [UInt8] = [], _ fields: String...) -> [UInt8] {
    let lines = ["\(method) \(path) HTTP/1.1", "Host: witness", "Content-Length: \(body.count)"] + fields
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
}
