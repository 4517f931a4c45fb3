/// A PageScan 5/6 in software: its paper path, its sensors and its firmware.
///
/// ```
///   input          array     rear           box
///   ====|====F=======A=========R====================>   path, in 1/200 inch from the mouth
///      100          400       600
/// ```
/// A sheet's place is that of its leading edge. It is scanned from the moment the edge is a lead-in short of the array until
/// the trailing edge is a lead-out beyond it; there it stays, under the rear sensors, until it is told where to go.
package struct PageScan: SimulatedScanner {
    enum Motion: Sendable, Hashable {
        case still
        /// Waits for the feed delay, then scans.
        case feeding(until: Moment)
        case scanning
        /// `isHasty`: with an endless speed it is over when the host has said its next word.
        case ejecting(PageScanCommand.Ejection, until: Moment, arrives: Bool, isHasty: Bool)
        case paused(PageScanCommand.Ejection)
        case calibrating(Calibration, until: Moment, hasSheet: Bool)
    }

    enum Calibration: Sendable, Hashable {
        case sensors
        case doubleFeed(sheets: Int)
    }

    /// Something that happens at a row of a scan.
    enum Milestone: Sendable, Hashable {
        case mark(Int)
        case reachesRear
        case doubleFeed
        case tooLong
        case end
    }

    /// Paper behind the input.
    struct PathSheet: Sendable {
        var feed: Feed
        /// Of the leading edge.
        var place: Int
    }

    /// Paper in the input.
    struct InputSheet: Sendable {
        var feed: Feed
        /// It was given back, and waits to be taken.
        var isOffered = false
    }

    /// A packet on its way to the host.
    struct Packet: Sendable {
        let bytes: ArraySlice<UInt8>
        let due: Moment
    }

    static let commands: UInt8 = 0x05
    static let answers: UInt8 = 0x85
    static let images: UInt8 = 0x86
    static let frontPlace = 100
    static let arrayPlace = 400
    static let rearPlace = 600
    /// Where the trailing edge falls into the box.
    static let boxPlace = 700
    /// Where the leading edge is when a sheet is held for its person.
    static let holdPlace = 300

    package let settings: PageScanSettings
    package var book = SheetBook()

    var setup: PageScanSetup
    var flash: PageScanFlash
    let sensors: PageScanTables
    var motion = Motion.still
    var path: PathSheet?
    var input: InputSheet?
    var isCoverOpen = false
    var isJammed = false
    var transmissionAborted = false

    var stream: PageScanImageStream?
    /// Sorted by row, the next one first.
    var milestones: [(row: Int, what: Milestone)] = []
    var isScanOver = true
    /// Since when nobody reads the image though there is some.
    var unreadSince: Moment?
    var imageReads = 0
    /// The port was not reset since the host came.
    var needsReset = true

    var reader = PageScanCommandReader()
    var outbox: [Packet] = []
    var happenings: [Happening] = []
    var rawImages = PageScanImageCache()

    // Misbehaviour.
    var stalls: Set<UInt8> = []
    var silentUntil: Moment = .zero
    var splitLength = 0
    var mergesPackets = false
    var calibrationResult: UInt8?

    package init(settings: PageScanSettings = PageScanSettings()) {
        self.settings = settings
        sensors = PageScanTables(columns: settings.arrayColumns, isUneven: settings.hasUnevenSensors)
        flash = PageScanFlash(
            oneSheet: settings.oneSheetReading, twoSheets: settings.twoSheetReading,
            serialNumber: settings.serialNumber, tables: sensors)
        flash.registers[9] =
            switch settings.bootMotion {
            case .rear: 0
            case .front: 1 << 8
            case .none: 2 << 8
            }
        setup = PageScanSetup(topThreshold: flash.topThreshold, bottomThreshold: flash.bottomThreshold)
    }

    package var usb: USBIdentity {
        USBIdentity(
            vendor: 0x0BD7, product: 0xA002, manufacturerName: "Peripheral Dynamics", productName: "PageScan",
            serialNumber: flash.serialNumber, endpoints: [Self.commands, Self.answers, Self.images])
    }

    package var rebootTime: Moment { settings.rebootTime }

    package mutating func powerUp(at now: Moment) {
        setup = PageScanSetup(topThreshold: flash.topThreshold, bottomThreshold: flash.bottomThreshold)
        motion = .still
        dropExchanges()
        transmissionAborted = false
        needsReset = true
        isJammed = isJammed && path != nil
        let way = flash.registers[9] >> 8 & 3
        if path != nil, !isCoverOpen, !isJammed, way < 2 { eject(way == 1 ? .front : .rear, at: now) }
    }

    package mutating func busReset(at now: Moment) {
        if motion == .scanning { stopScan() }
        dropExchanges()
        needsReset = false
    }

    package mutating func hostLeft(at now: Moment) { needsReset = true }

    /// Nothing half said or half heard survives.
    private mutating func dropExchanges() {
        reader.clear()
        outbox = []
        stream = nil
        milestones = []
        unreadSince = nil
        stalls = []
    }

    // What the device says.

    mutating func answer(_ packet: [UInt8], at now: Moment) {
        outbox.append(Packet(bytes: packet[...], due: now + settings.latency))
    }

    mutating func answer(_ body: String, at now: Moment) { answer(PageScanFrame.packet(body), at: now) }

    mutating func send(_ event: PageScanEvent, at now: Moment) { send(event.rawValue, at: now) }

    mutating func send(_ code: UInt8, at now: Moment) {
        let name = code.hex
        book.noteEvent(name)
        answer("#" + name, at: now)
    }
}

extension UInt8 {
    /// Two digits, large letters.
    package var hex: String { (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true) }
}
