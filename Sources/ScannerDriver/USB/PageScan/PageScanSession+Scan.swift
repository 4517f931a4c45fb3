internal import PageScanProtocol
internal import Raster
internal import ScannerDriver

extension PageScanSession {
    /// Level below which a pixel is the black of an empty path. Paper is far above, even where it is printed.
    private static let blackLevel: UInt8 = 64

    /// Follows a scan that has begun to its end.
    ///
    /// No question is asked in between: it would stop the scan. The feeder is disabled as soon as the scan ends, before a
    /// sheet that is pushed and pulled at the input can start another one.
    ///
    /// - Parameter spoilt: why the scan cannot be used although it goes on.
    mutating func finishScan(spoilt: ScannerFault?) throws(ScannerFault) -> SheetScan {
        var trouble = Trouble(fault: spoilt)
        try followScan(noting: &trouble)
        try link.send(.disableFeeder)
        let image = try link.endImage(isWhole: PageScanSession.endsBehindSheet)
        // Also after trouble: the sheet is to be given back, and a device that does not answer cannot do that.
        let status = try link.status()
        for incoming in link.takeWaiting() { judge(incoming, noting: &trouble) }
        judge(status, noting: &trouble)
        if let fault = trouble.fault {
            // To the device a sheet that is too long is a jam, before the driver's own limit: it stops where the sheet should
            // have ended.
            let isTooLong = fault.code == .jam && (paperLength(in: image.bytes) ?? 0) > settings.paperLength + 10
            throw isTooLong ? ScannerFault(.sheetTooLong, fault.detail) : fault
        }
        return try sheetScan(image.bytes, isCut: image.isCut)
    }

    private mutating func followScan(noting trouble: inout Trouble) throws(ScannerFault) {
        var deadline = link.now + timing.scan
        while link.now < deadline, let incoming = try link.next(until: deadline) {
            if incoming.isEvent(.scanEnds) { return }
            judge(incoming, noting: &trouble)
            // A jammed scan may never end.
            if trouble.stopsScan { deadline = min(deadline, link.now + timing.spoiltScan) }
        }
        trouble.note(ScannerFault(.timeout, "the scan did not end"))
    }

    /// Anything out of the ordinary during a scan refuses the sheet, also what nobody knows the meaning of.
    private mutating func judge(_ incoming: PageScanLink.Incoming, noting trouble: inout Trouble) {
        switch incoming {
        case .packet(.event(.scanBegins)):
            trouble.note(ScannerFault(.shortImage, "a second scan began before the first had ended"))
        case .packet(.event(let event)):
            if event.saysCoverOpened { memory.coverWasOpened() }
            if let fault = event.fault(watchesDoubleFeeds: settings.detectsDoubleFeeds) { trouble.note(fault) }
        case .packet(.unknownEvent(let code)):
            trouble.note(ScannerFault(.deviceFailure, "event '#\(code)' of unknown meaning during the scan"))
        case .packet(.unknown(let text)):
            trouble.note(ScannerFault(.deviceFailure, "'\(text)' of unknown meaning during the scan"))
        case .garbage(let text): trouble.note(ScannerFault(.ioError, text))
        case .packet, .image: break
        }
    }

    private func judge(_ status: PageScanStatus, noting trouble: inout Trouble) {
        if status.coverIsOpen { trouble.note(ScannerFault(.coverOpen, "\(status)")) }
        if status.isJammed { trouble.note(ScannerFault(.jam, "\(status)")) }
        if status.transmissionWasAborted {
            trouble.note(ScannerFault(.shortImage, "the scanner stopped sending: \(status)"))
        }
        if !status.paperIsAtRear {
            trouble.note(ScannerFault(.pulledOut, "no sheet in escrow after the scan: \(status)"))
        }
    }

    private func sheetScan(_ bytes: [UInt8], isCut: Bool) throws(ScannerFault) -> SheetScan {
        guard !isCut else { throw ScannerFault(.sheetTooLong, "more than \(bytes.count) bytes of image") }
        guard !bytes.isEmpty, bytes.count.isMultiple(of: PageScanModel.rowBytes) else {
            throw ScannerFault(.shortImage, "\(bytes.count) bytes are not whole rows of \(PageScanModel.rowBytes)")
        }
        let images = introduction.field.images(fromRows: bytes)
        try checkLength(images.sideA, images.sideB)
        return SheetScan(sideA: images.sideA, sideB: images.sideB, dpiHint: Double(PageScanModel.dotsPerInch))
    }

    /// Whether raw bytes are whole rows of which the last one is black: the sheet's end has been seen.
    private static func endsBehindSheet(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, bytes.count.isMultiple(of: PageScanModel.rowBytes) else { return false }
        return bytes.suffix(PageScanModel.rowBytes).allSatisfy { $0 < blackLevel }
    }

    private func checkLength(_ images: GrayImage...) throws(ScannerFault) {
        guard let length = paperLength(images) else {
            throw ScannerFault(.shortImage, "the image is black on both sides")
        }
        let text = "\(length) hundredths of an inch long, expected \(settings.paperLength)"
        if length < settings.paperLength - settings.lengthTolerance { throw ScannerFault(.sheetTooShort, text) }
        if length > longestPaper { throw ScannerFault(.sheetTooLong, text) }
    }

    /// Length of the sheet between the black rows around it, in hundredths of an inch.
    private func paperLength(_ images: [GrayImage]) -> Int? {
        let light = images.compactMap { $0.lightRows(above: PageScanSession.blackLevel) }
        guard let first = light.map(\.lowerBound).min(), let end = light.map(\.upperBound).max() else { return nil }
        return (end - first) * 100 / PageScanModel.dotsPerInch
    }

    /// The same of the whole rows of an image that was not finished.
    private func paperLength(in bytes: [UInt8]) -> Int? {
        let whole = bytes.count / PageScanModel.rowBytes * PageScanModel.rowBytes
        guard whole > 0 else { return nil }
        let images = introduction.field.images(fromRows: Array(bytes.prefix(whole)))
        return paperLength([images.sideA, images.sideB])
    }

    private var longestPaper: Int { settings.paperLength + settings.lengthTolerance }
}

/// What went wrong during a scan: the first thing, unless a jam or an open cover comes later, which the person must know.
struct Trouble {
    private(set) var fault: ScannerFault?

    init(fault: ScannerFault?) { self.fault = fault }

    mutating func note(_ other: ScannerFault) {
        if fault == nil || other.isInHands && fault?.isInHands == false { fault = other }
    }

    /// Whether the end of the scan may never come.
    var stopsScan: Bool { fault.map { $0.isInHands || $0.code == .cancelled } ?? false }
}

extension ScannerFault {
    /// The sheet is where only a person gets at it: the driver moves nothing.
    var isInHands: Bool { code == .jam || code == .coverOpen }
}
