internal import Raster
public import SANEMessages
public import ScannerDriver

/// An office scanner behind libsane, which runs in a helper process of ours.
///
/// A backend that crashes or hangs costs the sheet that it was at: its helper is killed, and the next command starts a new
/// one, opens the device anew and goes on with a new batch.
///
/// Such a device has no escrow: when a sheet's image arrives, its paper lies in the output tray. Accepting only
/// acknowledges that, and returning means that the operator takes the sheet out of the tray.
///
/// While the caller looks at a sheet, the next ones are scanned already, see ``SANEHelperSettings/readAhead``. They are
/// delivered in order, and a fault among them is reported by the feed that it belongs to.
public final class HelperSANEScanner: Scanner {
    public let capabilities: ScannerCapabilities
    /// What the device lacks for counting ballots: sentences for the technician.
    public let shortcomings: [String]
    /// Stops it from another thread.
    public let stop: SANEStop

    private let device: String
    private let settings: SANESettings
    /// What a device that reads files is given.
    private let files: FilePages?
    private let helper: SANEHelperSettings
    private var custody = SheetCustody()
    private var feeds = FeedQueue()
    private var connection: HelperConnection?

    /// Starts a helper, opens a device in it and sets it up.
    ///
    /// - Parameter stop: what stops it, also while it is opened.
    /// - Throws: `badInput` when the helper's program is missing or a setting is not allowed; `noDevice` that names the
    ///   devices there are; `unsupported` when both sides were asked for in vain, or the device would print on sheets.
    public init(
        device: String, settings: SANESettings = SANESettings(), helper: SANEHelperSettings = SANEHelperSettings(),
        stop: SANEStop = SANEStop()
    ) throws(ScannerFault) {
        self.stop = stop
        var settings = settings
        files = try settings.pages.map { pages throws(ScannerFault) in try FilePages(pages, sides: settings.sides) }
        if files != nil { settings.pages = [] }
        (self.device, self.settings, self.helper) = (device, settings, helper)
        let (connection, opened) = try HelperSANEScanner.open(device, settings, helper, stop)
        (capabilities, shortcomings) = (opened.capabilities, opened.shortcomings)
        self.connection = connection
        stop.attach(connection.progress, batch: feeds.batch)
    }

    deinit { connection?.close(isStopped: stop.isWanted) }

    /// Lists the devices that the configured backends find now.
    ///
    /// - Parameter localOnly: leave out devices of other computers.
    public static func devices(
        localOnly: Bool, helper: SANEHelperSettings = SANEHelperSettings()
    ) throws(ScannerFault) -> [SANEDeviceInfo] {
        let connection = try HelperConnection(helper)
        let reply = try connection.ask(.devices(localOnly: localOnly))
        if case .fault(let fault) = reply { throw fault }
        guard case .devices(let devices) = reply else { throw connection.died("\(reply)") }
        connection.close()
        return devices
    }

    /// Most sheets that may lie in the output tray over the last one that was delivered.
    public var sheetsAhead: Int { feeds.sheetsAhead }

    /// The helper's process; `nil` after a failure, until the next command.
    package var helperID: Int32? { connection?.processID }

    public func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        if let event = try custody.admit(command) { return event }
        switch command {
        case .feedSheet: return custody.note(try feed())
        case .acceptSheet: return custody.note(.sheetAccepted)
        case .returnSheet: return custody.note(.sheetReturned)
        case .readStatus: return .status(try status())
        case .rescanSheet, .calibrate, .readSensorTables, .readDoubleFeedValues:
            throw ScannerFault(.unsupported, "\(capabilities.name): libsane has no such call")
        }
    }

    /// What an option is set to now; `nil` when it has no single value, cannot be read or means nothing now.
    package func value(ofOption name: String) throws(ScannerFault) -> SANEOptionValue? {
        let reply = try ask(.value(option: name))
        guard case .value(let value) = reply else { throw lost(connection?.died("\(reply)")) }
        return value
    }

    private func status() throws(ScannerFault) -> ScannerStatus {
        guard capabilities.features.contains(.paperSensors) else { return ScannerStatus(paper: .unknown) }
        let reply = try ask(.status)
        guard case .status(let status) = reply else { throw lost(connection?.died("\(reply)")) }
        return status
    }
}

// MARK: - Feeding

extension HelperSANEScanner {
    private func feed() throws(ScannerFault) -> ScannerEvent {
        // The sheet on the glass would be scanned again for ever: it is the whole batch.
        if capabilities.feeder == .flatbed, feeds.hasDelivered { return .outOfSheets }
        if feeds.hasNoneWaiting {
            guard feeds.hasAsked || hasMore else { return .outOfSheets }
            let connection = try connected()
            if !feeds.hasAsked { askForSheets(1, connection) }
            if feeds.hasNoneWaiting { collect(connection) }
        }
        let outcome = feeds.next()
        if case .success(.sheetScanned) = outcome {
            if let connection, feeds.hasNoneWaiting { askForSheets(readAhead, connection) }
        }
        return try outcome.get()
    }

