/// A witness's word that, at a time, a checkpoint was the largest consistent tree it had seen of a log (C2SP
/// tlog-cosignature, type 0x04).
///
/// ```
/// signed message             cosignature/v1\n            in a signature line, behind the key ID
///                            time <POSIX seconds>\n      time, 8 bytes, big-endian ‖ 64 bytes of Ed25519
///                            <the checkpoint's text>
/// ```
public struct Cosignature: Hashable, Sendable {
    /// Bytes of time and signature.
    static let byteCount = 8 + 64

    /// When it was made, in POSIX seconds; at most 2^63 - 1.
    public let timestamp: Int
    /// The 64 bytes of Ed25519.
    public let signature: [UInt8]

    /// Cosigns a checkpoint's text.
    ///
    /// - Precondition: the time is not before 1970.
    public init(of text: String, by signer: any Signer, at timestamp: Int) throws(SigningError) {
        precondition(timestamp >= 0, "cosignatures have no times before 1970")
        self.timestamp = timestamp
        signature = try signer.sign(Self.message(for: text, at: timestamp))
        guard signature.count == 64 else { throw SigningError("a signature of \(signature.count) bytes, not 64") }
    }

    /// Reads what stands in a signature line behind the key ID, or gives nil.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        let time = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard let timestamp = Int(exactly: time) else { return nil }
        self.timestamp = timestamp
        signature = Array(bytes.dropFirst(8))
    }

    /// What stands in a signature line behind the key ID.
    public var encoded: [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: timestamp >> $0) } + signature
    }

    static func message(for text: String, at timestamp: Int) -> [UInt8] {
        Array("cosignature/v1\ntime \(timestamp)\n\(text)".utf8)
    }
}

/// A time of a cosignature that no witness with a working clock gives.
public enum CosignatureDoubt: Hashable, Sendable, CustomStringConvertible {
    /// 0, the first second of 1970.
    case noTime
    /// More than a day later than the clock of whoever judges.
    case ahead(seconds: Int)

    public var description: String {
        switch self {
        case .noTime: "has the time 0, which no clock shows"
        case .ahead(let seconds): "is of a time \(seconds) s from now: one of the two clocks is wrong"
        }
    }
}

extension Cosignature {
    /// How far a witness's clock may be ahead, in seconds: a day, which also covers a clock set to another zone's time.
    static let greatestLead = 86_400

    /// Why the time cannot be believed; nil where it can.
    ///
    /// - Parameter now: POSIX seconds by the caller's clock.
    public func doubt(at now: Int) -> CosignatureDoubt? {
        if timestamp == 0 { return .noTime }
        let (lead, overflows) = timestamp.subtractingReportingOverflow(now)
        guard overflows || lead > Self.greatestLead else { return nil }
        return .ahead(seconds: overflows ? .max : lead)
    }
}
