public import PageScanProtocol
internal import ScannerDriver

/// What is asked of a scanner on the USB when it is opened.
public struct USBScannerSettings: Sendable {
    /// Length of the election's ballots, in hundredths of an inch: 300 to 2200.
    public var paperLength: Int
    /// How much a sheet's length may differ before it is refused, in hundredths of an inch.
    public var lengthTolerance: Int
    /// Off only for ballots on which the sensor errs.
    public var detectsDoubleFeeds: Bool
    public var doubleFeedSensitivity: Percent
    public var doubleFeedMinimumLength: DoubleFeedLength
    /// For 1-bit images, which are not used: the device is given the value that its vendor sets.
    public var threshold: Percent
    public var feedDelay: FeedDelay
    /// How long `feedSheet` waits for a person before it answers `noSheetYet`.
    public var waitForSheet: Duration
    /// Where the files are that keep a second process away.
    public var lockFolder: String
    /// Whether somebody wishes that the scanner stops. Asked five times a second or more where it waits for a person or an
    /// answer, which it then gives up within half a second; a motion of paper that has begun is brought to its end.
    public var isStopped: @Sendable () -> Bool

    public init(
        paperLength: Int = 1_100, lengthTolerance: Int = 75, detectsDoubleFeeds: Bool = true,
        doubleFeedSensitivity: Percent = .usualSensitivity, doubleFeedMinimumLength: DoubleFeedLength = .oneInch,
        threshold: Percent = .usualThreshold, feedDelay: FeedDelay = .none, waitForSheet: Duration = .seconds(5),
        lockFolder: String = "/run/lock", isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        self.paperLength = paperLength
        self.lengthTolerance = lengthTolerance
        self.detectsDoubleFeeds = detectsDoubleFeeds
        self.doubleFeedSensitivity = doubleFeedSensitivity
        self.doubleFeedMinimumLength = doubleFeedMinimumLength
        self.threshold = threshold
        self.feedDelay = feedDelay
        self.waitForSheet = waitForSheet
        self.lockFolder = lockFolder
        self.isStopped = isStopped
    }

    /// Lengths in which no ballot is lost and no memory is wasted.
    static let paperLengths = 300...2_200

    /// - Throws: `badInput` that says which value and what is allowed.
    func check() throws(ScannerFault) {
        guard USBScannerSettings.paperLengths.contains(paperLength) else {
            throw ScannerFault(.badInput, "paper length \(paperLength): expected 300 to 2200 hundredths of an inch")
        }
        guard (0...paperLength / 2).contains(lengthTolerance) else {
            throw ScannerFault(
                .badInput,
                "length tolerance \(lengthTolerance): expected 0 to \(paperLength / 2), half of the paper's length")
        }
        guard waitForSheet >= .zero else { throw ScannerFault(.badInput, "a negative time to wait for a sheet") }
    }
}
