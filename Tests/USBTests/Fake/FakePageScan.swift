import ScannerDriver
import USB

/// A PageScan, its paper and the people at it, in memory and in time of its own.
///
/// It knows the protocol's bytes by itself: nothing of PageScanProtocol is used here.
final class FakePageScan {
    static let columns = 1_728

    /// One thing that happens while a sheet passes.
    enum Step {
        case event(String)
        /// Rows of the sheet: paper of this gray.
        case rows(Int, gray: UInt8)
        case imageBytes(Int)
        case packets([UInt8])
        case time(Duration)
        case change((FakePageScan) -> Void)
    }

    // The world.
    private(set) var now = Duration.zero
    private var actions: [(time: Duration, number: Int, body: () -> Void)] = []
    private var actionCount = 0

    // Paper.
    var isAtFront = false
    var isAtRear = false
    var isInScanner = false
    private(set) var inBox = 0
    private(set) var givenBack = 0
    /// Sheets that a person puts in, one each time when the feeder waits for it.
    var pile = 0
    /// How long a person takes to put a sheet in, and to take one away that came back.
    var personTakes = Duration.milliseconds(200)
    /// `nil`: nobody takes away what came back.
    var personTakesAway: Duration? = .milliseconds(300)

    // The device.
    var isPlugged = true
    var answers = true
    var coverIsOpen = false
    var isJammed = false
    var needsCalibration = false
    var serialNumber = "AB012345"
    var testMessage = " Test Message USB 1.1/2.0 Communication"
    var bootEject: UInt32 = 0x200
    var arraysReported: UInt8 = 3
    private(set) var feederIsEnabled = false
    private(set) var commands: [String] = []
    private(set) var connections = 0
    private(set) var scans = 0
    private var ejectPauses = false
    private var scanGeneration = 0
    /// What happens during scans, by their number from 0; others go well.
    var scanSteps: [Int: [Step]] = [:]
    /// What ejecting to the rear does; nil: the sheet falls into the box.
    var dropGoesWrong: ((FakePageScan) -> Void)?
    /// What ejecting to the front does; nil: the sheet comes to the front.
    var returnGoesWrong: ((FakePageScan) -> Void)?
    /// Called before each command is carried out; true swallows it.
    var intercept: (FakePageScan, String) -> Bool = { _, _ in false }

    // The wire.
    private var arrived: [PageScanIncoming] = []
    private var image: [UInt8] = []
    private var imageLimit = 0
    private var imageIsCut = false
    private var failure: ScannerFault?
    /// Puts packets into transfers; by itself each has its own.
    var transfers: ([UInt8]) -> [[UInt8]] = { [$0] }

    // MARK: Time

    func after(_ time: Duration, _ body: @escaping (FakePageScan) -> Void) {
        actionCount += 1
        actions.append((now + time, actionCount, { [unowned self] in body(self) }))
        actions.sort { ($0.time, $0.number) < ($1.time, $1.number) }
    }

    private func step(until deadline: Duration) -> Bool {
        guard let next = actions.first, next.time <= deadline else {
            now = max(now, deadline)
            return false
        }
        actions.removeFirst()
        now = max(now, next.time)
        next.body()
        return true
    }

    /// Lets time pass between commands.
    func pass(_ time: Duration) {
        let deadline = now + time
        while step(until: deadline) {}
    }

    // MARK: What the device says

    func say(_ body: [UInt8]) {
        guard isPlugged else { return }
        for transfer in transfers([0x02] + body + [0x03]) { arrived.append(.packets(transfer)) }
    }

    func say(_ text: String) { say(Array(text.utf8)) }

    func sayRaw(_ bytes: [UInt8]) { arrived.append(.packets(bytes)) }

    func send(imageBytes bytes: [UInt8]) {
        guard isPlugged else { return }
        let kept = min(bytes.count, imageLimit - image.count)
        if kept < bytes.count { imageIsCut = true }
        image += bytes.prefix(max(0, kept))
        arrived.append(.image(bytes.count))
    }

    private var statusBytes: [UInt8] {
        [
            0x80 | (isAtRear ? 3 : 0) | (coverIsOpen ? 0x10 : 0) | (feederIsEnabled ? 0x40 : 0),
            0x80 | (isAtFront ? 0x3F : 0),
            0x81 | (isJammed ? 4 : 0) | (isAtRear || isInScanner ? 0x20 : 0) | (needsCalibration ? 0x40 : 0),
        ]
    }

