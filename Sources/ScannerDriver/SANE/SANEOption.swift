/// A setting that a device offers, as it stands now: setting one option can change another one's limits.
///
/// (SANE standard 1.06, "Option Descriptor Type".) Numbers are given as a person writes them: fixed-point values are
/// already divided by 65536.
public struct SANEOption: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case bool
        case int
        /// Signed 16.16 fixed point.
        case fixed
        case string
        /// Pressing it makes the device act; it has no value.
        case button
    }

    /// What the number measures.
    public enum Unit: Hashable, Sendable {
        case none, pixel, bit, millimetre, dotsPerInch, percent, microsecond
    }

    /// The values that may be set.
    public enum Allowed: Hashable, Sendable {
        case anything
        /// `step` is 0 when every value in between will do; the device rounds to it.
        case range(ClosedRange<Double>, step: Double)
        case numbers([Double])
        case strings([String])
    }

    /// Where libsane keeps it: at least 1.
    let index: Int32
    /// The name that sets it, such as `resolution`.
    public let name: String
    /// One line for a person.
    public let title: String
    public let kind: Kind
    public let unit: Unit
    public let allowed: Allowed
    /// Room for its value in bytes; for a string with the zero at its end.
    public let sizeInBytes: Int
    /// Whether it means anything with the other options as they are.
    public let isActive: Bool
    /// Whether software may set it: some options only report a switch on the device.
    public let isSettable: Bool
    /// Whether its value can be asked for: some options are switches on the device that software cannot see.
    public let isReadable: Bool

    package init(
        index: Int32, name: String, title: String, kind: Kind, unit: Unit, allowed: Allowed, sizeInBytes: Int,
        isActive: Bool, isSettable: Bool, isReadable: Bool
    ) {
        (self.index, self.name, self.title, self.kind, self.unit) = (index, name, title, kind, unit)
        (self.allowed, self.sizeInBytes) = (allowed, sizeInBytes)
        (self.isActive, self.isSettable, self.isReadable) = (isActive, isSettable, isReadable)
    }

    /// How many values it takes: more than one for tables, such as gamma curves.
    public var valueCount: Int { kind == .int || kind == .fixed ? max(1, sizeInBytes / 4) : 1 }
}
