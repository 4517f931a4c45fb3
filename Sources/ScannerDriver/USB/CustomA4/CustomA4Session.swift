internal import Raster
internal import ScannerDriver

/// One connection with a Custom A4: a job, its parameters, and a scan.
struct CustomA4Session {
    /// Between questions for the sensors, while paper is awaited or moves.
    static let poll = Duration.milliseconds(20)
    /// Without a sign of the motor or of pixels for so long, a scan is over.
    private static let idleLimit = Duration.seconds(5)
    private static let scanLimit = Duration.seconds(20)
    private static let answerBytes = 128

    let transport: any CustomA4Transport
    let settings: USBScannerSettings
    let firmware: String
    var memory = PaperMemory(mayBeHalfIn: false)
    private let watch: EscrowWatch
    /// A transfer failed: the connection has to be made anew.
    private(set) var isBroken = false

    init(_ connector: any CustomA4Connector, settings: USBScannerSettings) throws(ScannerFault) {
        self.settings = settings
        transport = try connector.connect()
        watch = EscrowWatch(transport)
        firmware = try CustomA4Session.information(.firmware, over: transport)
        try acknowledge(.createJob)
        // A scan that an earlier program began, and whose sheet was pulled back, would wait for ever.
        try tell(.stopScan)
        try acknowledge(.setParameters(parameters))
    }

    var serialNumber: String { transport.serialNumber }

    func close() { transport.close() }

    private var parameters: CustomA4Parameters {
        CustomA4Parameters(
            height: (settings.paperLength + settings.lengthTolerance) * CustomA4Parameters.dotsPerInch / 100,
            detectsDoubleFeeds: settings.detectsDoubleFeeds)
    }

    /// Looks at the sensors from now on, until ``stopWatching()``.
    func startWatching() { watch.start() }

    /// Takes in what was seen while nothing was asked.
    mutating func stopWatching() throws(ScannerFault) {
        do throws(ScannerFault) {
            if let interruption = try watch.stop() { memory.interrupt(interruption) }
        } catch {
            isBroken = true
            throw error
        }
    }

    mutating func status() throws(ScannerFault) -> CustomA4Status {
        let status = try exchange { transport throws(ScannerFault) in try CustomA4Status(over: transport) }
        if status.coverIsOpen { memory.coverWasOpened() }
        return status
    }

    func refuseTrouble(_ status: CustomA4Status) throws(ScannerFault) {
        if status.coverIsOpen { throw ScannerFault(.coverOpen, "\(status)") }
        if status.isJammed { throw ScannerFault(.jam, "\(status)") }
    }

    /// Scans the sheet in the input into the escrow.
    mutating func scan() throws(ScannerFault) -> SheetScan {
        try acknowledge(.startScan)
        var sides: [CustomA4Request.Side: [UInt8]] = [.sideA: [], .sideB: []]
        let end = transport.now + CustomA4Session.scanLimit
        var lastSign = transport.now
        while true {
            let status = try status()
            try refuseTrouble(status)
            if status.isDoubleFeed, settings.detectsDoubleFeeds { throw ScannerFault(.doubleFeed, "ultrasonic sensor") }
            if status.isHeldBack { throw ScannerFault(.pulledOut, "the sheet does not move with the motor") }
            if status.isCancelled { throw ScannerFault(.cancelled, "at the device") }
            var fetched = false
            for side in CustomA4Request.Side.allCases where status.available(side) > 0 {
                sides[side, default: []] += try fetch(side, status.available(side), having: sides[side]?.count ?? 0)
                fetched = true
            }
            if !fetched, status.scanHasEnded(.sideA), status.scanHasEnded(.sideB) {
                try acknowledge(.stopScan)
                return SheetScan(
                    sideA: try image(.sideA, sides[.sideA] ?? [], status),
                    sideB: try image(.sideB, sides[.sideB] ?? [], status),
                    dpiHint: Double(CustomA4Parameters.dotsPerInch))
            }
            if fetched || status.motorIsRunning { lastSign = transport.now }
            guard transport.now < min(end, lastSign + CustomA4Session.idleLimit) else {
                throw ScannerFault(.timeout, "the scan did not end")
            }
            if !fetched { transport.wait(CustomA4Session.poll) }
        }
    }

    private mutating func fetch(
        _ side: CustomA4Request.Side, _ available: Int, having count: Int
    ) throws(ScannerFault) -> [UInt8] {
        guard count + available <= CustomA4Parameters.width * parameters.height else {
            throw ScannerFault(.imageTooLarge, "more pixels than were asked for")
        }
        let wanted = min(available, CustomA4Request.mostImageBytes)
        return try exchange { transport throws(ScannerFault) in
            try transport.write(CustomA4Request.image(count: wanted, side).bytes)
            var bytes: [UInt8] = []
            while bytes.count < wanted {
                let part = try transport.read(upTo: wanted - bytes.count)
                guard !part.isEmpty else { throw ScannerFault(.shortImage, "\(bytes.count) of \(wanted) bytes came") }
                bytes += part
            }
            return bytes
        }
    }

    private func image(
        _ side: CustomA4Request.Side, _ bytes: [UInt8], _ status: CustomA4Status
    ) throws(ScannerFault) -> GrayImage {
        let (width, height) = (status.width(side), status.height(side))
        guard width == CustomA4Parameters.width, height > 0, bytes.count == width * height else {
            throw ScannerFault(.shortImage, "\(bytes.count) bytes for \(width) x \(height) pixels")
        }
        return GrayImage(width: width, height: height, pixels: bytes)
    }

    /// Asks for something that the device may as well refuse: then there was nothing to do.
    @discardableResult
    mutating func tell(_ request: CustomA4Request) throws(ScannerFault) -> CustomA4Acknowledgement? {
        try exchange { transport throws(ScannerFault) in
            try transport.write(request.bytes)
            return CustomA4Acknowledgement(try transport.read(upTo: CustomA4Session.answerBytes))
        }
    }

    mutating func acknowledge(_ request: CustomA4Request) throws(ScannerFault) {
        let answer = try tell(request)
        guard answer == .done else {
            isBroken = true
            throw ScannerFault(.ioError, "answer to \(request): \(answer.map { "\($0)" } ?? "not understood")")
        }
    }

    private static func information(
        _ kind: CustomA4Request.Information, over transport: any CustomA4Transport
    ) throws(ScannerFault) -> String {
        try transport.write(CustomA4Request.information(kind).bytes)
        let bytes = try transport.read(upTo: answerBytes)
        guard bytes.starts(with: Array("CDAT".utf8)) else {
            throw ScannerFault(.noDevice, "what answers there is no Custom A4")
        }
        return String(decoding: bytes.dropFirst(4).filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }

    private mutating func exchange<Result>(
        _ body: (any CustomA4Transport) throws(ScannerFault) -> Result
    ) throws(ScannerFault) -> Result {
        do throws(ScannerFault) {
            return try body(transport)
        } catch {
            isBroken = true
            throw error
        }
    }
}