    // MARK: People

    func insertSheet() {
        isAtFront = true
        drawIn()
    }

    func takeSheet() { isAtFront = false }

    func openCover() {
        coverIsOpen = true
        say("#34")
    }

    func closeCover() {
        coverIsOpen = false
        say("#35")
    }

    func unplug() {
        isPlugged = false
        feederIsEnabled = false
        scanGeneration += 1
        failure = ScannerFault(.disconnected, "unplugged")
    }

    func replug() { isPlugged = true }

    // MARK: Sheets

    private func drawIn() {
        guard feederIsEnabled, isAtFront, !isAtRear, !isInScanner, !coverIsOpen, !isJammed else { return }
        after(.milliseconds(20)) { fake in
            guard fake.feederIsEnabled, fake.isAtFront, !fake.isInScanner else { return }
            fake.scan()
        }
    }

    static func goodScan(rows: Int = 2_200) -> [Step] {
        [
            .event("#30"), .rows(86, gray: 0), .time(.milliseconds(400)), .rows(rows, gray: 230),
            .change { $0.isAtFront = false }, .time(.milliseconds(400)), .rows(184, gray: 0),
            .change { $0.comesToRear() },
            .event("#31"),
        ]
    }

    func comesToRear() {
        isInScanner = false
        isAtRear = true
    }

    private func scan() {
        let steps = scanSteps[scans] ?? FakePageScan.goodScan()
        scans += 1
        isInScanner = true
        scanGeneration += 1
        var time = Duration.zero
        let generation = scanGeneration
        for step in steps {
            if case .time(let more) = step { time += more }
            after(time) { fake in if fake.scanGeneration == generation { fake.run(step) } }
        }
    }

    private func run(_ step: Step) {
        switch step {
        case .event(let code): say(code)
        case .rows(let count, let gray):
            send(imageBytes: [UInt8](repeating: gray, count: count * 2 * FakePageScan.columns))
        case .imageBytes(let count): send(imageBytes: [UInt8](repeating: 230, count: count))
        case .packets(let bytes): sayRaw(bytes)
        case .time: break
        case .change(let change): change(self)
        }
    }

    /// The sheet in escrow falls into the box.
    func drop() {
        guard isAtRear else { return }
        isAtRear = false
        inBox += 1
    }

    private func ejectToRear() {
        if let dropGoesWrong { return dropGoesWrong(self) }
        if ejectPauses, isAtFront {
            say("#36")
            return waitForInput()
        }
        after(.milliseconds(150)) { $0.drop() }
    }

    private func waitForInput() {
        after(.milliseconds(50)) { fake in
            // The cover stops the motor for good.
            if fake.coverIsOpen { return }
            if fake.isAtFront { return fake.waitForInput() }
            fake.say("#37")
            fake.after(.milliseconds(150)) { $0.drop() }
        }
    }

    private func ejectToFront() {
        if let returnGoesWrong { return returnGoesWrong(self) }
        after(.milliseconds(150)) { fake in
            guard fake.isAtRear || fake.isInScanner else { return }
            (fake.isAtRear, fake.isInScanner, fake.isAtFront) = (false, false, true)
            fake.givenBack += 1
            if let time = fake.personTakesAway { fake.after(time) { $0.isAtFront = false } }
        }
    }

    // MARK: Commands

