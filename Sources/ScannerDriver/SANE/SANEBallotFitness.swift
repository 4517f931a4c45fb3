package import SANEMessages
package import ScannerDriver

/// What a device that was set up can do for counting ballots, told by what its options say now and not by what was asked.
package struct SANEBallotFitness: Hashable, Sendable {
    package let features: Set<ScannerCapabilities.Feature>
    /// A sentence for each thing that it lacks.
    package let shortcomings: [String]

    /// The options whose values tell.
    package static let optionNames =
        SANEBallotWish.imprinters + SANEBallotWish.doubleFeedSwitches + SANEBallotWish.doubleFeedLevels
        + SANEBallotWish.pictureChanges + ["df-action", "dfstop", "resolution", "mode"]

    /// - Parameters:
    ///   - options: the device's options as they stand.
    ///   - values: the values of ``optionNames``.
    ///   - isDuplex: whether it looks at both sides.
    ///   - resolution: the resolution that was asked for.
    package init(
        options: [SANEOption], values: [String: SANEOptionValue], feed: SANEFeed, resolution: Double
    ) {
        var features: Set<ScannerCapabilities.Feature> = []
        var shortcomings: [String] = []
        let sensors = SANESensors(among: options)
        if sensors.seesPaper { features.insert(.paperSensors) }
        if options.contains(where: { SANEBallotWish.imprinters.contains($0.name) }) { features.insert(.imprinter) }
        if feed.isFeeder {
            if SANEBallotFitness.stopsAtDoubleFeeds(options, values) {
                features.insert(.doubleFeedDetection)
                if sensors.names.isDisjoint(with: SANESensors.doubleFeed) {
                    shortcomings.append("It reports a double feed as a jam.")
                }
            } else {
                shortcomings.append(
                    "It does not stop when two sheets go in at once: compare the number of sheets with a count by hand."
                )
            }
            if !feed.isDuplex { shortcomings.append("It looks at one side of a sheet.") }
        } else {
            shortcomings.append("It has no feeder: one sheet at a time is laid on the glass.")
        }
        if !sensors.seesPaper { shortcomings.append("It has no sensor that tells where paper is.") }
        if let actual = values["resolution"]?.number, abs(actual - resolution) > 0.5 {
            shortcomings.append("It scans at \(SANEOptionValue.written(actual)) dots per inch.")
        }
        if case .string(let mode)? = values["mode"], !GrayMode.isTrueGray(mode) {
            shortcomings.append("It scans in mode '\(mode)' instead of true gray.")
        }
        for name in SANEBallotWish.pictureChanges where SANEBallotWish.isOn(values[name]) {
            shortcomings.append("It changes the pictures of sheets: option \(name).")
        }
        (self.features, self.shortcomings) = (features, shortcomings)
    }

    private static func stopsAtDoubleFeeds(_ options: [SANEOption], _ values: [String: SANEOptionValue]) -> Bool {
        if case .string(let action)? = values["df-action"], action.lowercased() != "stop" { return false }
        if values["dfstop"] == .bool(true) { return false }
        return options.contains { option in
            option.isSettable && option.isActive
                && (SANEBallotWish.doubleFeedSwitches + SANEBallotWish.doubleFeedLevels).contains(option.name)
                && SANEBallotWish.isOn(values[option.name])
        }
    }
}
