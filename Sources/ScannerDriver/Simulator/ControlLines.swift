import Glibc

/// Lines from standard input, whole ones only.
struct ControlLines {
    private var waiting: [UInt8] = []
    private(set) var isAtEnd = false

    /// A longer line is not one of ours.
    private static let longest = 65536

    /// What has come since the last time; blocks when nothing has.
    mutating func read() -> [String] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
        if count <= 0 { isAtEnd = true } else { waiting += buffer[..<count] }
        if waiting.count > Self.longest { isAtEnd = true }
        var lines: [String] = []
        while let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: waiting[..<end], as: UTF8.self))
            waiting.removeFirst(end + 1)
        }
        return lines
    }
}
