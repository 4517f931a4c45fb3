import Raster
import SimulatedDevices
import Testing

/// A host that speaks to a station without any bus, with a clock of its own.
struct Host {
    var station: Station
    var now = Moment.zero
    private let commands: UInt8
    private let answers: UInt8

    /// A PageScan with people and a script.
    init(
        _ script: String = "", settings: PageScanSettings = PageScanSettings(),
        people: PeopleSettings = PeopleSettings(), faults: FaultPlan? = nil, resets: Bool = true
    ) throws {
        self.init(
            PageScan(settings: settings), try Script(parsing: script), people: people, faults: faults,
            endpoints: (0x05, 0x85))
        if resets { station.busReset(at: now) }
    }

    /// A Custom A4.
    init(
        a4 script: String, settings: CustomA4Settings = CustomA4Settings(), people: PeopleSettings = PeopleSettings()
    ) throws {
        self.init(
            CustomA4(settings: settings), try Script(parsing: script), people: people, faults: nil,
            endpoints: (0x02, 0x81))
    }

    private init(
        _ device: any SimulatedScanner, _ script: Script, people: PeopleSettings, faults: FaultPlan?,
        endpoints: (UInt8, UInt8)
    ) {
        station = Station(device, script: script, people: people, faults: faults) { order, number in
            SmallSheets.images(number, length: order.length)
        }
        (commands, answers) = endpoints
        station.advance(to: now)
    }

    /// Sends raw bytes.
    mutating func write(_ bytes: [UInt8]) {
        _ = station.write(bytes, to: commands, at: now)
        station.advance(to: now)
    }

    /// Sends a body in its frame.
    mutating func send(_ bodies: String...) {
        for body in bodies { write(Self.frame(Array(body.utf8))) }
    }

    static func frame(_ body: [UInt8]) -> [UInt8] { [0x02] + body + [0x03, check(body)] }

    /// CRC-8 by long division, bit by bit: another way than the device's.
    private static func check(_ body: [UInt8]) -> UInt8 {
        var remainder = 0
        for byte in body + [0] {
            for bit in (0..<8).reversed() {
                remainder = remainder << 1 | Int(byte >> UInt8(bit) & 1)
                if remainder & 0x100 != 0 { remainder ^= 0x197 }
            }
        }
        return UInt8(remainder)
    }

    /// Everything that waits on the endpoint of answers, transfer by transfer.
    mutating func transfers(capacity: Int = 16384) -> [[UInt8]] {
        var result: [[UInt8]] = []
        station.advance(to: now)
        while case .data(let bytes)? = station.read(from: answers, capacity: capacity, at: now) {
            result.append(Array(bytes))
            station.advance(to: now)
        }
        return result
    }

    /// The bodies of the packets that wait, one a transfer.
    mutating func said() -> [String] {
        transfers().map { String(decoding: $0.dropFirst().dropLast(), as: UTF8.self) }
    }

    /// Sends and gives what came back.
    mutating func ask(_ body: String) -> [String] {
        send(body)
        return said()
    }

    /// Reads the image with two reads waiting until a short one comes, or nothing more does.
    mutating func image(capacity: Int = 1 << 16) -> [UInt8] {
        var image: [UInt8] = []
        while true {
            station.notePendingReads(2, on: 0x86, at: now)
            station.advance(to: now)
            guard case .data(let bytes)? = station.read(from: 0x86, capacity: capacity, at: now) else { break }
            image += bytes
            station.advance(to: now)
            if bytes.count < capacity { break }
        }
        station.notePendingReads(0, on: 0x86, at: now)
        station.advance(to: now)
        return image
    }

    /// Lets time go by, stopping wherever something is due.
    mutating func wait(_ time: Moment) {
        let end = now + time
        while now < end {
            now = min(end, max(now, station.nextDeadline(after: now) ?? end))
            station.advance(to: now)
            if let next = station.nextDeadline(after: now), next <= now { now += .microseconds(1) }
        }
    }

    /// The status bytes without bit 7.
    mutating func status() throws -> [UInt8] {
        send("Q")
        let answer = try #require(transfers().last)
        try #require(answer.count == 6)
        return answer[2..<5].map { $0 & 0x7F }
    }

    /// The common beginning: both sides, hold in escrow, pick on command, feeder on.
    mutating func begin() {
        setUp()
        send("8")
    }

    /// The same with the feeder still off.
    mutating func setUp() { send("J", "\u{1B}d", "\u{1B}X") }

    /// Feeds, scans and reads a sheet; gives the image.
    mutating func scan() -> [UInt8] {
        send("8")
        let bytes = image()
        send("9")
        return bytes
    }

    var book: SheetBook { station.book }
}

/// Small sheets, so that tests are quick: 40 pixels wide, a slope and a corner that tell how they lie.
enum SmallSheets {
    static let width = 40

    static func images(_ number: Int, length: Int) -> SheetImages {
        func side(_ corner: UInt8) -> GrayImage {
            GrayImage(
                width: width, height: length,
                pixels: (0..<length * width).map { index in
                    let (x, y) = (index % width, index / width)
                    return x < 4 && y < 4 ? corner : UInt8(60 + 4 * x + y % 2 * 20)
                })
        }
        return SheetImages(id: number * 100_000 + length, front: side(0), back: side(30))
    }
}

extension PageScanSettings {
    /// As it comes out of the box, but with sensors of 48 columns.
    static var small: PageScanSettings {
        var settings = PageScanSettings()
        settings.arrayColumns = 48
        return settings
    }
}
