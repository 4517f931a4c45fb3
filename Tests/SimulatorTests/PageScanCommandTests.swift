import SimulatedDevices
import Testing

/// The frames are those of the protocol's description, checks and all; nothing here is computed by the device.
struct PageScanCommandTests {
    private func hex(_ text: String) -> [UInt8] {
        text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    @Test(arguments: [
        ("02 44 03 B4", "D Test Message USB 1.1/2.0 Communication"), ("02 56 03 B7", "V907220205"),
        ("02 1B 56 03 8E", "XJan 14 2021/10:46:08"), ("02 2A 03 07", "*12345678"), ("02 1B 73 03 1F", "s25"),
        ("02 1B 25 54 4B 03 21", "XT 4B"), ("02 1B 25 42 4B 03 6D", "XB 4B"), ("02 1B 2B 03 A9", "XT 4C"),
        ("02 1B 2D 03 F5", "XT 4A"), ("02 1B 3E 03 61", "XB 4C"), ("02 1B 3C 03 D8", "XB 4A"),
        ("02 6E 33 61 31 30 03 45", "n3a10=110"), ("02 6E 33 61 32 30 03 A7", "n3a20=190"),
        ("02 6E 33 61 33 30 03 74", "n3a30=128"), ("02 6E 33 61 34 30 03 F4", "n3a40=3"),
        ("02 6E 33 61 39 30 03 81", "n3a90=150"), ("02 3C 30 30 39 03 BE", "<00900000100"),
        ("02 3E 30 30 39 30 30 30 30 30 32 30 30 03 50", ">00900000200"),
        ("02 43 03 7F", "#L0Calibrating image sensors"),
    ])
    func `a question is answered, check byte and all`(frame: String, answer: String) throws {
        var host = try Host()
        host.write(hex("02 1B 4B 03 1B"))
        host.write(hex(frame))
        #expect(host.said() == [answer])
        #expect(host.book.violations == [])
    }

    @Test(arguments: [
        "02 1B 73 32 03 CC", "02 38 03 04", "02 39 03 93", "02 1B 4F 03 FE", "02 41 03 C6", "02 42 03 E8",
        "02 47 03 9A",
        "02 48 03 0C", "02 4A 03 B5", "02 1B 58 03 8F", "02 1B 59 03 18", "02 4D 03 7E", "02 4E 03 50", "02 79 03 C2",
        "02 7A 03 EC", "02 1B 65 03 F9", "02 1B 64 03 6E", "02 6A 03 56", "02 6B 03 C1", "02 67 03 79",
        "02 1B 55 03 A0",
        "02 1B 44 89 30 03 3B", "02 1B 6A 20 03 C7", "02 1B 6A 30 03 7D", "02 35 03 2B", "02 36 03 05", "02 37 03 92",
        "02 6E 03 B3", "02 6F 03 24", "02 6E 33 41 35 30 03 7F", "02 6E 33 42 31 30 30 03 47", "02 7D 03 27",
    ])
    func `a setting is taken in silence`(frame: String) throws {
        var host = try Host()
        host.write(hex("02 1B 4B 03 1B"))
        host.write(hex(frame))
        #expect(host.said() == [])
        #expect(host.book.violations == [])
    }

    @Test func `a wrong check byte is refused once checking is on, and not before`() throws {
        var host = try Host()
        host.write(hex("02 44 03 00"))
        #expect(host.said().count == 1)
        host.write(hex("02 1B 4B 03 1B"))
        host.write(hex("02 44 03 00"))
        #expect(host.said() == ["#0E"])
        #expect(host.book.violationCount == 1)
    }

    @Test(arguments: ["x", "n9", "n3A101", "n3B9", "\u{1B}Z", "<1zz", ">009123", "@", "*123"])
    func `what it does not know is a command error`(body: String) throws {
        var host = try Host()
        #expect(host.ask(body) == ["#05"])
        #expect(host.ask("D").count == 1)
    }

    @Test func `a threshold that looks like the end of a frame is a threshold`() throws {
        var host = try Host()
        host.write(Host.frame([0x1B, UInt8(ascii: "%"), UInt8(ascii: "T"), 0x03]))
        host.write(Host.frame([0x1B, UInt8(ascii: "%"), UInt8(ascii: "B"), 0x02]))
        #expect(host.said() == ["XT 03", "XB 02"])
    }

    @Test func `commands split over writes and merged in one write are the same commands`() throws {
        var host = try Host()
        for byte in hex("02 44 03 B4") { host.write([byte]) }
        #expect(host.said().count == 1)
        host.write(hex("02 56 03 B7 02 2A 03 07"))
        #expect(host.said() == ["V907220205", "*12345678"])
    }

    @Test func `bytes outside of a frame are noise`() throws {
        var host = try Host()
        host.write([0x55, 0x56] + hex("02 44 03 B4"))
        #expect(host.said().count == 1)
        #expect(host.book.violations == ["2 bytes outside of a command"])
    }

    @Test func `settings tell resolution, depth, columns, arrays and calibration`() throws {
        var host = try Host()
        host.send("I", "J", "I", "B", "z", "H", "I")
        let words = host.transfers().map { transfer in
            stride(from: 2, to: transfer.count - 1, by: 2).map { Int(transfer[$0]) | Int(transfer[$0 + 1]) << 8 }
        }
        #expect(words == [[200, 8, 1728, 1, 0, 2], [200, 8, 3456, 3, 0, 2], [400, 1, 3456, 2, 0, 2]])
    }

    @Test func `tables come in two packets, the bottom's from right to left`() throws {
        var host = try Host(settings: .small)
        host.send("W1")
        let packets = host.transfers()
        try #require(packets.count == 2)
        for (side, packet) in packets.enumerated() {
            try #require(packet.count == 1 + 4 + 2 * (48 + 2) + 1)
            #expect(packet[1...4].elementsEqual([UInt8(ascii: "W"), 48, 0, UInt8(side << 4 | 8)]))
            let (white, black) = (packet[5..<53], packet[55..<103])
            #expect(zip(white, black).allSatisfy { $0 > $1 })
            let sum = Int(packet[53]) | Int(packet[54]) << 8
            #expect(sum == white.reduce(0) { $0 + Int($1) } & 0xFFFF)
        }
        host.send("W")
        #expect(host.transfers().first?.prefix(4).elementsEqual([0x02, UInt8(ascii: "W"), 96, 0]) == true)
    }

    @Test func `what is written to flash outlives a reboot, what is set does not`() throws {
        var host = try Host()
        host.send(">00900000200", "}", "\u{1B}%TZ", "J", "\u{1B}s4", "*ABCDEFGH", "0")
        _ = host.transfers()
        host.wait(.seconds(2))
        #expect(host.ask("<009") == ["<00900000200"])
        #expect(host.ask("*") == ["*ABCDEFGH"])
        #expect(host.ask("\u{1B}s") == ["s25"])
        #expect(host.ask("\u{1B}+") == ["XT 4C"])
        host.send("I")
        #expect(host.transfers().first?[6] == 0xC0)
    }

    @Test func `thresholds are kept once they are saved`() throws {
        var host = try Host()
        host.write(Host.frame([0x1B, UInt8(ascii: "%"), UInt8(ascii: "T"), 60]))
        host.send("\u{1B}$")
        let acknowledgement = host.transfers().last
        host.send("0")
        #expect(acknowledgement == [0x02, 0x06, 75, 75, 0x03])
        host.wait(.seconds(2))
        #expect(host.ask("\u{1B}+") == ["XT 3D"])
    }
}
