import CSANE
import Glibc

/// The open device: an ADF that looks at both sides, one after the other, as `fujitsu` delivers them.
final class BallotsDevice {
    var options = DeviceOptions()
    private let tray: Tray
    private var sheet: Sheet?
    private var isOnSideB = false
    private var page: Page?
    private var offset = 0

    init?() {
        guard let tray = Tray() else { return nil }
        self.tray = tray
    }

    private var side: String { isOnSideB ? "B" : "A" }

    func start() -> SANE_Status {
        let hasSideB = options.isDuplex && page != nil && !isOnSideB
        if hasSideB {
            isOnSideB = true
        } else {
            (sheet, isOnSideB) = (tray.feed(), false)
        }
        (page, offset) = (nil, 0)
        guard let sheet else { return SANE_STATUS_NO_DOCS }
        if let status = sheet.happening("start\(side)")?.takePlace() { return status }
        guard let text = sheet[isOnSideB ? "b" : "a"] else { return SANE_STATUS_NO_DOCS }
        page = Page(text, of: sheet)
        return SANE_STATUS_GOOD
    }

    func parameters() -> SANE_Parameters {
        tray.meet("parameters")
        // Before a page is there a backend may say anything.
        guard let page, let sheet else {
            return SANE_Parameters(
                format: SANE_FRAME_GRAY, last_frame: 1, bytes_per_line: 1, pixels_per_line: 1, lines: 0, depth: 8)
        }
        return SANE_Parameters(
            format: SANE_FRAME_GRAY, last_frame: 1, bytes_per_line: Int32(page.bytesPerLine),
            pixels_per_line: Int32(page.width), lines: sheet["vague"] == nil ? Int32(page.height) : -1, depth: 8)
    }

    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> (SANE_Status, Int) {
        guard let page, let sheet else { return (SANE_STATUS_CANCELLED, 0) }
        if let delay = sheet.number("delay") { usleep(UInt32(delay)) }
        var most = min(buffer.count, page.bytes.count - offset, sheet.number("piece") ?? .max)
        if let (place, happening) = sheet.happeningInRead("read\(side)") {
            if offset >= place { return (happening.takePlace(), 0) }
            most = min(most, place - offset)
        }
        guard most > 0 else { return (SANE_STATUS_EOF, 0) }
        for index in 0..<most { unsafe buffer[index] = page.bytes[offset + index] }
        offset += most
        return (SANE_STATUS_GOOD, most)
    }

    func cancel() {
        let happening = sheet?.happening("cancel")
        (sheet, page, isOnSideB) = (nil, nil, false)
        _ = happening?.takePlace()
    }

    func close() { tray.meet("close") }

    /// What a sensor says now.
    func sensor(_ name: String) -> Bool {
        name == "page-loaded" ? tray.isLoaded : sheet?["sensor"] == name
    }
}
