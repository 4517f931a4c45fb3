import SimulatedDevices
import Testing

struct PageScanPaperTests {
    @Test func `an accepted sheet is scanned, held and dropped into the box`() throws {
        var host = try Host("at start: insert 2 sheets", settings: .small)
        #expect(try host.status() == [0b0000_1000, 0b0001_1111, 0b000_0001])
        host.begin()
        #expect(host.said() == ["#30"])
        let rows = 86 + 2200 + 184
        #expect(host.image().count == rows * 96)
        #expect(host.said() == ["#31"])
        #expect(try host.status() == [0b0000_1011, 0, 0b10_0001])
        host.send("M", "8", "3", "9")
        #expect(host.said() == [])
        #expect(host.book.inBox == 1)
        #expect(try host.status() == [0b0000_1000, 0b0001_1111, 0b000_0001])
        #expect((host.book.putIn, host.book.inDevice) == (2, 1))
    }

    @Test func `a returned sheet lies in the rollers until it is taken`() throws {
        var people = PeopleSettings()
        people.takeDelay = .seconds(1)
        var host = try Host("at start: insert sheet", settings: .small, people: people)
        host.begin()
        _ = host.image()
        host.send("N", "8", "1", "9")
        #expect(host.book.returned == 0)
        #expect(try host.status() == [0b0000_1000, 0b0001_1111, 0b000_0001])
        host.wait(.milliseconds(999))
        #expect(host.book.returned == 0)
        host.wait(.milliseconds(2))
        #expect((host.book.returned, host.book.inDevice) == (1, 0))
        #expect(try host.status()[1] == 0)
    }

