/// What the scanning machine asks of its SANE helper: one request, one reply, in order.
///
/// Feeds are asked for ahead of time. Each names its batch, and when a batch has ended, by its last sheet or by a fault,
/// the feeds that were asked for behind its end are skipped: no sheet is pulled that nobody waits for.
package enum SANERequest: Hashable, Sendable, Codable {
    /// The first request. Both sides come from one build, but files can be exchanged one by one.
    case hello(version: Int)
    case devices(localOnly: Bool)
    /// Opens the one device that this helper will ever have. That it reads files is told, which ones comes with the feeds.
    case open(device: String, settings: SANESettings)
    /// Feeds a sheet, its sides into these slots of the page memory; a device that reads files is given them.
    ///
    /// The reply that ends a batch is followed by a second one, `settled`.
    case feed(batch: UInt64, slots: [Int], files: [String])
    case status
    /// What an option of the device is set to.
    case value(option: String)
    /// Gives the device back, and ends the helper.
    case close

    /// Goes up with every change of requests, replies or page memory.
    package static let version = 1
}
