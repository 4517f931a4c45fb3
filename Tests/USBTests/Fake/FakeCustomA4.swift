import ScannerDriver
import USB

/// A Custom A4 in memory, in time of its own.
final class FakeCustomA4: CustomA4Connector, CustomA4Transport {
    let name = "customa4:fake"
    private(set) var now = Duration.zero
    private(set) var requests: [[UInt8]] = []
    private(set) var inBox = 0
    private(set) var givenBack = 0
    private(set) var connections = 0

    var pile = 0
    var isPlugged = true
    var coverIsOpen = false
    /// From the first scan on.
    var isJammed = false
    var isDouble = false
    var isHeldBack = false
    var isCancelled = false
    var height = 2_000
    var pixelsMissing = 0
    var endsScan = true
    var movesPaper = true
    var answersJobs = true
    var isInPath = false
    /// A sheet that came back lies in the input until somebody takes it.
    var isOffered = false
    var takesBack = true
    var serialNumber = "A4-0001"
    /// What ejecting into the box does; nil: the sheet falls.
    var dropGoesWrong: ((FakeCustomA4) -> Void)?
    /// When a scan begins.
    var onScan: (FakeCustomA4) -> Void = { _ in }
    private var look: (() -> Bool)?
    private var lookPause = Duration.zero
    /// When the next sheet is put in after one that came back.
    private var nextSheet = Duration.zero
    private var isScanning = false
    private var waiting: [Int: [UInt8]] = [0: [], 1: []]
    private var answer: [UInt8] = []

    static let width = 1_712

    func connect() throws(ScannerFault) -> any CustomA4Transport {
        guard isPlugged else { throw ScannerFault(.noDevice, "not plugged in") }
        connections += 1
        return self
    }

    func close() { look = nil }

    func keepLooking(every time: Duration, _ look: @escaping () -> Bool) { (self.look, lookPause) = (look, time) }
    func stopLooking() { look = nil }

    /// Lets time pass between commands, in which the driver looks at the sensors.
    func pass(_ time: Duration) {
        let end = now + time
        while let look, now + lookPause <= end {
            now += lookPause
            if !look() { self.look = nil }
        }
        now = end
    }

    func wait(_ time: Duration) { now += time }

    func write(_ bytes: [UInt8]) throws(ScannerFault) {
        guard isPlugged else { throw ScannerFault(.disconnected, "unplugged") }
        requests.append(bytes)
        let done = Array("STA\0A\0\0".utf8) + [1]
        switch String(decoding: bytes.prefix(4), as: UTF8.self) {
        case "CAP\0": answer = Array("CDATfirmware 1.7".utf8)
        case "JOB\0": answer = answersJobs ? done : Array("STA\0E\0\0".utf8) + [0x81]
        case "INFO": answer = status
        case "MOTO":
            move(bytes[6])
            answer = done
        case "SCAN":
            pile -= 1
            (isScanning, isInPath) = (true, true)
            let count = Self.width * height
            waiting = [
                0: [UInt8](repeating: 200, count: count - pixelsMissing), 1: [UInt8](repeating: 100, count: count),
            ]
            onScan(self)
            answer = done
        case "IMG\0":
            let count = Int(bytes[4]) | Int(bytes[5]) << 8 | Int(bytes[6]) << 16
            let side = Int(bytes[7])
            answer = Array(waiting[side, default: []].prefix(count))
            waiting[side, default: []].removeFirst(answer.count)
        default: answer = done
        }
    }

    func read(upTo count: Int) throws(ScannerFault) -> [UInt8] {
        guard isPlugged else { throw ScannerFault(.disconnected, "unplugged") }
        // Large answers come in several transfers.
        let part = Array(answer.prefix(min(count, 1 << 20)))
        answer.removeFirst(part.count)
        return part
    }

    private func move(_ way: UInt8) {
        guard movesPaper, isInPath else { return }
        if way == 2, let dropGoesWrong { return dropGoesWrong(self) }
        isInPath = false
        if way == 2 {
            inBox += 1
        } else {
            givenBack += 1
            nextSheet = now + .milliseconds(200)
            isOffered = !takesBack
        }
    }

    private var status: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 48)
        bytes.replaceSubrange(0..<4, with: Array("IDAT".utf8))
        for side in 0..<2 where isScanning {
            // At most a mebibyte and a bit at a time, so that a scan takes several requests.
            let count = min(waiting[side, default: []].count, 1_200_000)
            for byte in 0..<4 { bytes[8 + 4 * side + byte] = UInt8(count >> (8 * byte) & 0xFF) }
            bytes[16 + 2 * side] = UInt8(Self.width & 0xFF)
            bytes[17 + 2 * side] = UInt8(Self.width >> 8)
            bytes[20 + 2 * side] = UInt8(height & 0xFF)
            bytes[21 + 2 * side] = UInt8(height >> 8)
            if count == 0, endsScan { bytes[26 + side] = UInt8(ascii: "S") }
        }
        if isScanning, isDouble { bytes[28] = 1 }
        if isScanning, isJammed { bytes[29] = UInt8(ascii: "J") }
        if coverIsOpen { bytes[30] = 1 }
        if isScanning, isCancelled { bytes[31] = UInt8(ascii: "C") }
        bytes[35] = (isScanning && isHeldBack ? 1 : 0) | (pile > 0 && now >= nextSheet || isOffered ? 0xFC : 0)
        bytes[36] = isInPath ? 0x0F : 0
        return bytes
    }
}
