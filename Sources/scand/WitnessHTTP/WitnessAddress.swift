/// Where a witness takes requests: `http://host[:port][/prefix]`.
public struct WitnessAddress: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: Int
    /// What stands before `/add-checkpoint`: empty, or begins with a slash and does not end in one.
    public let prefix: String

    /// Reads an address, or gives nil for anything but plain HTTP.
    public init?(_ text: String) {
        let scheme = "http://"
        guard text.hasPrefix(scheme), text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        guard let place = HostAndPort(Substring(authority), defaultPort: 80), place.port > 0 else { return nil }
        (host, port) = (place.host, place.port)
        var path = rest.dropFirst(authority.count)
        while path.last == UInt8(ascii: "/") { path = path.dropLast() }
        guard !path.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else { return nil }
        prefix = String(Substring(path))
    }

    /// Host and port as requests and addresses write them.
    var authority: String { HostAndPort(host: host, port: port).description }

    public var description: String { "http://\(authority)\(prefix)" }
}

/// `host:port`, `[IPv6 address]:port`.
public struct HostAndPort: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: Int

    init(host: String, port: Int) { (self.host, self.port) = (host, port) }

    /// Reads both, or gives nil.
    public init?(_ text: Substring, defaultPort: Int? = nil) {
        let bytes = text.utf8
        let name: Substring.UTF8View.SubSequence
        let rest: Substring.UTF8View.SubSequence
        if bytes.first == UInt8(ascii: "["), let end = bytes.firstIndex(of: UInt8(ascii: "]")) {
            name = bytes[bytes.index(after: bytes.startIndex)..<end]
            rest = bytes[bytes.index(after: end)...]
        } else {
            name = bytes.prefix { $0 != UInt8(ascii: ":") }
            rest = bytes.dropFirst(name.count)
        }
        let digits = rest.dropFirst()
        let port: Int
        if rest.isEmpty, let defaultPort {
            port = defaultPort
        } else if rest.first == UInt8(ascii: ":"), 1...5 ~= digits.count,
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let number = Int(Substring(digits)),
            number <= 65_535
        {
            port = number
        } else {
            return nil
        }
        guard !name.isEmpty, name.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        (host, self.port) = (String(Substring(name)), port)
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The same host at the port that the system chose.
    public func with(port: Int) -> HostAndPort { HostAndPort(host: host, port: port) }
}
