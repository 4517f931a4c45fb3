internal import ScannerDriver

/// A PageScan behind libusb.
///
/// Two reads of images and one of packets always wait: with none waiting the device's memory runs over (event #09). The
/// caller's thread drives it all: whatever is due is done while it waits, and between commands the waiting reads keep what
/// comes.
final class USBPageScanTransport: PageScanTransport {
    /// Longest packets stay below; the device sends one or several of them in a transfer.
    private static let packetCapacity = 16_384
    private static let imageCapacity = 1 << 20
    private static let imageReads = 2
    private static let writeLimit = Duration.seconds(1)
    /// How long the image's endpoint must be silent after the end of a scan: packets and pixels are on different endpoints, and
    /// the last pixels may come after the event. A guess, not measured on a device.
    private static let imageQuiet = Duration.milliseconds(5)
    private static let imageQuietLimit = Duration.seconds(2)
    private static let closeLimit = Duration.seconds(2)

    private let connection: USBConnection
    private let context: USBContext
    private let start = ContinuousClock().now
    private let packetRead: USBTransfer
    private let imageRead: [USBTransfer]
    private let writing: USBTransfer
    private var arrived: [PageScanIncoming] = []
    private var failure: ScannerFault?
    private var image: [UInt8] = []
    private var imageLimit = 0
    private var imageIsCut = false
    private var lastImageTime = Duration.zero
    private var lastImageReadWasShort = false
    private var isEnding = false

    init(_ connection: USBConnection) throws(ScannerFault) {
        let (handle, model) = (connection.handle, connection.model)
        self.connection = connection
        context = handle.device.context
        packetRead = try USBTransfer(
            handle, endpoint: model.answerEndpoint, capacity: USBPageScanTransport.packetCapacity)
        var reads: [USBTransfer] = []
        for _ in 0..<USBPageScanTransport.imageReads {
            reads.append(
                try USBTransfer(handle, endpoint: model.imageEndpoint, capacity: USBPageScanTransport.imageCapacity))
        }
        imageRead = reads
        writing = try USBTransfer(
            handle, endpoint: model.commandEndpoint, capacity: 64, timeout: USBPageScanTransport.writeLimit)

        packetRead.whenFinished = { [weak self] outcome in self?.packetsCame(outcome) }
        for read in imageRead {
            read.whenFinished = { [weak self, unowned read] outcome in self?.imageCame(read, outcome) }
        }
        writing.whenFinished = { [weak self] outcome in
            if case .failed(let status) = outcome { self?.fail(status, "write to the scanner") }
        }
        try packetRead.submit()
        for read in imageRead { try read.submit() }
    }

    deinit { close() }

    var now: Duration { ContinuousClock().now - start }

    func write(_ frame: [UInt8]) throws(ScannerFault) {
        try check()
        try writing.submit(frame)
        let deadline = now + USBPageScanTransport.writeLimit + .milliseconds(500)
        while writing.isPending, now < deadline { try context.handleEvents(within: deadline - now) }
        try check()
        guard !writing.isPending else { throw ScannerFault(.timeout, "write to the scanner") }
        guard writing.count == frame.count else {
            throw ScannerFault(.ioError, "the scanner took \(writing.count) of \(frame.count) bytes")
        }
    }

    func receive(until deadline: Duration) throws(ScannerFault) -> PageScanIncoming? {
        while true {
            // What came before a failure is heard first: it may say why.
            if !arrived.isEmpty { return arrived.removeFirst() }
            try check()
            let rest = deadline - now
            guard rest > .zero else { return nil }
            try context.handleEvents(within: rest)
        }
    }

    func beginImage(limit: Int) throws(ScannerFault) {
        try restartImageReads()
        // The memory of the image before, unless somebody still has that.
        image.removeAll(keepingCapacity: true)
        imageIsCut = false
        lastImageReadWasShort = false
        imageLimit = limit
        forgetImageArrivals()
    }

