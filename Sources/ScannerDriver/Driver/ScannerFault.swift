/// Why a scanner could not do what it was asked: for the operator, who can act on it.
///
/// The code is the fault's meaning: faults are equal when their codes are, whatever the detail says.
public struct ScannerFault: Error, Hashable, Sendable, Codable {
    public let code: ScannerFaultCode
    /// For the technician: the device, the call, the number that was found.
    public let detail: String

    public init(_ code: ScannerFaultCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }

    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension ScannerFault: CustomStringConvertible {
    /// What happened, the detail, and what to do, in one line.
    public var description: String {
        detail.isEmpty
            ? "\(code.sentence) \(code.remedy)" : "\(code.sentence) (\(detail)) \(code.remedy)"
    }
}
