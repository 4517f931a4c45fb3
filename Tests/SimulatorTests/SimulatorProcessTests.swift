import Foundation
import Glibc
import Testing

/// The executable, through the real libusb, with a program that knows nothing of simulators.
@Suite(.serialized) struct SimulatorProcessTests {
    private static let status = "out 05 0251037C"
    private static let duplex = "out 05 024A03B5"
    private static let hold = "out 05 021B64036E"
    private static let feederOn = "out 05 02380304"
    private static let feederOff = "out 05 02390393"
    private static let toRear = "out 05 02330377"
    private static let answer = "in 85 16384 5000"

    /// The body of a packet, from its line of hexadecimal digits.
    private func body(_ line: String) -> String {
        let digits = Array(line.dropFirst(5))
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    /// Whether the program hears that the device is there again; that it left may come first.
    private func awaitsArrival(_ client: LineProgram) throws -> Bool {
        for _ in 0..<3 {
            switch try client.say("hotplug 0bd7 a002 5000") {
            case "arrived": return true
            case "left": continue
            default: return false
            }
        }
        return false
    }

    @Test func `a sheet goes through the real libusb into the box`() throws {
        let bus = try Bus("--sheets", "3")
        let client = try bus.client()
        #expect(try client.say("string 2") == "PageScan")
        #expect(try client.say("string 3") == "12345678")
        #expect(try client.say("out 05 024403B4") == "ok 4")
        #expect(body(try client.say(Self.answer)) == "D Test Message USB 1.1/2.0 Communication")
        for line in [Self.duplex, Self.hold, Self.feederOn] { try client.say(line) }
        let image = try client.say("image 1024 5000")
        #expect(image.hasPrefix("image \(2470 * 3456) "))
        #expect(body(try client.say(Self.answer)) == "#30")
        #expect(body(try client.say(Self.answer)) == "#31")
        for line in [Self.toRear, Self.feederOff] { try client.say(line) }
        let report = try bus.report()
        #expect((report["sheetsInBox"], report["sheetsPutIn"], report["violationCount"]) == (1, 2, 0))
        #expect(client.finish())
        #expect(bus.simulator.finish())
    }

    /// umockdev's own way through its socket must give the same bytes as the short one into the program's memory.
    @Test func `the image is the same whatever its way and the size of the reads`() throws {
        var images: Set<String> = []
        for way in ["direct", "copies"] {
            let bus = try Bus("--sheets", "3", "--patterns", "1", "--memory", way)
            let client = try bus.client()
            for line in [Self.duplex, Self.hold] { try client.say(line) }
            for size in [16, 64, 1024] {
                try client.say(Self.feederOn)
                images.insert(try client.say("image \(size) 5000"))
                for line in [Self.toRear, Self.feederOff] { try client.say(line) }
            }
        }
        #expect(images.count == 1 && images.first?.hasPrefix("image 8536320 ") == true)
    }

    @Test func `a read that nobody answers times out, a stall is a pipe error`() throws {
        let bus = try Bus()
        let client = try bus.client()
        #expect(try client.say("in 85 64 200") == "error LIBUSB_ERROR_TIMEOUT")
        #expect(try bus.simulator.say("stall 85") == "ok")
        #expect(try client.say("in 85 64 2000") == "error LIBUSB_ERROR_PIPE")
        #expect(try client.say("halt 85") == "ok")
        try client.say(Self.status)
        #expect(body(try client.say(Self.answer)).hasPrefix("Q"))
        #expect(try bus.simulator.say("silence 500 ms") == "ok")
        try client.say(Self.status)
        #expect(try client.say("in 85 64 200") == "error LIBUSB_ERROR_TIMEOUT")
    }

    @Test func `an unplugged device is gone for the program, and comes back`() throws {
        let bus = try Bus()
        let client = try bus.client()
        #expect(try client.say("hotplug 0bd7 a002 50") == "nothing")
        // A read that waits when the cable comes off.
        try client.send("in 85 64 10000")
        usleep(200_000)
        #expect(try bus.simulator.say("unplug") == "ok")
        #expect(try client.nextLine() == "error LIBUSB_ERROR_NO_DEVICE")
        #expect(try client.say("close") == "ok")
        // The transfer ends before the bus has told that the device is gone: libusb hears of it a moment later.
        var answer = ""
        for _ in 0..<100 {
            answer = try client.say("open 0bd7 a002")
            if answer == "error not found" { break }
            if answer == "ok" { try client.say("close") }
            usleep(50_000)
        }
        #expect(answer == "error not found")
        #expect(try bus.simulator.say("replug") == "ok")
        #expect(try awaitsArrival(client))
        for line in ["open 0bd7 a002", "claim", "reset"] { #expect(try client.say(line) == "ok") }
        try client.say(Self.status)
        #expect(body(try client.say(Self.answer)).hasPrefix("Q"))
    }

    @Test func `a cable that comes off in the middle of an image ends the image`() throws {
        let bus = try Bus("--sheets", "1")
        #expect(try bus.simulator.say("on sheet 1 at scanning 60%: unplug") == "ok")
        let client = try bus.client()
        for line in [Self.duplex, Self.hold, Self.feederOn] { try client.say(line) }
        #expect(try client.say("image 256 5000") == "error LIBUSB_ERROR_NO_DEVICE")
        #expect(try bus.report()["sheetsInDevice"] == 1)
    }

    @Test func `a program that is killed in a scan leaves the paper, and the next one starts clean`() throws {
        let bus = try Bus("--sheets", "1", "--set", "speed=10")
        let first = try bus.client()
        for line in [Self.duplex, Self.hold, Self.feederOn] { try first.say(line) }
        #expect(body(try first.say(Self.answer)) == "#30")
        try first.send("image 64 5000")
        usleep(300_000)
        first.signal(SIGKILL)
        #expect(first.status() == SIGKILL)
        let second = try bus.client()
        #expect(try second.say("in 86 65536 200") == "error LIBUSB_ERROR_TIMEOUT")
        try second.say(Self.status)
        let answer = try second.say(Self.answer)
        #expect(body(answer).hasPrefix("Q") && answer.count == 5 + 12, "\(answer)")
        for line in [Self.feederOn, "out 05 023403BC", Self.feederOff] { try second.say(line) }
        var returned = 0
        for _ in 0..<100 where returned == 0 {
            usleep(50_000)
            returned = try bus.report()["sheetsReturned"] ?? 0
        }
        #expect(returned == 1)
    }

    @Test func `a second program does not get the interface while the first holds it`() throws {
        let bus = try Bus()
        let first = try bus.client()
        let second = try LineProgram("USBEcho", environment: bus.environment)
        #expect(try second.say("open 0bd7 a002") == "ok")
        #expect(try second.say("claim") == "error LIBUSB_ERROR_BUSY")
        #expect(try first.say("release") == "ok")
        #expect(try second.say("claim") == "ok")
    }

    @Test func `a reboot takes the device off the bus and brings it back`() throws {
        let bus = try Bus("--set", "rebootTime=200ms")
        let client = try bus.client()
        #expect(try client.say("hotplug 0bd7 a002 50") == "nothing")
        try client.say("out 05 02300359")
        _ = try client.say("in 85 64 5000")
        try client.say("close")
        #expect(try awaitsArrival(client))
        #expect(try client.say("open 0bd7 a002") == "ok")
    }

    @Test func `a Custom A4 answers on the bus`() throws {
        let bus = try Bus("--device", "custom-a4")
        let client = try bus.client(product: "0dd4 4103")
        #expect(try client.say("string 2") == "Custom A4 Scanner")
        #expect(try client.say("out 02 4A4F420043000000") == "ok 8")
        #expect(try client.say("in 81 30 2000") == "data 5354410041000001")
    }

    @Test func `many sheets run through, each into the box`() throws {
        let bus = try Bus("--sheets", "30", "--patterns", "2")
        let client = try bus.client()
        #expect(try client.say("sheets 30", within: 60).hasPrefix("sheets 30 \(30 * 8_536_320) "))
        let report = try bus.report()
        #expect((report["sheetsInBox"], report["sheetsWaiting"], report["violationCount"]) == (30, 0, 0))
    }

    @Test func `images come from files, scaled to 200 dots an inch`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("simulator-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = folder.appendingPathComponent("page.pgm").path
        try (Data("P5 1700 1000 255\n".utf8) + Data(repeating: 200, count: 1_700_000))
            .write(to: URL(fileURLWithPath: page))
        let script = folder.appendingPathComponent("script").path
        try Data("at start: insert sheet \(page)\nset leadIn 0\nset leadOut 0\n".utf8)
            .write(to: URL(fileURLWithPath: script))
        let bus = try Bus("--script", script)
        let client = try bus.client()
        for line in [Self.duplex, Self.hold, Self.feederOn] { try client.say(line) }
        #expect(try client.say("image 1024 5000").hasPrefix("image \(1000 * 3456) "))
    }

    @Test func `it ends in order on a signal, and writes its report`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("simulator-report-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let bus = try Bus("--sheets", "2", "--report", file)
        let folder = try #require(bus.environment["UMOCKDEV_DIR"])
        #expect(FileManager.default.fileExists(atPath: folder))
        bus.simulator.signal(SIGTERM)
        #expect(bus.simulator.status() == 0)
        let report = try bus.simulator.nextLine()
        #expect(report.contains("\"sheetsPutIn\":1"))
        #expect(FileManager.default.contents(atPath: file) == Data(report.utf8))
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test(arguments: [
        (["--device", "fax"], "--device fax: expected pagescan or custom-a4"),
        (["--sheets"], "--sheets: unknown, or its"),
        (["--faults", "fire=1"], "fault 'fire=1': expected KIND=RATE"),
        (["--set", "colour=red"], "no setting is named"),
        (["--set", "speed=fast"], "setting speed: 'fast' is not a number"),
        (["--script", "/none"], "/none: cannot be read"),
        (["--sheets", "-1"], "--sheets -1: expected a number from 0"),
    ])
    func `what it cannot use it says in one line`(arguments: [String], message: String) throws {
        let simulator = try LineProgram("scand-simulator", arguments, keepsErrors: true)
        #expect(simulator.status() == 2)
        let errors = simulator.errors
        #expect(errors.hasPrefix("scand-simulator: " + message), "\(errors)")
        #expect(errors.count { $0 == "\n" } == 1)
    }

    @Test func `lines that it does not understand are refused, and it goes on`() throws {
        let bus = try Bus()
        #expect(try bus.simulator.say("dance").hasPrefix("error: 'dance': expected insert"))
        #expect(try bus.simulator.say("set speed 3").hasPrefix("error: "))
        #expect(try bus.simulator.say("insert sheet /some/file.pgm").hasPrefix("error: "))
        #expect(try bus.simulator.say("insert 2 sheets") == "ok")
        #expect(try bus.report()["sheetsPutIn"] == 1)
    }
}
