internal import Raster
internal import ScannerDriver

/// One connection with a Custom A4: a job, its parameters, and what is done with a sheet.
struct CustomA4Session {
    private static let poll = Duration.milliseconds(50)
    private static let moveLimit = Duration.seconds(5)
    /// Without a sign of the motor or of pixels for so long, a scan is over.
    private static let idleLimit = Duration.seconds(5)
    private static let scanLimit = Duration.seconds(20)
    private static let answerBytes = 128

    private let transport: any CustomA4Transport
    private let settings: USBScannerSettings
    let firmware: String
    /// A sheet was given back: it is not scanned again before a person has taken it.
    var awaitsRemoval = false
    /// A transfer failed: the connection has to be made anew.
    private(set) var isBroken = false

    init(_ connector: any CustomA4Connector, settings: USBScannerSettings) throws(ScannerFault) {
        self.settings = settings
        transport = try connector.connect()
        firmware = try CustomA4Session.information(.firmware, over: transport)
        try acknowledge(.createJob)
        try acknowledge(.setParameters(parameters))
    }

    func close() { transport.close() }

    private var parameters: CustomA4Parameters {
        CustomA4Parameters(
            height: (settings.paperLength + settings.lengthTolerance) * CustomA4Parameters.dotsPerInch / 100,
            detectsDoubleFeeds: settings.detectsDoubleFeeds)
    }

    /// Waits for a sheet and scans it; `nil` when none came, or one that was given back was not taken.
    mutating func feed() throws(ScannerFault) -> SheetScan? {
        let deadline = transport.now + settings.waitForSheet
        while true {
            let status = try status()
            // The sheet that jammed was told of when it did: this is no other one.
            if status.isJammed, !status.coverIsOpen { throw ScannerFault(.paperInPath, "it is stuck, open the cover") }
            try refuseTrouble(status)
            if status.paperIsInPath {
                try move(.retractBack)
                throw ScannerFault(.paperInPath, "it lay there before this sheet, and was moved back to the input")
            }
            if !status.paperIsAtInput { awaitsRemoval = false }
            if status.paperIsAtInput, !awaitsRemoval { break }
            guard transport.now < deadline else { return nil }
            transport.wait(CustomA4Session.poll)
        }
        do throws(ScannerFault) {
            return try scan()
        } catch {
            // Only a sheet that moves can be given back.
            if !isBroken, error.code != .jam, error.code != .coverOpen { try? move(.retractBack) }
            throw error
        }
    }

    mutating func move(_ movement: CustomA4Request.Movement) throws(ScannerFault) {
        try acknowledge(.move(movement))
        let deadline = transport.now + CustomA4Session.moveLimit
        while true {
            let status = try status()
            try refuseTrouble(status)
            if !status.paperIsInPath, !status.motorIsRunning {
                if movement == .retractBack { awaitsRemoval = true }
                return
            }
            guard transport.now < deadline else {
                throw ScannerFault(movement == .ejectForward ? .jam : .notReturned, "the sheet is still in the path")
            }
            transport.wait(CustomA4Session.poll)
        }
    }

    mutating func status() throws(ScannerFault) -> CustomA4Status {
        try exchange { transport throws(ScannerFault) in
            try transport.write(CustomA4Request.status.bytes)
            let bytes = try transport.read(upTo: CustomA4Status.count)
            guard let status = CustomA4Status(bytes) else {
                throw ScannerFault(.ioError, "\(bytes.count) bytes that are no status")
            }
            return status
        }
    }

    private func refuseTrouble(_ status: CustomA4Status) throws(ScannerFault) {
        if status.coverIsOpen { throw ScannerFault(.coverOpen, "") }
        if status.isJammed { throw ScannerFault(.jam, "") }
    }

    private mutating func scan() throws(ScannerFault) -> SheetScan {
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

    private mutating func acknowledge(_ request: CustomA4Request) throws(ScannerFault) {
        let answer = try exchange { transport throws(ScannerFault) in
            try transport.write(request.bytes)
            return CustomA4Acknowledgement(try transport.read(upTo: CustomA4Session.answerBytes))
        }
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