    /// Nothing lies behind the sheet on the glass.
    private var readAhead: Int { capabilities.feeder == .adf ? min(max(0, helper.readAhead), 2) : 0 }

    /// Whether one more sheet can be asked for: a feeder tells by itself when it has none.
    private var hasMore: Bool { files.map { feeds.sheetsTaken + feeds.asked < $0.sheets.count } ?? true }

    /// Asks until so many feeds are under way. A failure is what came of the feed that it concerns.
    private func askForSheets(_ count: Int, _ connection: HelperConnection) {
        while feeds.asked < count, hasMore {
            let sheet = files?.sheets[feeds.sheetsTaken + feeds.asked] ?? []
            let slots = feeds.ask(sides: capabilities.isDuplex ? 2 : 1)
            do throws(ScannerFault) {
                try connection.send(.feed(batch: feeds.batch, slots: slots, files: sheet))
            } catch {
                _ = lost(error)
                return
            }
        }
    }

    /// Waits for the oldest feed that was asked for, and keeps what came of it.
    private func collect(_ connection: HelperConnection) {
        let slots = feeds.oldest
        do throws(ScannerFault) {
            switch try connection.reply(isStopped: { stop.isWanted }) {
            case .sheet(let sides, let dpiHint):
                guard sides.count == slots.count else { throw connection.died("\(sides.count) sides") }
                let sideA = try connection.image(of: sides[0], in: slots)
                let sideB = sides.count == 2 ? try connection.image(of: sides[1], in: slots) : nil
                feeds.keep(.sheetScanned(SheetScan(sideA: sideA, sideB: sideB, dpiHint: dpiHint)))
            case .outOfSheets: end(.success(.outOfSheets), connection)
            case .fault(let fault): end(.failure(fault), connection)
            case let reply: throw connection.died("\(reply)")
            }
        } catch {
            _ = lost(error)
        }
    }

    /// The batch has ended: what was asked for behind its end was not done.
    private func end(_ outcome: Result<ScannerEvent, ScannerFault>, _ connection: HelperConnection) {
        connection.batchHasEnded(skipping: feeds.asked - 1)
        feeds.end(outcome)
        stop.clear()
        stop.attach(connection.progress, batch: feeds.batch)
    }
}

// MARK: - The helper

extension HelperSANEScanner {
    /// Asks for something that is no feed, behind all the feeds that were asked for.
    private func ask(_ request: SANERequest) throws(ScannerFault) -> SANEReply {
        let connection = try connected()
        if feeds.hasAsked {
            while feeds.hasAsked { collect(connection) }
            // What came of these feeds is told when they are fetched.
            return try ask(request)
        }
        let reply: SANEReply
        do throws(ScannerFault) {
            reply = try connection.ask(request) { stop.isWanted }
        } catch {
            throw lost(error)
        }
        if case .fault(let fault) = reply { throw fault }
        return reply
    }

    /// The helper that has the device open; a new one after a failure, and when the device does not stop after a batch.
    ///
    /// - Throws: `disconnected` when the device does not open any more, or is another one now.
    private func connected() throws(ScannerFault) -> HelperConnection {
        if let connection {
            do throws(ScannerFault) {
                try connection.settle { stop.isWanted }
                return connection
            } catch {
                // No feed was under way, so no sheet is concerned: what ended the batch has been told.
                _ = lost(error)
            }
        }
        do throws(ScannerFault) {
            let (connection, opened) = try HelperSANEScanner.open(device, settings, helper, stop)
            guard opened.capabilities == capabilities else {
                connection.close()
                throw ScannerFault(.noDevice, "another device answers to the name '\(device)' now")
            }
            self.connection = connection
            stop.attach(connection.progress, batch: feeds.batch)
            return connection
        } catch {
            // It did open once. (net answers "I/O error" while there is no server.)
            let isGone = error.code == .noDevice || error.code == .ioError
            throw isGone ? ScannerFault(.disconnected, error.detail) : error
        }
    }

    /// The helper has failed: what it had been asked for is lost with it.
    private func lost(_ fault: ScannerFault?) -> ScannerFault {
        let fault = fault ?? ScannerFault(.ioError, "the SANE helper is gone")
        connection = nil
        feeds.lose(fault)
        stop.clear()
        stop.attach(nil, batch: feeds.batch)
        return fault
    }

    private static func open(
        _ device: String, _ settings: SANESettings, _ helper: SANEHelperSettings, _ stop: SANEStop
    ) throws(ScannerFault) -> (HelperConnection, SANEOpened) {
        let connection = try HelperConnection(helper)
        let reply = try connection.ask(.open(device: device, settings: settings)) { stop.isWanted }
        if case .fault(let fault) = reply { throw fault }
        guard case .opened(let opened) = reply else { throw connection.died("\(reply)") }
        return (connection, opened)
    }
}