    func endImage(
        isWhole: ([UInt8]) -> Bool
    ) throws(ScannerFault) -> (bytes: [UInt8], isCut: Bool) {
        // A read ends when it is full or when the device sends a short packet, as it does at the end of an image. If this one
        // did not end so, or not as a sheet does, more may be on its way, or lie in a read that still waits.
        if !lastImageReadWasShort || !isWhole(image) {
            try awaitImageSilence()
            try restartImageReads()
        }
        forgetImageArrivals()
        return (image, imageIsCut)
    }

    private func awaitImageSilence() throws(ScannerFault) {
        let limit = now + USBPageScanTransport.imageQuietLimit
        lastImageTime = max(lastImageTime, now)
        while now < min(limit, lastImageTime + USBPageScanTransport.imageQuiet) {
            try context.handleEvents(within: lastImageTime + USBPageScanTransport.imageQuiet - now)
            try check()
        }
    }

    func close() {
        guard !isEnding else { return }
        isEnding = true
        let all = [packetRead, writing] + imageRead
        for transfer in all { transfer.cancel() }
        let deadline = now + USBPageScanTransport.closeLimit
        while all.contains(where: \.isPending), now < deadline {
            guard (try? context.handleEvents(within: .milliseconds(100))) != nil else { return }
        }
    }

    /// Ends the reads that wait, keeps what they had, and lets new ones wait.
    private func restartImageReads() throws(ScannerFault) {
        isEnding = true
        // The last one first: nothing shall flow into it while the first one is ended.
        for read in imageRead.reversed() { read.cancel() }
        let deadline = now + USBPageScanTransport.closeLimit
        while imageRead.contains(where: \.isPending), now < deadline {
            try context.handleEvents(within: deadline - now)
        }
        isEnding = false
        try check()
        guard !imageRead.contains(where: \.isPending) else {
            throw ScannerFault(.timeout, "reads of the image do not end")
        }
        for read in imageRead { try read.submit() }
    }

    private func forgetImageArrivals() {
        arrived.removeAll { if case .image = $0 { true } else { false } }
    }

    private func check() throws(ScannerFault) {
        if let failure { throw failure }
    }

    private func fail(_ status: USBStatus, _ what: String) {
        if failure == nil { failure = ScannerFault(status.faultCode, "\(what): \(status)") }
    }

    private func packetsCame(_ outcome: USBTransfer.Outcome) {
        switch outcome {
        case .done:
            arrived.append(.packets(unsafe packetRead.withBytes { unsafe [UInt8]($0) }))
            resubmit(packetRead)
        case .cancelled: break
        case .failed(let status): fail(status, "read of the scanner's answers")
        }
    }

    private func imageCame(_ read: USBTransfer, _ outcome: USBTransfer.Outcome) {
        switch outcome {
        case .done:
            keepImage(of: read)
            lastImageReadWasShort = read.count < read.capacity
            resubmit(read)
        case .cancelled:
            // Kernels before 6.10 may say of a cancelled read that it was full (xhci: "Set correct transferred length for
            // cancelled bulk transfers"). A read that was full would have been done.
            guard read.count < read.capacity else { return fail(.inputOutput, "the end of the image") }
            keepImage(of: read)
        case .failed(let status): fail(status, "read of the image")
        }
    }

    private func keepImage(of read: USBTransfer) {
        let count = min(read.count, imageLimit - image.count)
        if count < read.count { imageIsCut = true }
        if count > 0 { unsafe read.withBytes { unsafe image.append(contentsOf: $0.prefix(count)) } }
        if read.count > 0 { arrived.append(.image(read.count)) }
        lastImageTime = now
    }

    private func resubmit(_ read: USBTransfer) {
        guard !isEnding else { return }
        do throws(ScannerFault) {
            try read.submit()
        } catch {
            if failure == nil { failure = error }
        }
    }
}

/// Finds the PageScan on the bus.
struct USBPageScanConnector: PageScanConnector {
    let location: USBLocation

    var name: String { location.name.text }

    func connect() throws(ScannerFault) -> any PageScanTransport { try USBPageScanTransport(try location.open()) }
}
