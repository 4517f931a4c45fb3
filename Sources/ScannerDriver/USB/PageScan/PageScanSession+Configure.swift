internal import PageScanProtocol
internal import ScannerDriver

extension PageScanSession {
    /// Longest document that the device shall let pass, below the ballots' own length: so far from its end the device
    /// measures.
    private static let lengthMargin = 50

    /// Sets the device up for ballots, once a connection and after everything that may have changed it.
    ///
    /// The settings bring no reply. That they arrived is seen by what the device then says it scans with, and by no error
    /// having come before that answer.
    mutating func configure() throws(ScannerFault) {
        guard !isConfigured else { return }
        guard let length = DocumentLength(hundredthsOfInch: settings.paperLength - PageScanSession.lengthMargin) else {
            throw ScannerFault(.badInput, "paper length \(settings.paperLength)")
        }
        try link.send(
            .halfResolution, .duplex, .autoScanStart, .pickOnCommand(true),
            .doubleFeedSensitivity(settings.doubleFeedSensitivity),
            .doubleFeedMinimumLength(settings.doubleFeedMinimumLength),
            .doubleFeedDetection(settings.detectsDoubleFeeds), .grayscale, .runOutAtEnd(false), .fullSpeed(true),
            .setThreshold(.top, settings.threshold), .setThreshold(.bottom, settings.threshold),
            .setRequiredSensors(.two), .maximumLength(length), .feedDelay(settings.feedDelay))
        let found = try link.ask(.settings) { if case .settings(let settings) = $0 { settings } else { nil } }
        for incoming in link.takeWaiting() { note(incoming) }
        if let fault = memory.reported {
            memory.reported = nil
            throw fault
        }
        guard found.arrays == 3, found.arrayPixels == 2 * PageScanModel.columns, found.bitsPerPixel == 8 else {
            throw ScannerFault(
                .deviceFailure,
                "it scans with \(found.arrays) for its arrays, \(found.arrayPixels) pixels of \(found.bitsPerPixel) bits; "
                    + "expected 3, 3456 and 8")
        }
        isConfigured = true
    }
}
