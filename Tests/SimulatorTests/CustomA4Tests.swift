import Raster
import SimulatedDevices
import Testing

struct CustomA4Tests {
    private let created = Array("JOB\0C\0\0\0".utf8)
    private let acknowledged = Array("STA\0A\0\0\u{1}".utf8)

    private func parameters(standing: UInt8 = 0, ultrasonic: UInt8 = 1, width: UInt8 = 48) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 40)
        bytes.replaceSubrange(0..<4, with: "ADF\0".utf8)
        bytes[8] = ultrasonic << 4 | standing
        bytes[10] = 3
        bytes[11] = 1
        bytes.replaceSubrange(12..<16, with: "RAW\0".utf8)
        bytes[18] = 8
        bytes[19] = 7
        bytes.replaceSubrange(20..<24, with: [200, 0, 200, 0])
        bytes[32] = width
        bytes.replaceSubrange(36..<38, with: [0xFC, 0x26])
        return Array("PAR\0\u{28}\0\0\u{1}".utf8) + bytes
    }

    private func info(_ host: inout Host) -> [UInt8] {
        host.write(Array("INFO0\0\0\u{1}".utf8))
        return host.transfers().last ?? []
    }

    private func ready(_ script: String, standing: UInt8 = 0, ultrasonic: UInt8 = 1) throws -> Host {
        var people = PeopleSettings()
        people.clearDelay = .seconds(1)
        var host = try Host(a4: script, people: people)
        host.write(created)
        host.write(parameters(standing: standing, ultrasonic: ultrasonic))
        host.write(Array("SCAN\0\0\0\u{1}".utf8))
        #expect(host.transfers() == [acknowledged, acknowledged, acknowledged])
        return host
    }

    /// Asks until the page is over; the last status.
    private func scanned(_ host: inout Host) -> [UInt8] {
        var status: [UInt8] = []
        for _ in 0..<10 {
            status = info(&host)
            if status.count == 48, status[26] != 0 { break }
        }
        return status
    }

    private func image(_ host: inout Host, side: UInt8, _ length: Int) -> [UInt8] {
        host.write(
            Array("IMG\0".utf8) + [UInt8(length & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length >> 16), side])
        return host.transfers(capacity: 1 << 20).flatMap { $0 }
    }

    @Test func `a sheet is scanned on both sides, held and dropped forward`() throws {
        var host = try ready("at start: insert sheet")
        let status = scanned(&host)
        let bytes = 48 * 2200
        #expect(status.prefix(4).elementsEqual("IDAT".utf8))
        // 105,600 of each side.
        #expect(Array(status[8..<16]) == [0x80, 0x9C, 1, 0, 0x80, 0x9C, 1, 0])
        #expect(Array(status[16..<24]) == [48, 0, 48, 0, 0x98, 8, 0x98, 8])
        #expect(Array(status[24..<28]) == Array("PpSS".utf8))
        for side in [UInt8(0), 1] {
            let image = image(&host, side: side, bytes)
            try #require(image.count == bytes)
            let sheet = SmallSheets.images(1, length: 2200)
            let expected = side == 0 ? sheet.front : sheet.back
            #expect((0..<40).allSatisfy { image[7 * 48 + 4 + $0] == expected[$0, 7] })
            #expect(image[7 * 48 + 3] == 0)
        }
        host.write(Array("STOP\0\0\0\u{1}".utf8))
        host.write(Array("MOTO\0\0\u{2}\u{1}".utf8))
        #expect(host.transfers() == [acknowledged, acknowledged])
        #expect((host.book.inBox, host.book.violations) == (1, []))
    }

    @Test func `a sheet is given back`() throws {
        var host = try ready("at start: insert sheet")
        _ = scanned(&host)
        host.write(Array("MOTO\0\0\u{3}\u{1}".utf8))
        #expect(host.book.returned == 1)
    }

    @Test func `a sheet drops by itself when that is asked for`() throws {
        for (standing, outcome) in [(UInt8(1), SheetBook.Outcome.box), (2, .returned)] {
            var host = try ready("at start: insert sheet", standing: standing)
            _ = scanned(&host)
            #expect(host.book.entries.map(\.outcome) == [outcome])
        }
    }

    @Test func `two sheets are noticed, or not when detection is off`() throws {
        var host = try ready("at start: insert double sheet")
        let status = scanned(&host)
        #expect(status[28] != 0 && status[35] & 2 != 0 && status[24] == 0)
        var blind = try ready("at start: insert double sheet", ultrasonic: 3)
        #expect(scanned(&blind)[28] == 0)
        blind.write(Array("MOTO\0\0\u{2}\u{1}".utf8))
        #expect(blind.book.inBox == 2)
    }

    @Test func `a jam, an open cover and a sheet held back are in the status`() throws {
        for (action, place) in [("jam", 29), ("open cover", 30), ("pull back", 35)] {
            var host = try ready("at start: insert sheet\non sheet 1 at scanning 50%: \(action)")
            let status = scanned(&host)
            #expect(status[place] & (place == 35 ? 1 : 0xFF) != 0 && status[24] == 0, "\(action)")
            host.wait(.seconds(5))
            // The scan stays over when the path is clear again.
            #expect(Array(info(&host)[24..<30]) == [0, 0] + Array("SS".utf8) + [0, 0], "\(action)")
        }
    }

    @Test func `a request without a job is refused, and so is nonsense`() throws {
        var host = try Host(a4: "")
        host.write(Array("INFO0\0\0\u{1}".utf8))
        host.write(created)
        host.write(Array("NONSENSE".utf8))
        var wrong = parameters()
        wrong[8] = UInt8(ascii: "X")
        host.write(wrong)
        host.write(Array("JOB\0E\0\0\u{1}".utf8))
        host.write(Array("STOP\0\0\0\u{1}".utf8))
        func error(_ code: UInt8) -> [UInt8] { Array("STA\0E\0\0".utf8) + [code] }
        #expect(host.transfers() == [error(0x81), acknowledged, error(0x80), error(0), acknowledged, error(0x81)])
    }

    @Test func `it says what it is`() throws {
        var host = try Host(a4: "")
        host.write(Array("CAP\0\u{1C}\0\u{1}\0".utf8))
        host.write(Array("CAP\0\u{1C}\0\u{2}\0".utf8))
        #expect(host.transfers().map { String(decoding: $0, as: UTF8.self) } == ["CDATCustom A4 Scanner", "CDAT1.24"])
    }

    @Test func `a hardware reset takes it off the bus`() throws {
        var host = try Host(a4: "")
        host.write(created)
        host.write(Array("PWR\0\0\0\0\u{1}".utf8))
        #expect(host.station.takeEffects() == [.unplug])
        host.wait(.seconds(2))
        #expect(host.station.takeEffects() == [.replug])
    }

    @Test func `gamma tables are taken, parameters may come in a write of their own`() throws {
        var host = try Host(a4: "")
        host.write(created)
        host.write(Array("MAP\0P\u{3}\u{2}\u{1}".utf8) + [0, 0, 255, 0, 10])
        let whole = parameters()
        host.write(Array(whole[..<8]))
        host.write(Array(whole[8...]))
        #expect(host.transfers() == [acknowledged, acknowledged, acknowledged])
    }
}
