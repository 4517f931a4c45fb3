internal import CSANE
internal import Raster
internal import SANEMessages
internal import ScannerDriver

/// Where a page goes, and whether it is still wanted. Safe to hold while the page memory is mapped.
@safe struct SANEPageRoom {
    /// Room for ``SANELimits/pixels`` gray values.
    let bytes: UnsafeMutableRawBufferPointer
    let batch: UInt64
}

extension SANEDevice {
    /// Feeds and reads one page into its room, as gray rows without padding; `nil` when there is none.
    ///
    /// A page is one frame, or three of a three-pass scanner; each is begun with `sane_start` and ends with EOF. The
    /// batch stays open after the page: call `cancel` when it was the last, and after every fault.
    ///
    /// Gray of 8 bits without padding, which is what every device is asked for, is written by the backend to where it
    /// stays; all else is converted first.
    func readPage(into room: SANEPageRoom) throws(ScannerFault) -> (width: Int, height: Int)? {
        var page = SANEPage()
        while true {
            if progress.isStopped(batch: room.batch) {
                throw ScannerFault(.cancelled, "\(name): stopped before a side")
            }
            let started = start()
            if started == .noDocuments, page.isEmpty { return nil }
            try started.check("\(name): sane_start")
            let frame = try frame()
            if frame.isPlainGray, page.isEmpty {
                guard let (count, _) = try read(frame, isFirst: true, room, isStraight: true) else { return nil }
                return (frame.width, try frame.height(ofReceived: count))
            }
            guard let (_, bytes) = try read(frame, isFirst: page.isEmpty, room, isStraight: false) else { return nil }
            try page.add(frame, bytes)
            if frame.isLast {
                let image = try page.image()
                unsafe room.bytes.copyBytes(from: image.pixels)
                return (image.width, image.height)
            }
        }
    }

    private func frame() throws(ScannerFault) -> SANEFrame {
        progress.begin(.parameters)
        var parameters = SANE_Parameters()
        let status = unsafe SANEStatus(sane_get_parameters(handle, &parameters))
        try status.check("\(name): sane_get_parameters")
        return try SANEFrame(parameters)
    }

    /// Reads a frame's rows, padding included; `nil` when instead of the first byte comes "out of documents", as some
    /// backends notice the empty feeder only then.
    ///
    /// - Parameter isStraight: whether the rows go into the page's room, and not into the bytes that are returned.
    private func read(
        _ frame: SANEFrame, isFirst: Bool, _ room: SANEPageRoom, isStraight: Bool
    ) throws(ScannerFault) -> (count: Int, bytes: [UInt8])? {
        let most = frame.mostBytes()
        var (count, bytes): (Int, [UInt8]) = (0, [])
        if !isStraight { bytes.reserveCapacity(frame.height == nil ? 0 : most) }
        // For what is converted, and to see whether more comes than there should.
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        progress.begin(.read)
        while true {
            if progress.isStopped(batch: room.batch) {
                throw ScannerFault(.cancelled, "\(name): stopped after \(count) bytes of a side")
            }
            let isInPlace = isStraight && count < most
            let offered = isInPlace ? min(most - count, SANEDevice.pieceSize) : chunk.count
            let (status, length) =
                isInPlace
                ? unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: room.bytes[count..<count + offered]))
                : unsafe chunk.withUnsafeMutableBytes { unsafe read(into: $0) }
            if status == .endOfFile { return (count, bytes) }
            if status == .noDocuments, count == 0, isFirst { return nil }
            try status.check("\(name): sane_read after \(count) bytes")
            guard (0...offered).contains(length) else {
                throw ScannerFault(.ioError, "\(name): sane_read claims \(length) bytes")
            }
            guard count + length <= most else { throw frame.tooMuch(of: name) }
            if !isStraight { bytes.append(contentsOf: chunk[..<length]) }
            count += length
            progress.received(length)
        }
    }

    /// Most bytes that are asked for in one call: some backends answer only when all of them have come, and bytes that
    /// come are the sign of life.
    private static let pieceSize = 256 << 10

    private func read(into buffer: UnsafeMutableRawBufferPointer) -> (SANEStatus, Int) {
        var length: SANE_Int = 0
        let status = unsafe SANEStatus(
            sane_read(handle, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), SANE_Int(buffer.count), &length))
        return (status, Int(length))
    }
}

extension SANEFrame {
    /// Bytes that the frame may have: exactly these, or as many as the limits allow when the height is not known.
    fileprivate func mostBytes() -> Int {
        let rows = height ?? min(SANELimits.pixelsPerSide, SANELimits.pixels / width)
        return rows * bytesPerLine
    }

    fileprivate func tooMuch(of name: String) -> ScannerFault {
        guard let height else {
            return ScannerFault(.imageTooLarge, "\(name): more rows of \(width) pixels than can be taken")
        }
        return ScannerFault(.ioError, "\(name): more data than the \(width) x \(height) pixels that were announced")
    }
}
