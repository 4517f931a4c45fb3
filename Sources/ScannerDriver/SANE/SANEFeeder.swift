package import SANEMessages
package import ScannerDriver

/// An open device that is set up for ballots, and the sheets that it gives one after another.
///
/// When a batch has ended, by its last sheet or by a fault, call ``endBatch()``: it cancels in the device what was begun,
/// and with it a first side whose second one never came, so that the next sheet is a new one. Some devices take their time
/// for that, and some never return from it (`test` at times): whoever waits for the sheet should know of it before.
package final class SANEFeeder {
    package let opened: SANEOpened
    private let device: SANEDevice
    private let sensors: SANESensors
    /// What the device says of its paper; pages from files carry no hint.
    private let dpiHint: Double?
    private let feedsFiles: Bool

    private static let fileOption = "filename"

    init(_ device: SANEDevice, info: SANEDeviceInfo, settings: SANESettings) throws(ScannerFault) {
        try device.apply(settings)
        let options = try device.options()
        let values = try device.values(
            of: SANEFeed.optionNames + SANEBallotFitness.optionNames + SANESensors.serialNumber)
        let feed = SANEFeed(values: values, type: info.type)
        let isDuplex = settings.pages == nil ? feed.isDuplex : settings.sides == .both
        if settings.pages != nil { _ = try device.option(named: SANEFeeder.fileOption) }
        if settings.sides == .both, !isDuplex {
            throw ScannerFault(.unsupported, "\(info.name) does not scan both sides")
        }
        let fitness = SANEBallotFitness(
            options: options, values: values, feed: feed, resolution: settings.resolution)
        let capabilities = ScannerCapabilities(
            name: info.name, vendor: info.vendor, model: info.model,
            serialNumber: SANESensors.serialNumber.compactMap { values[$0]?.description }.first ?? "",
            isDuplex: isDuplex, feeder: feed.isFeeder || settings.pages != nil ? .adf : .flatbed,
            features: settings.pages == nil ? fitness.features : [],
            resolutions: settings.pages == nil
                ? .init(options.first { $0.name == "resolution" }?.allowed) : .unknown)
        opened = SANEOpened(
            capabilities: capabilities, shortcomings: settings.pages == nil ? fitness.shortcomings : [])
        feedsFiles = settings.pages != nil
        sensors = SANESensors(among: options)
        dpiHint = values["resolution"]?.number
        self.device = device
    }

    /// Feeds a sheet; `nil` when there is none.
    ///
    /// - Parameters:
    ///   - batch: may be stopped by its number from outside: then the fault is `cancelled`.
    ///   - files: the sheet's pages, for a device that reads files.
    ///   - rooms: room for ``SANELimits/pixels`` gray values each: two when the device is duplex.
    /// - Returns: the size of each side.
    package func nextSheet(
        batch: UInt64, files: [String], into rooms: [UnsafeMutableRawBufferPointer]
    ) throws(ScannerFault) -> [(width: Int, height: Int)]? {
        let rooms = unsafe rooms.map { unsafe SANEPageRoom(bytes: $0, batch: batch) }
        do throws(ScannerFault) {
            return try feedsFiles ? sheet(of: files, rooms) : scanSheet(rooms)
        } catch {
            // Asked before the device forgets: cancelling clears the sensors of some.
            throw error.code == .jam ? causeOfJam(error) : error
        }
    }

    package func endBatch() { device.cancel() }

    package var dpi: Double? { feedsFiles ? nil : dpiHint }

    package func status() throws(ScannerFault) -> ScannerStatus {
        sensors.status(try device.values(of: sensors.names))
    }

    /// What an option is set to now; `nil` when it has no single value, cannot be read or means nothing now.
    package func value(ofOption name: String) throws(ScannerFault) -> SANEOptionValue? {
        try device.value(of: try device.option(named: name))
    }

    private func causeOfJam(_ fault: ScannerFault) -> ScannerFault {
        guard let values = try? device.values(of: sensors.names) else { return fault }
        return sensors.cause(ofJam: fault, values)
    }

    /// A duplex feeder delivers the sides of each sheet in turn.
    private func scanSheet(_ rooms: [SANEPageRoom]) throws(ScannerFault) -> [(width: Int, height: Int)]? {
        guard let sideA = try device.readPage(into: rooms[0]) else { return nil }
        guard opened.capabilities.isDuplex else { return [sideA] }
        guard let sideB = try device.readPage(into: rooms[1]) else {
            throw ScannerFault(.oddSide, "the feeder was empty after the first side of a sheet")
        }
        return [sideA, sideB]
    }
}

// MARK: - Pages from files

extension SANEFeeder {
    private func sheet(
        of sides: [String], _ rooms: [SANEPageRoom]
    ) throws(ScannerFault) -> [(width: Int, height: Int)]? {
        var sizes: [(width: Int, height: Int)] = []
        for (file, room) in zip(sides, rooms) { sizes.append(try page(from: file, into: room)) }
        return sizes
    }

    private func page(from file: String, into room: SANEPageRoom) throws(ScannerFault) -> (width: Int, height: Int) {
        do throws(ScannerFault) {
            device.cancel()
            let option = try device.option(named: SANEFeeder.fileOption)
            try device.set(option, to: try option.value(parsing: file))
            guard let page = try device.readPage(into: room) else {
                throw ScannerFault(.badInput, "the device found no page in it")
            }
            return page
        } catch {
            throw ScannerFault(error.code, "'\(file)': \(error.detail)")
        }
    }
}

extension SANELibrary {
    /// Opens a device and sets it up.
    ///
    /// The devices are listed first, for the maker, the model and the kind; a device that is not in the list but opens
    /// all the same is taken.
    ///
    /// - Throws: `noDevice` that names the devices there are; `badInput` when a setting is not allowed; `unsupported`
    ///   when both sides were asked for in vain, or the device would print on the sheets.
    package func feeder(named name: String, settings: SANESettings) throws(ScannerFault) -> SANEFeeder {
        // Only this machine's: whoever wants a scanner on the network names it, and it is opened without being listed.
        let listed = try devices(localOnly: true)
        let info = listed.first { $0.name == name } ?? SANEDeviceInfo(name: name, vendor: "", model: "", type: "")
        do throws(ScannerFault) {
            return try SANEFeeder(try SANEDevice(name, of: self), info: info, settings: settings)
        } catch {
            guard error.code == .noDevice else { throw error }
            let names = listed.map { "'\($0.name)'" }.joined(separator: ", ")
            throw ScannerFault(.noDevice, "\(error.detail); \(names.isEmpty ? "none was found" : "found: \(names)")")
        }
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
