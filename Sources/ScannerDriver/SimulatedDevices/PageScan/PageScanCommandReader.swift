/// Cuts the host's bytes into commands.
struct PageScanCommandReader: Sendable {
    enum Found: Equatable, Sendable {
        case command(PageScanCommand, body: [UInt8], isChecked: Bool)
        /// A frame with an unknown body.
        case unknown([UInt8])
        /// Bytes outside of any frame.
        case noise(Int)
    }

    /// Longer than any command; more without an end is thrown away.
    static let longest = 64
    private var waiting: [UInt8] = []

    init() {}

    mutating func add(_ bytes: [UInt8]) { waiting += bytes }
    mutating func clear() { waiting = [] }

    /// The next command, or nil while it is incomplete.
    mutating func next() -> Found? {
        guard !waiting.isEmpty else { return nil }
        guard waiting[0] == PageScanFrame.start else {
            let noise = waiting.firstIndex(of: PageScanFrame.start) ?? waiting.count
            waiting.removeFirst(noise)
            return .noise(noise)
        }
        let rest = Array(waiting.dropFirst().prefix(Self.longest))
        guard let end = Self.end(of: rest) else {
            guard rest.count == Self.longest else { return nil }
            waiting.removeFirst(Self.longest + 1)
            return .unknown(rest)
        }
        guard rest.count > end + 1 else { return nil }
        waiting.removeFirst(end + 3)
        let body = Array(rest[..<end])
        guard let command = PageScanCommand(body) else { return .unknown(body) }
        return .command(command, body: body, isChecked: PageScanFrame.check(body) == rest[end + 1])
    }

    /// Where the body ends; nil while it does not.
    ///
    /// Only the threshold of `ESC % T v` may look like an end: 3 percent.
    private static func end(of rest: [UInt8]) -> Int? {
        if rest.starts(with: [0x1B, UInt8(ascii: "%")]) {
            guard rest.count > 4 else { return nil }
            if rest[4] == PageScanFrame.end { return 4 }
        }
        return rest.firstIndex(of: PageScanFrame.end)
    }
}
