import SimulatedDevices
import Testing

struct StationTests {
    @Test func `people put in every sheet, and the box has them all`() throws {
        var host = try Host("at start: insert 25 sheets", settings: .small)
        host.setUp()
        for _ in 0..<25 {
            _ = host.scan()
            host.send("M", "8", "3", "9")
        }
        #expect((host.book.putIn, host.book.inBox, host.station.sheetsWaiting) == (25, 25, 0))
        #expect(host.book.entries.map(\.insertion) == Array(1...25))
        #expect(host.book.violations == [])
    }

    @Test func `a returned sheet is tried again as often as people are told to`() throws {
        var people = PeopleSettings()
        people.retries = 2
        var host = try Host("at start: insert sheet", settings: .small, people: people)
        host.begin()
        for _ in 0..<3 {
            #expect(!host.scan().isEmpty)
            host.send("N", "8", "4", "9")
        }
        #expect((host.book.putIn, host.book.returned, host.book.inDevice) == (3, 3, 0))
        #expect(host.station.sheetsWaiting == 0)
    }

    @Test func `sheets that clung together are tried again one by one`() throws {
        var people = PeopleSettings()
        people.retries = 1
        var host = try Host("at start: insert double sheet", settings: .small, people: people)
        host.begin()
        _ = host.scan()
        host.send("N", "8", "4", "9")
        for _ in 0..<2 {
            _ = host.scan()
            host.send("M", "8", "3", "9")
        }
        #expect((host.book.putIn, host.book.returned, host.book.inBox) == (4, 2, 2))
        #expect(host.book.events["33"] == 1)
    }

    @Test func `people lose patience with a sheet that nobody moves`() throws {
        var people = PeopleSettings()
        people.patience = .seconds(30)
        var host = try Host("at start: insert sheet", settings: .small, people: people)
        host.begin()
        _ = host.image()
        host.wait(.seconds(29))
        #expect(host.book.removed == 0)
        host.wait(.seconds(2))
        #expect(host.book.removed == 1)
        #expect(host.said() == ["#30", "#31", "#34", "#35"])
    }

    @Test func `eager people do not wait for the path`() throws {
        for (eager, covered) in [(true, UInt8(0b1_1111)), (false, 0)] {
            var people = PeopleSettings()
            people.areEager = eager
            var host = try Host("at start: insert 2 sheets", settings: .small, people: people)
            host.begin()
            _ = host.image()
            #expect(try host.status()[1] == covered)
        }
    }

    @Test func `a command can set off a rule`() throws {
        var host = try Host("on command Q: event 00", settings: .small)
        host.send("Q", "*", "Q")
        #expect(host.said().count { $0 == "#00" } == 2)
    }

    @Test func `a rule that comes late still catches the sheet that is in the device`() throws {
        for begins in [false, true] {
            var host = try Host("at start: insert sheet", settings: .small)
            host.setUp()
            if begins { host.send("8") }
            let late = try Script(
                parsing: "on sheet 1 at scanning 60%: event 00\non every sheet at scanning 80%: event 10")
            host.station.run(late, at: host.now)
            _ = host.scan()
            #expect(host.said() == ["#30", "#00", "#10", "#31"])
        }
    }

    @Test func `steps with a delay come in order, and end stops it all`() throws {
        var host = try Host(
            "after 1 s: event 11 after 1 s; event 10; end after 2 s; event 12 after 3 s", settings: .small)
        host.wait(.milliseconds(1500))
        #expect(host.said() == ["#10"])
        host.wait(.seconds(9))
        #expect(host.station.isOver)
        #expect(host.station.takeEffects() == [.end])
        #expect(host.book.events == ["10": 1, "11": 1])
    }

    @Test func `a script that goes in circles ends with a sentence`() throws {
        let host = try Host(
            """
            at start: leave sheet in path; jam
            on every sheet at jammed: open cover; clear path; close cover; leave sheet in path; jam
            """, settings: .small)
        #expect(host.station.isOver)
        #expect(host.station.trouble?.hasPrefix("the script goes in circles") == true)
    }

    @Test func `a simulation runs the same way twice`() throws {
        func run() throws -> SheetBook {
            let faults = try FaultPlan(seed: 11, rates: "jam=0.2,double=0.1,pull=0.1,cover=0.1")
            var people = PeopleSettings()
            people.retries = 1
            var host = try Host("at start: insert 40 sheets", settings: .small, people: people, faults: faults)
            host.begin()
            for _ in 0..<120 {
                host.send("8")
                _ = host.image()
                host.send("9")
                let events = host.said()
                host.send("N", "8", events.contains("#31") && !events.contains("#33") ? "3" : "4", "9")
                host.wait(.seconds(1))
            }
            return host.book
        }
        let book = try run()
        #expect(try run() == book)
        #expect(book.inBox > 20 && book.removed > 0 && book.returned > 0)
    }

    @Test func `a book keeps only so many violations and counts them all`() throws {
        var host = try Host(settings: .small)
        for _ in 0..<300 { host.send("x") }
        #expect(host.book.violationCount == 300)
        #expect(host.book.violations.count == SheetBook.violationsKept)
    }
}
