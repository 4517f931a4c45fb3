internal import PageScanProtocol
internal import Raster
internal import ScannerDriver

/// What a PageScan says of itself when it is connected.
struct PageScanIntroduction {
    let firmware: FirmwareVersion
    let serialNumber: String
    var field: DuplexFlatField

    /// Talks to a device that has just been reset: checksums on, feeder off, no movement of paper when it starts up.
    init(over link: inout PageScanLink) throws(ScannerFault) {
        try link.greet()
        try link.send(.disableFeeder)
        try link.forbidBootEject()
        firmware = try link.ask(.firmwareVersion) { if case .firmwareVersion(let it) = $0 { it } else { nil } }
        serialNumber = try link.ask(.serialNumber) { if case .serialNumber(let it) = $0 { it } else { nil } }
        field = try link.flatField()
    }
}

extension PageScanLink {
    /// Asks for the test message until it comes. What comes before it is of an earlier conversation.
    fileprivate mutating func greet() throws(ScannerFault) {
        let deadline = now + timing.introduction
        while now < deadline, !isStopped() {
            try send(.enableChecksums, .testMessage)
            let message = try answer(until: now + timing.attempt) { packet in
                if case .testMessage(let text) = packet { text } else { nil }
            }
            _ = takeWaiting()
            if let message {
                guard message.hasPrefix(PageScanModel.testMessage) else {
                    throw ScannerFault(.noDevice, "what answers there is no PageScan: '\(message)'")
                }
                return
            }
            _ = try answer(until: now + timing.betweenAttempts) { _ in nil as Never? }
        }
        throw ScannerFault(.timeout, "no answer to \(PageScanCommand.testMessage) since the scanner was connected")
    }

    /// Writes the register only where it differs: its memory wears out.
    fileprivate mutating func forbidBootEject() throws(ScannerFault) {
        let value = try ask(.readRegister(.bootEject)) { packet in
            if case .register(.bootEject, let value) = packet { value } else { nil }
        }
        guard value != PageScanRegister.noBootEject else { return }
        let written = try ask(.writeRegister(.bootEject, PageScanRegister.noBootEject)) { packet in
            if case .registerWritten(.bootEject, let value) = packet { value } else { nil }
        }
        guard written == PageScanRegister.noBootEject else {
            throw ScannerFault(
                .deviceFailure, "register 9 is \(written) after \(PageScanRegister.noBootEject) was written")
        }
        try send(.saveRegisters)
    }

    /// The tables of both arrays at 200 dpi, as the images show them: the bottom table comes mirrored.
    mutating func flatField() throws(ScannerFault) -> DuplexFlatField {
        func table(_ packet: PageScanPacket) -> PageScanTable? {
            if case .table(let table) = packet { table } else { nil }
        }
        var tables = [try ask(.calibrationTables(.half), table)]
        if let second = try answer(until: now + timing.answer, table) { tables.append(second) }
        guard let top = tables.first(where: { $0.side == .top }),
            let bottom = tables.first(where: { $0.side == .bottom })
        else { throw ScannerFault(.deviceFailure, "the sensors' tables are not those of both sides") }
        guard top.white.count == PageScanModel.columns, bottom.white.count == PageScanModel.columns else {
            throw ScannerFault(
                .deviceFailure,
                "the sensors' tables have \(top.white.count) and \(bottom.white.count) columns, expected 1728")
        }
        return DuplexFlatField(
            sideA: FlatField(white: top.white, black: top.black),
            sideB: FlatField(white: bottom.white.reversed(), black: bottom.black.reversed()))
    }
}

extension SensorTables {
    init(_ field: DuplexFlatField) {
        self.init(
            sideA: Side(white: field.sideA.white, black: field.sideA.black),
            sideB: Side(white: field.sideB.white, black: field.sideB.black))
    }
}
