import Foundation
import Glibc
import SimulatedDevices

/// What the main thread waits for: a moment, a line, a signal, or a nudge of the other thread.
struct Wakes: Sendable {
    enum Reason { case time, input, ended }

    private let reading: Int32
    private let writing: Int32

    private static let nudge = UInt8(ascii: "n")
    private static let end = UInt8(ascii: "e")

    /// Takes SIGTERM and SIGINT from here on: before any other thread is started.
    init() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { fail("no pipe can be made") }
        (reading, writing) = (ends[0], ends[1])
        // A nudge too many must block nobody.
        guard fcntl(writing, F_SETFL, O_NONBLOCK) == 0 else { fail("the pipe blocks") }
        signal(SIGPIPE, SIG_IGN)
        let ending = writing
        Thread.detachNewThread { Self.awaitSignal(then: ending) }
        var set = Self.endingSignals
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    func wake() { Self.send(Self.nudge, to: writing) }

    /// - Parameter time: nil for ever.
    func wait(_ time: Moment?) -> Reason {
        var files = [STDIN_FILENO, reading].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // Rounded up: to come too early is to come twice.
        let limit = time.map { Int32(min(($0.seconds * 1000).rounded(.up), 1e9)) } ?? -1
        guard unsafe poll(&files, nfds_t(files.count), limit) > 0 else { return .time }
        if files[1].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(reading, $0.baseAddress, $0.count) }
            if bytes.prefix(max(0, count)).contains(Self.end) { return .ended }
        }
        return files[0].revents != 0 ? .input : .time
    }

    private static var endingSignals: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        return set
    }

    private static func awaitSignal(then file: Int32) {
        var set = endingSignals
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        var taken: Int32 = 0
        guard unsafe sigwait(&set, &taken) == 0 else { return }
        send(end, to: file)
    }

    private static func send(_ byte: UInt8, to file: Int32) {
        var byte = byte
        _ = unsafe write(file, &byte, 1)
    }
}
