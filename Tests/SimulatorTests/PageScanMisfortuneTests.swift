import SimulatedDevices
import Testing

struct PageScanMisfortuneTests {
    @Test(arguments: [("feeding", ["#01"]), ("scanning 40%", ["#30", "#01"]), ("ejecting", ["#30", "#31", "#01"])])
    func `a jam stops the sheet until people take it out`(stage: String, events: [String]) throws {
        var people = PeopleSettings()
        people.clearDelay = .seconds(1)
        var host = try Host("at start: insert sheet\non sheet 1 at \(stage): jam", settings: .small, people: people)
        host.begin()
        let bytes = host.image()
        if stage.hasPrefix("scanning") { #expect(bytes.count == 2470 * 40 / 100 * 96) }
        host.send("8", "3", "9")
        #expect(host.said() == events)
        #expect(try host.status()[2] & 0b100101 == 0b100100)
        host.wait(.seconds(4))
        #expect(host.said() == ["#34", "#35"])
        #expect(try host.status()[2] == 1)
        #expect((host.book.removed, host.book.inDevice) == (1, 0))
    }

    @Test(arguments: ["feeding", "scanning 70%", "escrow", "ejecting"])
    func `an opened cover stops everything, and the sheet can be ejected later`(stage: String) throws {
        var host = try Host(
            "at start: insert sheet\non sheet 1 at \(stage): open cover; close cover after 1 s", settings: .small)
        host.begin()
        _ = host.image()
        host.send("8", "3", "9")
        #expect(host.said().last == "#34")
        #expect(try host.status()[0] & 0x10 != 0)
        host.send("8", "3", "9")
        #expect(host.book.inBox == 0)
        host.wait(.seconds(2))
        #expect(host.said() == ["#35"])
        #expect(try host.status()[2] & 0x20 != 0)
        host.send("8", "4", "9")
        #expect((host.book.returned, host.book.inBox) == (1, 0))
    }

    @Test func `an open cover keeps sheets out of the rollers`() throws {
        var host = try Host("after 1 ms: open cover; insert sheet; close cover after 500 ms", settings: .small)
        host.wait(.milliseconds(2))
        host.begin()
        host.wait(.milliseconds(400))
        #expect(host.said() == ["#34"])
        host.wait(.milliseconds(200))
        #expect(host.said() == ["#35", "#30"])
    }

    @Test func `two sheets are noticed when detection is on, and counted as two when it is off`() throws {
        var host = try Host("at start: insert double sheet", settings: .small)
        host.send("n")
        host.begin()
        _ = host.image()
        #expect(host.said() == ["#30", "#33", "#31"])
        host.send("8", "4", "9")
        #expect((host.book.putIn, host.book.returned) == (2, 2))
        var blind = try Host("at start: insert double sheet", settings: .small)
        blind.send("o")
        blind.begin()
        _ = blind.image()
        #expect(blind.said() == ["#30", "#31"])
        blind.send("8", "3", "9")
        #expect((blind.book.putIn, blind.book.inBox) == (2, 2))
    }

    @Test func `a double feed can be set to stop the motor`() throws {
        var settings = PageScanSettings.small
        settings.doubleFeedStopsScan = true
        var host = try Host("at start: insert double sheet", settings: settings)
        host.begin()
        let bytes = host.image()
        #expect(bytes.count == (86 + 200) * 96)
        #expect(host.said() == ["#30", "#33"])
    }

    @Test func `detection with a bad calibration misses two sheets`() throws {
        var host = try Host("at start: insert sheet; insert sheet; insert double sheet", settings: .small)
        host.send("J", "\u{1B}d", "\u{1B}X", "n", "n12")
        host.wait(.seconds(1))
        // One sheet where two were asked for, and its reading is now that of two.
        #expect(host.said() == ["#90"])
        host.send("n11")
        host.wait(.seconds(1))
        #expect(host.said() == ["#90"])
        #expect(host.ask("n3a20") == ["n3a20=110"])
        #expect(host.ask("n3a90") == ["n3a90=110"])
        #expect(host.book.inBox == 2)
    }

    @Test func `an unread image overflows`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.begin()
        host.wait(.milliseconds(499))
        #expect(host.said() == ["#30"])
        host.wait(.milliseconds(2))
        #expect(host.said() == ["#09"])
        #expect(host.image() == [])
        #expect(host.book.violations == ["no read waited for the image"])
        #expect(try host.status()[2] & 0b10_0010 == 0b10_0010)
    }

