import Raster

/// A Custom A4 in software: jobs, polled status, one image a side.
package struct CustomA4: SimulatedScanner {
    /// What the motor is at.
    enum Motion: Sendable, Hashable {
        case still
        /// Scanning, or waiting for paper to scan.
        case scanning
        case moving(CustomA4Request.Motor, until: Moment)
    }

    /// What is known of one side of the page.
    struct Page: Sendable {
        var pixels: [UInt8] = []
        var width = 0
        var height = 0
        var taken = 0
    }

    static let requests: UInt8 = 0x02
    static let answers: UInt8 = 0x81
    static let jobNumber: UInt8 = 1

    package let settings: CustomA4Settings
    package var book = SheetBook()

    var hasJob = false
    var parameters: CustomA4Parameters?
    var motion = Motion.still
    var input: Feed?
    /// It was given back and waits to be taken.
    var isOffered = false
    var path: Feed?
    var isCoverOpen = false
    var isJammed = false
    var isHeldBack = false
    var isDouble = false
    var pages: [Page] = []
    /// Rows of the sheet that were seen; nil before and after a scan.
    var rowsSeen: Int?
    /// The whole page was seen.
    var hasPage = false
    /// Seen or not, nothing follows.
    var isScanOver = false
    var pageCount = 0
    var scanBegun: Moment = .zero
    var marks: [(row: Int, percent: Int)] = []

    var waiting: [UInt8] = []
    var outbox: [(bytes: ArraySlice<UInt8>, due: Moment)] = []
    var happenings: [Happening] = []
    var stalls: Set<UInt8> = []
    var silentUntil: Moment = .zero
    var splitLength = 0
    var mergesPackets = false

    package init(settings: CustomA4Settings = CustomA4Settings()) { self.settings = settings }

    package var usb: USBIdentity {
        USBIdentity(
            vendor: 0x0DD4, product: 0x4103, manufacturerName: "Custom", productName: settings.model,
            serialNumber: settings.serialNumber, endpoints: [Self.requests, Self.answers])
    }

    package var rebootTime: Moment { settings.rebootTime }

    package mutating func powerUp(at now: Moment) {
        hasJob = false
        parameters = nil
        motion = .still
        isHeldBack = false
        isDouble = false
        dropImages()
        dropExchanges()
    }

    package mutating func busReset(at now: Moment) { dropExchanges() }
    package mutating func hostLeft(at now: Moment) {}
    package mutating func notePendingReads(_ count: Int, on endpoint: UInt8, at now: Moment) {}

    private mutating func dropExchanges() {
        waiting = []
        outbox = []
        stalls = []
    }

    mutating func dropImages() {
        pages = []
        rowsSeen = nil
        hasPage = false
        isScanOver = false
        marks = []
    }

    // The bus.

    package mutating func write(_ bytes: [UInt8], to endpoint: UInt8, at now: Moment) -> Bool {
        guard endpoint == Self.requests else {
            book.noteViolation("a write to endpoint 0x\(endpoint.hex)")
            return false
        }
        if stalls.remove(endpoint) != nil { return false }
        guard now >= silentUntil else { return true }
        waiting += bytes
        while waiting.count >= CustomA4Request.headBytes {
            let head = Array(waiting.prefix(CustomA4Request.headBytes))
            let length = head.count + CustomA4Request.tail(of: head, mapBytes: settings.mapBytes)
            guard waiting.count >= length else { break }
            let request = CustomA4Request(Array(waiting.prefix(length)))
            waiting.removeFirst(length)
            happenings.append(.command(request.name))
            obey(request, at: now)
        }
        return true
    }

    package mutating func read(from endpoint: UInt8, capacity: Int, at now: Moment) -> USBTransfer? {
        if stalls.remove(endpoint) != nil || endpoint != Self.answers { return .stall }
        guard now >= silentUntil, let first = outbox.first, first.due <= now else { return nil }
        var bytes = first.bytes
        outbox.removeFirst()
        while mergesPackets, let next = outbox.first, next.due <= now, bytes.count + next.bytes.count <= capacity {
            bytes += next.bytes
            outbox.removeFirst()
        }
        let length = splitLength > 0 ? min(splitLength, capacity) : capacity
        if bytes.count > length {
            outbox.insert((bytes.dropFirst(length), now), at: 0)
            bytes = bytes.prefix(length)
        }
        return .data(bytes)
    }

    package mutating func misbehave(_ misbehaviour: Misbehaviour, at now: Moment) -> Bool {
        switch misbehaviour {
        // It tells nothing on its own, and has no calibration.
        case .event, .calibrationResult: return false
        case .stall(let endpoint):
            guard usb.endpoints.contains(endpoint) else { return false }
            stalls.insert(endpoint)
        case .silence(let time): silentUntil = now + time
        case .split(let length): splitLength = length
        case .merge(let merges): mergesPackets = merges
        }
        return true
    }

    mutating func answer(_ bytes: [UInt8], at now: Moment) { outbox.append((bytes[...], now + settings.latency)) }
}
