internal import FoundationEssentials
internal import Glibc
package import ScannerDriver

/// The way for messages between scanning machine and helper: a socket pair of packets, a message of JSON in each.
///
/// A packet arrives whole or not at all, so that no side can leave the other in the middle of a message.
package final class SANEChannel {
    package let descriptor: Int32

    /// Longest message: a list of several hundred devices.
    package static let longestMessage = 64 << 10

    /// Takes over an open end.
    package init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { Glibc.close(descriptor) }

    /// A new pair, neither end of which other programs inherit unless they are given it: ours, and the descriptor of the
    /// other one, which the caller closes when it has given it away.
    package static func pair() throws(ScannerFault) -> (ours: SANEChannel, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw ScannerFault(.noMemory, "socketpair: \(systemError())")
        }
        return (SANEChannel(descriptor: ends[0]), ends[1])
    }

    /// Sends a message without waiting: the other side has room for all that may be under way.
    ///
    /// - Throws: `ioError` when the other side has ended or takes nothing.
    package func send(_ message: some Encodable) throws(ScannerFault) {
        guard let data = try? JSONEncoder().encode(message) else {
            throw ScannerFault(.ioError, "a message that cannot be written: \(message)")
        }
        guard data.count <= SANEChannel.longestMessage else {
            throw ScannerFault(.ioError, "a message of \(data.count) bytes; the limit is \(SANEChannel.longestMessage)")
        }
        let sent = unsafe data.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        guard sent == data.count else { throw ScannerFault(.ioError, "a message could not be sent: \(systemError())") }
    }

    /// Receives the next message, and waits for it; `nil` when the other side has ended.
    ///
    /// - Throws: `ioError` when it is no message of this type, or too long for one.
    package func receive<Message: Decodable>(_ type: Message.Type) throws(ScannerFault) -> Message? {
        var bytes = [UInt8](repeating: 0, count: SANEChannel.longestMessage)
        // MSG_TRUNC: the answer is the packet's whole length, even of one that does not fit.
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            var count: Int
            repeat {
                count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC))
            } while count < 0 && errno == EINTR
            return count
        }
        if count == 0 || count < 0 && errno == ECONNRESET { return nil }
        guard count > 0 else { throw ScannerFault(.ioError, "a message could not be received: \(systemError())") }
        guard count <= bytes.count else {
            throw ScannerFault(.ioError, "a message of \(count) bytes; the limit is \(bytes.count)")
        }
        guard let message = try? JSONDecoder().decode(type, from: Data(bytes[..<count])) else {
            let start = String(decoding: bytes[..<min(count, 80)], as: UTF8.self)
            throw ScannerFault(.ioError, "not a message: '\(start)'")
        }
        return message
    }
}

/// What the last call of the system said.
package func systemError() -> String { unsafe String(cString: strerror(errno)) }