    @Test func `a status asked for in a scan costs the scan`() throws {
        var host = try Host("at start: insert sheet\non sheet 1 at scanning 50%: event 00", settings: .small)
        host.begin()
        station: while true {
            host.station.notePendingReads(2, on: 0x86, at: host.now)
            guard case .data? = host.station.read(from: 0x86, capacity: 4096, at: host.now) else { break station }
            host.station.advance(to: host.now)
            if host.said().contains("#00") { break station }
        }
        #expect(try host.status()[2] & 0b10_0010 == 0b10_0000)
        #expect(host.image().count < 4096)
        #expect(try host.status()[2] & 0b10_0010 == 0b10_0010)
        #expect(!host.said().contains("#31"))
        #expect(host.book.violations == ["command 51 during a scan"])
    }

    @Test(arguments: PageScanEvent.allCases)
    func `every event can come out of the blue`(event: PageScanEvent) throws {
        var host = try Host("after 1 s: event \(event.rawValue.hex)", settings: .small)
        host.wait(.seconds(2))
        #expect(host.said() == ["#" + event.rawValue.hex])
        #expect(host.book.events == [event.rawValue.hex: 1])
    }

    @Test func `packets come split or merged when the script says so`() throws {
        var host = try Host("after 1 s: split 3\nafter 2 s: split 0; merge on", settings: .small)
        host.wait(.milliseconds(1500))
        host.send("*")
        #expect(host.transfers() == [[0x02, 0x2A, 0x31], [0x32, 0x33, 0x34], [0x35, 0x36, 0x37], [0x38, 0x03]])
        host.wait(.seconds(1))
        host.send("*", "*")
        #expect(host.transfers().map(\.count) == [22])
    }

    @Test func `answers come after the latency`() throws {
        var settings = PageScanSettings.small
        settings.latency = .milliseconds(20)
        var host = try Host(settings: settings)
        #expect(host.ask("*") == [])
        host.wait(.milliseconds(20))
        #expect(host.said() == ["*12345678"])
    }

    @Test func `a stall is one failed transfer, a silence is none at all`() throws {
        var host = try Host("after 1 ms: stall 85\nafter 1 s: silence 2 s", settings: .small)
        host.wait(.milliseconds(2))
        host.send("*")
        #expect(host.station.read(from: 0x85, capacity: 64, at: host.now) == .stall)
        #expect(host.said() == ["*12345678"])
        host.wait(.milliseconds(1500))
        #expect(host.ask("*") == [])
        host.wait(.seconds(2))
        #expect(host.said() == [])
        #expect(host.ask("*") == ["*12345678"])
    }

    @Test func `a first image without a reset of the port is shifted, the next is not`() throws {
        var host = try Host("at start: insert 2 sheets", settings: .small, resets: false)
        host.begin()
        let first = host.image()
        host.send("8", "3", "9")
        let second = host.scan()
        #expect(first.count == second.count && first != second)
        var reset = try Host("at start: insert sheet", settings: .small)
        reset.begin()
        #expect(reset.image() == second)
    }

    @Test func `a reset drops what was half said and leaves the paper`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.begin()
        _ = host.station.read(from: 0x86, capacity: 4096, at: host.now)
        host.station.busReset(at: host.now)
        #expect(host.said() == [])
        #expect(host.image() == [])
        #expect(host.book.inDevice == 1)
        #expect(try host.status()[2] & 0x20 != 0)
    }

    @Test func `unplugging and rebooting are told to the bus, and end`() throws {
        var host = try Host("after 1 s: unplug; replug after 1 s\nafter 5 s: reboot", settings: .small)
        host.wait(.milliseconds(1500))
        #expect(host.station.takeEffects() == [.unplug])
        #expect(!host.station.isPlugged)
        host.wait(.seconds(1))
        #expect(host.station.takeEffects() == [.replug])
        host.wait(.seconds(4))
        #expect(host.station.takeEffects() == [.unplug, .replug])
    }

    @Test func `the sensors are calibrated with a sheet, or not`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.send("C")
        #expect(host.said() == ["#L0Calibrating image sensors", "#10"])
        host.wait(.seconds(1))
        #expect(host.book.inBox == 1)
        var nobody = try Host(settings: .small)
        nobody.send("C")
        nobody.wait(.seconds(11))
        #expect(nobody.said() == ["#L0Calibrating image sensors", "#1A"])
        var short = try Host("at start: insert 5 inch sheet", settings: .small)
        short.send("C")
        #expect(short.said().last == "#11")
        var dark = try Host("at start: insert sheet; calibration result 71", settings: .small)
        dark.send("C")
        #expect(dark.said().last == "#71")
    }

    @Test func `a double-feed calibration without paper times out`() throws {
        var host = try Host(settings: .small)
        host.send("n12")
        host.wait(.seconds(9))
        #expect(host.said() == [])
        host.wait(.seconds(2))
        #expect(host.said() == ["#9A"])
    }
}
