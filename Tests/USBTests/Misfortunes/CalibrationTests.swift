import ScannerDriver
import Testing
import USB

@Suite struct CalibrationTests {
    @Test func `the image sensors are calibrated and their tables are read anew`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.intercept = { fake, command in
            guard command == "C" else { return false }
            fake.after(.seconds(5)) { fake in
                fake.say("#L0 gain 17")
                fake.say("#10")
            }
            return true
        }
        let tables = fake.commands.filter { $0 == "W1" }.count
        #expect(scanner.outcome(.calibrate(.imageSensors)) == .event(.calibrated(.imageSensors)))
        #expect(fake.commands.filter { $0 == "W1" }.count == tables + 1)
    }

    @Test(arguments: [
        ("#13", ScannerFaultCode.sensorFailedOnSideA), ("#19", .dirtOnSideA), ("#51", .sensorFailedOnSideB),
        ("#53", .dirtOnSideB), ("#72", .sensorFailedOnSideA), ("#88", .sensorFailedOnSideB),
        ("#11", .calibrationFailed),
        ("#54", .calibrationFailed), ("#12", .calibrationFailed), ("#1A", .calibrationFailed), ("#34", .coverOpen),
    ])
    func `a calibration that fails names the side and the code`(code: String, expected: ScannerFaultCode) throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.intercept = { fake, command in
            if command == "C" { fake.say(code) }
            return false
        }
        let fault = try scanner.fault(.calibrate(.imageSensors))
        #expect(fault.code == expected && fault.detail.hasPrefix(code))
    }

    @Test func `double-feed detection is calibrated in two steps and set up again`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.intercept = { fake, command in
            if command == "n11" || command == "n12" { fake.after(.seconds(3)) { $0.say("#90") } }
            return false
        }
        for step in [DeviceCalibration.doubleFeedWithTwoSheets, .doubleFeedWithOneSheet] {
            #expect(scanner.outcome(.calibrate(step)) == .event(.calibrated(step)))
        }
        let two = try #require(fake.commands.firstIndex(of: "n12"))
        let one = try #require(fake.commands.firstIndex(of: "n11"))
        #expect(two < one && fake.commands[two - 1] == "o" && fake.commands[one - 1] == "o")
        fake.pile = 1
        #expect(scanner.outcome(.feedSheet) == .scanned)
        #expect(fake.commands.last(where: { $0 == "n" || $0 == "o" }) == "n")
    }

    @Test func `a double-feed calibration without paper fails`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.intercept = { fake, command in
            if command == "n12" { fake.after(.seconds(10)) { $0.say("#9A") } }
            return false
        }
        #expect(scanner.outcome(.calibrate(.doubleFeedWithTwoSheets)) == .fault(.calibrationFailed))
        fake.intercept = { _, _ in false }
        #expect(scanner.outcome(.calibrate(.doubleFeedWithTwoSheets)) == .fault(.calibrationFailed))
    }

    @Test func `the values of the double-feed sensor are read`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        let expected = DoubleFeedValues(oneSheet: 110, twoSheets: 120, threshold: 190, lamp: 130, sensors: 140)
        #expect(scanner.outcome(.readDoubleFeedValues) == .event(.doubleFeedValues(expected)))
    }

    @Test func `the sensors' tables come as the images show them`() throws {
        let fake = FakePageScan()
        var scanner = try fake.open()
        fake.intercept = { fake, command in
            guard command == "W1" else { return false }
            let rising = (0..<1_728).map { UInt8($0 / 8) }
            for side: UInt8 in [0x08, 0x18] {
                fake.say([0x57, 0xC0, 0x06, side] + rising + [0, 0] + [UInt8](repeating: 1, count: 1_728) + [0, 0])
            }
            return true
        }
        guard case .sensorTables(let tables) = try scanner.perform(.readSensorTables) else {
            Issue.record("no tables")
            return
        }
        #expect(tables.sideA.white.first == 0 && tables.sideA.white.last == 215)
        #expect(tables.sideB?.white.first == 215 && tables.sideB?.white.last == 0)
    }

    @Test(arguments: [("#02", ScannerFaultCode.calibrationNeeded), ("#0F", .deviceFailure), ("#06", .deviceFailure)])
    func `trouble that is reported between commands stops the next feed, once`(
        code: String, expected: ScannerFaultCode
    ) throws {
        let fake = FakePageScan()
        fake.pile = 1
        var scanner = try fake.open()
        fake.say(code)
        #expect(scanner.outcome(.readStatus) == .event(.status(ScannerStatus(paper: .none, isCoverOpen: false))))
        #expect(scanner.outcome(.feedSheet) == .fault(expected))
        #expect(scanner.outcome(.feedSheet) == .scanned)
    }

    @Test func `a device that asks for calibration scans nothing`() throws {
        let fake = FakePageScan()
        fake.pile = 1
        fake.needsCalibration = true
        var scanner = try fake.open()
        #expect(scanner.outcome(.feedSheet) == .fault(.calibrationNeeded))
    }
}
