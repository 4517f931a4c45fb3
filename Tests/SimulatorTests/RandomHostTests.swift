import SimulatedDevices
import Testing

/// Hosts that send anything at any time: whatever they do, the device lives on and no sheet is lost from its book.
struct RandomHostTests {
    private static let commands = [
        "D", "V", "Q", "*", "I", "8", "9", "A", "B", "@", "G", "H", "J", "M", "N", "y", "z", "j", "k", "g", "5", "6",
        "3",
        "4", "1", "[", "7", "n", "o", "n11", "n12", "n3A50", "n3B100", "n3a10", "C", "W1", "<009", ">00900000200", "}",
        "\u{1B}K", "\u{1B}X", "\u{1B}Y", "\u{1B}e", "\u{1B}d", "\u{1B}s2", "\u{1B}+", "\u{1B}$", "0",
    ]
    private static let actions = [
        "insert 2 sheets", "insert double sheet", "insert crooked sheet", "insert 3 inch sheet", "jam", "open cover",
        "close cover", "pull back", "take sheet", "clear path", "leave sheet in path", "unplug", "replug", "reboot",
        "silence 1 s", "stall 85", "stall 86", "split 5", "split 0", "merge on", "event 31", "calibration result 19",
    ]

    @Test(arguments: 1...200)
    func `a PageScan survives any host, and its book balances`(seed: Int) throws {
        var dice = SeededNumbers(seed: UInt64(seed))
        var settings = PageScanSettings.small
        settings.speed = [0, 0, 40].randomElement(using: &dice) ?? 0
        settings.doubleFeedStopsScan = .random(using: &dice)
        settings.ejectNeedsFeeder = .random(using: &dice)
        settings.calibrationSheetsLeave = .random(using: &dice) ? .front : .rear
        var people = PeopleSettings()
        people.areEager = .random(using: &dice)
        people.retries = Int.random(in: 0...2, using: &dice)
        people.patience = .random(using: &dice) ? .seconds(5) : .zero
        let faults = try FaultPlan(
            seed: UInt64(seed),
            rates: "jam=0.1,double=0.1,crooked=0.1,pull=0.1,cover=0.1,unplug=0.1,stall=0.1,reboot=0.1")
        var host = try Host(
            "at start: insert 6 sheets", settings: settings, people: people, faults: seed % 2 == 0 ? faults : nil)
        for _ in 0..<250 {
            switch Int.random(in: 0..<8, using: &dice) {
            case 0:
                host.write((0..<Int.random(in: 1...70, using: &dice)).map { _ in .random(in: 0...255, using: &dice) })
            case 1, 2, 3: host.send(Self.commands.randomElement(using: &dice) ?? "")
            case 4: _ = host.transfers(capacity: Int.random(in: 1...64, using: &dice))
            case 5: _ = host.image(capacity: [512, 4096, 1 << 20].randomElement(using: &dice) ?? 512)
            case 6: host.wait(.milliseconds(Int.random(in: 0...3000, using: &dice)))
            default:
                let action = Self.actions.randomElement(using: &dice) ?? ""
                host.station.run(try Script(parsing: "at start: " + action), at: host.now)
                host.station.advance(to: host.now)
            }
            try balance(host)
        }
        // Whatever happened: clearing the path by hand leaves nothing behind.
        let end = "at start: replug; open cover; clear path; close cover; take sheet"
        host.station.run(try Script(parsing: end), at: host.now)
        host.station.advance(to: host.now)
        try balance(host)
    }

    @Test(arguments: 1...100)
    func `a Custom A4 survives any host, and its book balances`(seed: Int) throws {
        var dice = SeededNumbers(seed: UInt64(seed))
        var host = try Host(a4: "at start: insert 6 sheets")
        host.write(Array("JOB\0C\0\0\0".utf8))
        for _ in 0..<250 {
            switch Int.random(in: 0..<6, using: &dice) {
            case 0:
                host.write((0..<Int.random(in: 1...70, using: &dice)).map { _ in .random(in: 0...255, using: &dice) })
            case 1, 2:
                let head = [
                    "JOB\0C\0\0", "INFO0\0\0", "MOTO\0\0\u{2}", "MOTO\0\0\u{3}", "SCAN\0\0\0", "STOP\0\0\0",
                    "IMG\0\0\u{4}\0",
                ]
                host.write(Array((head.randomElement(using: &dice) ?? "").utf8) + [1])
            case 3: _ = host.transfers(capacity: [9, 512, 1 << 20].randomElement(using: &dice) ?? 9)
            case 4: host.wait(.milliseconds(Int.random(in: 0...3000, using: &dice)))
            default:
                let action = Self.actions.randomElement(using: &dice) ?? ""
                host.station.run(try Script(parsing: "at start: " + action), at: host.now)
                host.station.advance(to: host.now)
            }
            try balance(host)
        }
    }

    /// Put in = box + returned + removed + what the device holds; and it holds what a look at it shows.
    private func balance(_ host: Host) throws {
        let book = host.book
        let held = host.station.device.sheetsInside
        try #require(book.putIn == book.inBox + book.returned + book.removed + held)
    }
}
