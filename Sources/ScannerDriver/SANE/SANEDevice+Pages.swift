internal import CSANE
internal import Raster
internal import ScannerDriver

extension SANEDevice {
    /// Feeds and reads one page; `nil` when there is none.
    ///
    /// A page is one frame, or three of a three-pass scanner; each is begun with `sane_start` and ends with EOF. The
    /// batch stays open after the page: call `cancel` when it was the last, and after every fault.
    func readPage() throws(ScannerFault) -> GrayImage? {
        var page = SANEPage()
        while true {
            let started = start()
            if started == .noDocuments, page.isEmpty { return nil }
            try started.check("\(name): sane_start")
            let frame = try frame()
            guard let bytes = try read(frame, isFirst: page.isEmpty) else { return nil }
            try page.add(frame, bytes)
            if frame.isLast { return try page.image() }
        }
    }

    private func frame() throws(ScannerFault) -> SANEFrame {
        var parameters = SANE_Parameters()
        let status = unsafe SANEStatus(sane_get_parameters(handle, &parameters))
        try status.check("\(name): sane_get_parameters")
        return try SANEFrame(parameters)
    }

    /// Reads a frame's rows, padding included; `nil` when instead of the first byte comes "out of documents", as some
    /// backends notice the empty feeder only then.
    private func read(_ frame: SANEFrame, isFirst: Bool) throws(ScannerFault) -> [UInt8]? {
        let most = frame.mostBytes()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frame.height == nil ? 0 : most)
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let (status, length) = read(into: &chunk)
            if status == .endOfFile { break }
            if status == .noDocuments, bytes.isEmpty, isFirst { return nil }
            try status.check("\(name): sane_read after \(bytes.count) bytes")
            guard (0...chunk.count).contains(length) else {
                throw ScannerFault(.ioError, "\(name): sane_read claims \(length) bytes")
            }
            guard bytes.count + length <= most else { throw frame.tooMuch(of: name) }
            bytes.append(contentsOf: chunk[..<length])
        }
        return bytes
    }

    private func read(into chunk: inout [UInt8]) -> (SANEStatus, Int) {
        var length: SANE_Int = 0
        let status = unsafe chunk.withUnsafeMutableBufferPointer {
            unsafe SANEStatus(sane_read(handle, $0.baseAddress, SANE_Int($0.count), &length))
        }
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
