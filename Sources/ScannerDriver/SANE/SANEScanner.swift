package import Raster
public import ScannerDriver

/// An office scanner behind libsane.
///
/// Such a device has no escrow: when a sheet's image arrives, its paper lies in the output tray. Accepting only
/// acknowledges that, and returning means that the operator takes the sheet out of the tray.
///
/// After a fault the batch is cancelled in the device, and with it a first side whose second one never came: the next
/// `feedSheet` begins with a new sheet.
public final class SANEScanner: Scanner {
    public let capabilities: ScannerCapabilities
    private let device: SANEDevice
    /// What the device says of its paper; pages from files carry no hint.
    private let dpiHint: Double?
    private var custody = SheetCustody()
    private var source: SheetSource

    /// Where sheets come from, and so when they end.
    private enum SheetSource {
        /// The device tells when its tray is empty.
        case feeder
        /// One sheet lies on the glass. It would be scanned again for ever, so it is the whole batch.
        case glass(isScanned: Bool)
        /// The sides of each sheet that waits, see ``SANESettings/pages``.
        case files(ArraySlice<[String]>)
    }

    init(_ device: SANEDevice, info: SANEDeviceInfo, settings: SANESettings) throws(ScannerFault) {
        try device.apply(settings)
        let values = try device.values(of: SANEFeed.optionNames + ["resolution"])
        let feed = SANEFeed(values: values, type: info.type)
        let isDuplex: Bool
        if let pages = settings.pages {
            _ = try device.option(named: SANEScanner.fileOption)
            isDuplex = settings.sides == .both
            source = .files(try SANEScanner.sheets(of: pages, isDuplex: isDuplex)[...])
        } else {
            isDuplex = feed.isDuplex
            source = feed.isFeeder ? .feeder : .glass(isScanned: false)
        }
        if settings.sides == .both, !isDuplex {
            throw ScannerFault(.unsupported, "\(info.name) does not scan both sides")
        }
        self.device = device
        dpiHint = values["resolution"]?.number
        let resolutions = try device.options().first { $0.name == "resolution" }?.allowed
        capabilities = ScannerCapabilities(
            name: info.name, vendor: info.vendor, model: info.model, isDuplex: isDuplex,
            feeder: feed.isFeeder || settings.pages != nil ? .adf : .flatbed, features: [],
            resolutions: settings.pages == nil ? .init(resolutions) : .unknown)
    }

    /// The device's options as they stand now.
    public func options() throws(ScannerFault) -> [SANEOption] { try device.options() }

    /// What an option is set to now; `nil` when it has no single value, cannot be read or means nothing now.
    public func value(ofOption name: String) throws(ScannerFault) -> SANEOptionValue? {
        try device.value(of: try device.option(named: name))
    }

    public func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if let event = try custody.admit(command) { return event }
        switch command {
        case .feedSheet: return custody.note(try feed())
        case .acceptSheet: return custody.note(.sheetAccepted)
        case .returnSheet: return custody.note(.sheetReturned)
        case .readStatus: return .status(ScannerStatus(paper: .unknown))
        case .rescanSheet, .calibrate, .readSensorTables, .readDoubleFeedValues:
            throw ScannerFault(.unsupported, "\(capabilities.name): libsane has no such call")
        }
    }

    private func feed() throws(ScannerFault) -> ScannerEvent {
        do throws(ScannerFault) {
            if let scan = try scanSheet() { return .sheetScanned(scan) }
            device.cancel()
            return .outOfSheets
        } catch {
            device.cancel()
            throw error
        }
    }

    private func scanSheet() throws(ScannerFault) -> SheetScan? {
        switch source {
        case .feeder:
            return try SheetScan(isDuplex: capabilities.isDuplex, dpiHint: dpiHint) { () throws(ScannerFault) in
                try device.readPage()
            }
        case .glass(let isScanned):
            if isScanned { return nil }
            guard let page = try device.readPage() else { return nil }
            device.cancel()
            source = .glass(isScanned: true)
            return SheetScan(sideA: page, dpiHint: dpiHint)
        case .files(var waiting):
            guard let sides = waiting.popFirst() else { return nil }
            source = .files(waiting)
            let sideA = try page(from: sides[0])
            return SheetScan(sideA: sideA, sideB: sides.count == 2 ? try page(from: sides[1]) : nil)
        }
    }
}

// MARK: - Pages from files

extension SANEScanner {
    private static let fileOption = "filename"

    private static func sheets(of pages: [String], isDuplex: Bool) throws(ScannerFault) -> [[String]] {
        guard isDuplex else { return pages.map { [$0] } }
        if !pages.count.isMultiple(of: 2), let last = pages.last {
            throw ScannerFault(.oddSide, "\(pages.count) pages are not pairs: '\(last)' has no other side")
        }
        return stride(from: 0, to: pages.count, by: 2).map { Array(pages[$0..<$0 + 2]) }
    }

    private func page(from file: String) throws(ScannerFault) -> GrayImage {
        do throws(ScannerFault) {
            let option = try device.option(named: SANEScanner.fileOption)
            try device.set(option, to: try option.value(parsing: file))
            guard let page = try device.readPage() else {
                throw ScannerFault(.badInput, "the device found no page in it")
            }
            device.cancel()
            return page
        } catch {
            throw ScannerFault(error.code, "'\(file)': \(error.detail)")
        }
    }
}

extension SheetScan {
    /// Reads a sheet's pages from a feeder; `nil` when it is empty.
    ///
    /// A duplex feeder delivers the sides of each sheet in turn.
    ///
    /// - Throws: `oddSide` when the feeder is empty after a first side.
    package init?(
        isDuplex: Bool, dpiHint: Double?, nextPage: () throws(ScannerFault) -> GrayImage?
    ) throws(ScannerFault) {
        guard let sideA = try nextPage() else { return nil }
        guard isDuplex else {
            self.init(sideA: sideA, dpiHint: dpiHint)
            return
        }
        guard let sideB = try nextPage() else {
            throw ScannerFault(.oddSide, "the feeder was empty after the first side of a sheet")
        }
        self.init(sideA: sideA, sideB: sideB, dpiHint: dpiHint)
    }
}

extension ScannerCapabilities.Resolutions {
    fileprivate init(_ allowed: SANEOption.Allowed?) {
        switch allowed {
        case .range(let range, _): self = .range(range)
        case .numbers(let numbers): self = .anyOf(numbers)
        case .anything, .strings, nil: self = .unknown
        }
    }
}