    private func carryOut(_ body: [UInt8]) {
        let text = body.map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "<\($0)>" }.joined()
        commands.append(text)
        guard answers, !intercept(self, text) else { return }
        switch text {
        case "D": say("D" + testMessage)
        case "V": say("V905205021")
        case "*": say("*" + serialNumber)
        case "Q": say([0x51] + statusBytes)
        case "I": say([0x49, 200, 0, 8, 0, 0x80, 0x0D, arraysReported, 0, 0, 0])
        case "W1": for side: UInt8 in [0x08, 0x18] { say(table(side)) }
        case "<009": say("<009" + hex(bootEject))
        case "8": enable()
        case "9": feederIsEnabled = false
        case "M": ejectPauses = true
        case "N": ejectPauses = false
        case "3": ejectToRear()
        case "1": ejectToFront()
        case "[": if isAtRear { scan() }
        default:
            if text.hasPrefix(">009") {
                bootEject = UInt32(text.dropFirst(4), radix: 16) ?? 0
                say(text)
            } else if text.hasPrefix("n3a") {
                say(text + "=\(100 + (Int(text.dropFirst(3)) ?? 0))")
            }
        }
    }

    private func enable() {
        feederIsEnabled = true
        drawIn()
        guard pile > 0, !isAtFront, !isAtRear, !isInScanner else { return }
        after(personTakes) { fake in
            guard fake.feederIsEnabled, fake.pile > 0, !fake.isAtFront else { return }
            fake.pile -= 1
            fake.insertSheet()
        }
    }

    private func table(_ side: UInt8) -> [UInt8] {
        let count = FakePageScan.columns
        return [0x57, UInt8(count & 0xFF), UInt8(count >> 8), side] + [UInt8](repeating: 230, count: count) + [0, 0]
            + [UInt8](repeating: 3, count: count) + [0, 0]
    }

    private func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

// MARK: - As the driver sees it

extension FakePageScan: PageScanConnector {
    var name: String { "pagescan:fake" }

    func connect() throws(ScannerFault) -> any PageScanTransport {
        guard isPlugged else { throw ScannerFault(.noDevice, "not plugged in") }
        connections += 1
        feederIsEnabled = false
        arrived = []
        failure = nil
        return FakeTransport(self, connections)
    }

    fileprivate func write(_ frame: [UInt8]) throws(ScannerFault) {
        // What happened before is said before.
        while let next = actions.first, next.time <= now { _ = step(until: now) }
        if let failure { throw failure }
        guard frame.count >= 4, frame[0] == 0x02, frame[frame.count - 2] == 0x03 else { return say("#05") }
        let body = Array(frame[1..<frame.count - 2])
        guard frame.last == checksum(body) else { return say("#0E") }
        carryOut(body)
    }

    private func checksum(_ body: [UInt8]) -> UInt8 {
        var crc = 0
        for byte in body {
            crc ^= Int(byte)
            for _ in 0..<8 { crc = crc >= 128 ? (crc * 2) ^ 0x197 : crc * 2 }
        }
        return UInt8(crc)
    }

    fileprivate func receive(until deadline: Duration) throws(ScannerFault) -> PageScanIncoming? {
        while true {
            if !arrived.isEmpty { return arrived.removeFirst() }
            if let failure { throw failure }
            if !step(until: deadline) { return nil }
        }
    }

    fileprivate func beginImage(limit: Int) throws(ScannerFault) {
        if let failure { throw failure }
        (image, imageIsCut, imageLimit) = ([], false, limit)
        arrived.removeAll { if case .image = $0 { true } else { false } }
    }

    fileprivate func endImage() throws(ScannerFault) -> (bytes: [UInt8], isCut: Bool) {
        if let failure { throw failure }
        return (image, imageIsCut)
    }

    /// Fails the connection once, as libusb would.
    func failOnce(_ code: ScannerFaultCode) { failure = ScannerFault(code, "made to fail") }
}

/// One connection: what is called on an older one is a mistake of the driver.
private final class FakeTransport: PageScanTransport {
    private let fake: FakePageScan
    private let number: Int
    private var isClosed = false

    init(_ fake: FakePageScan, _ number: Int) {
        self.fake = fake
        self.number = number
    }

    private func checkUse() { precondition(!isClosed && number == fake.connections, "a closed connection is used") }

    var now: Duration { fake.now }

    func write(_ frame: [UInt8]) throws(ScannerFault) {
        checkUse()
        try fake.write(frame)
    }

    func receive(until deadline: Duration) throws(ScannerFault) -> PageScanIncoming? {
        checkUse()
        return try fake.receive(until: deadline)
    }

    func beginImage(limit: Int) throws(ScannerFault) { try fake.beginImage(limit: limit) }
    func endImage(isWhole: ([UInt8]) -> Bool) throws(ScannerFault) -> (bytes: [UInt8], isCut: Bool) {
        try fake.endImage()
    }
    func close() { isClosed = true }
}
