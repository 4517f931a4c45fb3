/// Numbers as the box writes them: most significant byte first.
enum BigEndian {
    static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    static func number(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}

/// Takes bytes apart from the front; nil where fewer are left than asked for.
struct ByteReader {
    private var rest: ArraySlice<UInt8>
    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func number() -> Int? { take(4).map { BigEndian.number($0) } }

    /// A number of 8 bytes; nil where it is too great to count to.
    mutating func long() -> Int? {
        guard let bytes = take(8), bytes.first ?? 0 < 0x80 else { return nil }
        return BigEndian.number(bytes)
    }

    var isAtEnd: Bool { rest.isEmpty }
    /// Whether only padding is left.
    var isAtPadding: Bool { rest.allSatisfy { $0 == 0 } }
}

/// Overwrites bytes that were secret with zeros, as far as Swift allows: copies that were made on the way stay until their
/// memory is used again. Never inlined, so that no compiler can see that nobody reads the zeros.
@inline(never)
public func wipe(_ bytes: inout [UInt8]) {
    for index in bytes.indices { bytes[index] = 0 }
}