    @Test func `a sheet thrown out to the front is back in the person's hands`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.begin()
        _ = host.image()
        host.send("8", "4", "9")
        #expect(host.book.returned == 1)
    }

    @Test func `a sheet in escrow is scanned again`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.begin()
        let first = host.image()
        _ = host.said()
        host.send("8", "[", "9")
        let second = host.image()
        #expect(first == second && !first.isEmpty)
        #expect(host.said() == ["#30", "#31"])
        #expect(host.book.inDevice == 1)
    }

    @Test func `with run-out on a sheet drops without being asked`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.send("J", "\u{1B}e", "8")
        _ = host.image()
        host.wait(.seconds(1))
        #expect(host.book.inBox == 1)
        var released = try Host("at start: insert sheet", settings: .small)
        released.begin()
        _ = released.image()
        released.send("7")
        released.wait(.seconds(1))
        #expect(released.book.inBox == 1)
    }

    @Test func `an ejection does nothing while the feeder is off`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.begin()
        _ = host.image()
        host.send("9", "3")
        host.wait(.seconds(1))
        #expect(host.book.inBox == 0)
        #expect(host.book.violations == ["an ejection while the feeder is off"])
        var settings = PageScanSettings.small
        settings.ejectNeedsFeeder = false
        var free = try Host("at start: insert sheet", settings: settings)
        free.begin()
        _ = free.image()
        free.send("9", "3", "9")
        #expect(free.book.inBox == 1)
    }

    @Test func `paper in the input pauses an ejection until it is taken out`() throws {
        var people = PeopleSettings()
        people.areEager = true
        people.takeDelay = .seconds(1)
        var host = try Host("at start: insert 2 sheets", settings: .small, people: people)
        host.begin()
        _ = host.image()
        _ = host.said()
        host.send("M", "8", "3", "9")
        #expect(host.said() == ["#36"])
        #expect(host.book.inBox == 0)
        host.wait(.seconds(2))
        #expect(host.said() == ["#37"])
        #expect((host.book.inBox, host.book.returned) == (1, 1))
        #expect(host.book.putIn == 3)
    }

    @Test func `pick on command feeds one sheet, without it the next follows by itself`() throws {
        for (picks, begun) in [(true, 1), (false, 2)] {
            var host = try Host("at start: insert 2 sheets", settings: .small)
            host.send("J", "\u{1B}e", picks ? "\u{1B}X" : "\u{1B}Y", "8")
            _ = host.image()
            host.wait(.seconds(1))
            #expect(host.said().count { $0 == "#30" } == begun)
        }
    }

    /// Published as the trouble with voters who tease the paper: the feeder stays on until the paper reaches the rear.
    @Test func `a sheet pulled back before the rear leaves the feeder on`() throws {
        for (percent, restarts) in [(3, true), (40, false)] {
            var host = try Host(
                """
                at start: insert 2 sheets
                on sheet 1 at scanning \(percent)%: pull back
                """, settings: .small)
            host.begin()
            _ = host.image()
            #expect((host.book.returned, host.book.entries.first?.outcome) == (1, .pulledBack))
            host.wait(.seconds(1))
            #expect(host.said().count { $0 == "#30" } == (restarts ? 2 : 1))
        }
    }

    @Test func `a crooked sheet is not drawn in until it is straightened`() throws {
        var people = PeopleSettings()
        people.insertDelay = .seconds(1)
        var host = try Host("at start: insert crooked sheet", settings: .small, people: people)
        host.begin()
        host.wait(.milliseconds(1500))
        #expect(try host.status()[1] == 1)
        #expect(host.said() == [])
        host.wait(.milliseconds(1700))
        #expect(host.said() == ["#30"])
        #expect((host.book.putIn, host.book.returned) == (2, 1))
        var easy = try Host("at start: insert crooked sheet", settings: .small, people: people)
        easy.send("\u{1B}s1")
        easy.begin()
        easy.wait(.milliseconds(1300))
        #expect(easy.said() == ["#30"])
    }

    @Test func `the feed delay is waited for`() throws {
        var host = try Host("at start: insert sheet", settings: .small)
        host.write(Host.frame([0x1B, UInt8(ascii: "j"), 0x30]))
        host.begin()
        host.wait(.milliseconds(255))
        #expect(host.said() == [])
        host.wait(.milliseconds(2))
        #expect(host.said() == ["#30"])
    }

    @Test func `a long sheet jams unless its length was allowed`() throws {
        for (length, jams) in [(11, false), (14, true)] {
            var host = try Host("at start: insert \(length) inch sheet", settings: .small)
            host.write(Host.frame([0x1B, UInt8(ascii: "D"), 0x89, 0x30]))
            host.begin()
            _ = host.image()
            #expect(host.said().contains("#01") == jams)
        }
        var allowed = try Host("at start: insert 14 inch sheet", settings: .small)
        allowed.write(Host.frame([0x1B, UInt8(ascii: "D"), 0xA0, 0x31]))
        allowed.begin()
        _ = allowed.image()
        #expect(!allowed.said().contains("#01"))
    }

    @Test func `at a real speed a scan takes its time, and half speed twice of it`() throws {
        for (command, seconds) in [("k", 1.235), ("j", 2.47)] {
            var settings = PageScanSettings.small
            settings.speed = 10
            settings.imagePatience = .seconds(60)
            var host = try Host("at start: insert sheet", settings: settings)
            host.send(command)
            host.begin()
            host.wait(.seconds(seconds - 0.05))
            _ = host.image()
            #expect(!host.said().contains("#31"))
            host.wait(.milliseconds(100))
            _ = host.image()
            #expect(host.said().contains("#31"))
        }
    }

    @Test func `an ejection that takes longer than the motor runs leaves the sheet inside`() throws {
        var settings = PageScanSettings.small
        settings.speed = 1
        settings.imagePatience = .seconds(60)
        settings.motorLimit = .seconds(4)
        var host = try Host("at start: insert 13 inch sheet", settings: settings)
        host.begin()
        host.wait(.seconds(20))
        _ = host.image()
        host.send("8", "4", "9")
        host.wait(.seconds(30))
        #expect(host.book.inDevice == 1)
    }

    @Test func `paper left in the path at power-on follows register 9`() throws {
        for (way, outcome) in [(PageScanSettings.Way.front, "returned"), (.rear, "box"), (.none, "")] {
            var settings = PageScanSettings.small
            settings.bootMotion = way
            var host = try Host("at start: leave sheet in path; reboot", settings: settings)
            host.wait(.seconds(3))
            #expect(host.book.entries.map(\.outcome.rawValue) == (outcome.isEmpty ? [] : [outcome]))
            #expect(try host.status()[2] & 0x20 == (outcome.isEmpty ? 0x20 : 0))
        }
    }
}
