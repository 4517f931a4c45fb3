/// The device's answer to `settings`: what it scans with.
public struct PageScanSettings: Hashable, Sendable {
    public let dotsPerInch: Int
    public let bitsPerPixel: Int
    /// Pixels of all arrays in use: 1728 for one side, 3456 for two.
    public let arrayPixels: Int
    /// 1 front, 2 back, 3 both.
    public let arrays: Int
    public let calibrationIsNeeded: Bool
    /// Not every firmware says.
    public let calibrationTables: Int?

    /// - Parameter words: five or six.
    init?(words: [Int]) {
        guard words.count == 5 || words.count == 6 else { return nil }
        dotsPerInch = words[0]
        bitsPerPixel = words[1]
        arrayPixels = words[2]
        arrays = words[3]
        calibrationIsNeeded = words[4] != 0
        calibrationTables = words.count == 6 ? words[5] : nil
    }
}
