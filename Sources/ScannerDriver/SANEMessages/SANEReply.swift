package import ScannerDriver

/// What a SANE helper answers.
package enum SANEReply: Hashable, Sendable, Codable {
    case hello(version: Int)
    case devices([SANEDeviceInfo])
    case opened(SANEOpened)
    /// The sides of a sheet lie in the page memory.
    case sheet([SANESide], dpiHint: Double?)
    /// The batch has ended: the feeder is empty.
    case outOfSheets
    /// The feed came behind the end of its batch, and nothing was done.
    case skipped
    /// The device has stopped: comes by itself behind the reply that ended a batch, as soon as that is so.
    case settled
    case status(ScannerStatus)
    case value(SANEOptionValue?)
    case closed
    case fault(ScannerFault)
}

/// A device that a helper has opened and set up.
package struct SANEOpened: Hashable, Sendable, Codable {
    package let capabilities: ScannerCapabilities
    /// What it lacks for counting ballots, a sentence each.
    package let shortcomings: [String]

    package init(capabilities: ScannerCapabilities, shortcomings: [String]) {
        self.capabilities = capabilities
        self.shortcomings = shortcomings
    }
}

/// One side of a sheet: where its gray values lie, row by row without padding.
package struct SANESide: Hashable, Sendable, Codable {
    package let slot: Int
    package let width: Int
    package let height: Int

    package init(slot: Int, width: Int, height: Int) {
        self.slot = slot
        self.width = width
        self.height = height
    }
}
