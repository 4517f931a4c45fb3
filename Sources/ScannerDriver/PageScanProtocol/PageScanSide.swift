/// One of the two arrays that look at a sheet, by its place in the path.
public enum PageScanSide: String, Hashable, Sendable, CaseIterable {
    /// Also called the front array: it delivers a sheet's side A.
    case top
    /// Also called the back array: it delivers a sheet's side B.
    case bottom

    /// How commands and replies spell it.
    var letter: UInt8 { self == .top ? UInt8(ascii: "T") : UInt8(ascii: "B") }
}
