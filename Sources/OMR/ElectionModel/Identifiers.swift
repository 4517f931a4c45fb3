/// The name of a contest in an election or a layout, such as `mayor`; unique among contests.
public struct ContestID: Hashable, Sendable, Comparable, Codable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The name of a choice inside its contest, such as `ada` or `against-all`; unique inside the contest only.
public struct OptionID: Hashable, Sendable, Comparable, Codable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The name of one side of one ballot style, such as `style-3-front`; unique in a layout.
public struct PageID: Hashable, Sendable, Comparable, Codable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
