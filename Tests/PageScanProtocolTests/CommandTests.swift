import PageScanProtocol
import Testing

/// Every command's bytes, as the protocol's description lists them.
@Suite struct CommandTests {
    @Test func `the checksum of the nine digits is the catalogue's`() {
        #expect(CRC8.checksum(of: Array("123456789".utf8)) == 0x94)
        #expect(CRC8.checksum(of: []) == 0)
    }

    static let frames: [(PageScanCommand, String)] = [
        (.testMessage, "02 44 03 B4"), (.firmwareVersion, "02 56 03 B7"), (.firmwareBuild, "02 1B 56 03 8E"),
        (.status, "02 51 03 7C"), (.serialNumber, "02 2A 03 07"), (.settings, "02 49 03 9B"),
        (.requiredSensors, "02 1B 73 03 1F"), (.setRequiredSensors(.two), "02 1B 73 32 03 CC"),
        (.enableFeeder, "02 38 03 04"), (.disableFeeder, "02 39 03 93"), (.disableMomentaryReverse, "02 1B 4F 03 FE"),
        (.halfResolution, "02 41 03 C6"), (.mediumResolution, "02 40 03 51"), (.nativeResolution, "02 42 03 E8"),
        (.topOnly, "02 47 03 9A"), (.bottomOnly, "02 48 03 0C"), (.duplex, "02 4A 03 B5"),
        (.pickOnCommand(true), "02 1B 58 03 8F"), (.pickOnCommand(false), "02 1B 59 03 18"),
        (.ejectPause(true), "02 4D 03 7E"), (.ejectPause(false), "02 4E 03 50"),
        (.grayscale, "02 79 03 C2"), (.bitonal, "02 7A 03 EC"),
        (.runOutAtEnd(true), "02 1B 65 03 F9"), (.runOutAtEnd(false), "02 1B 64 03 6E"),
        (.fullSpeed(false), "02 6A 03 56"), (.fullSpeed(true), "02 6B 03 C1"), (.autoScanStart, "02 67 03 79"),
        (.enableChecksums, "02 1B 4B 03 1B"), (.flowControl, "02 1B 55 03 A0"),
        (.raiseThreshold(.top), "02 1B 2B 03 A9"), (.lowerThreshold(.top), "02 1B 2D 03 F5"),
        (.raiseThreshold(.bottom), "02 1B 3E 03 61"), (.lowerThreshold(.bottom), "02 1B 3C 03 D8"),
        (.setThreshold(.top, .usualThreshold), "02 1B 25 54 4B 03 21"),
        (.setThreshold(.bottom, .usualThreshold), "02 1B 25 42 4B 03 6D"),
        (.saveThresholds, "02 1B 24 03 3F"),
        (.maximumLength(DocumentLength(hundredthsOfInch: 1050)!), "02 1B 44 89 30 03 3B"),
        (.feedDelay(.none), "02 1B 6A 20 03 C7"), (.feedDelay(FeedDelay(steps: 16)!), "02 1B 6A 30 03 7D"),
        (.lamps(true), "02 35 03 2B"), (.lamps(false), "02 36 03 05"),
        (.ejectToRear, "02 33 03 77"), (.ejectToFront, "02 34 03 BC"), (.ejectToFrontAndHold, "02 31 03 CE"),
        (.releaseEscrow, "02 37 03 92"), (.rescan, "02 5B 03 98"),
        (.doubleFeedDetection(true), "02 6E 03 B3"), (.doubleFeedDetection(false), "02 6F 03 24"),
        (.calibrateDoubleFeedWithOneSheet, "02 6E 31 31 03 07"),
        (.calibrateDoubleFeedWithTwoSheets, "02 6E 31 32 03 29"),
        (.doubleFeedSensitivity(.usualSensitivity), "02 6E 33 41 35 30 03 7F"),
        (.doubleFeedMinimumLength(.oneInch), "02 6E 33 42 31 30 30 03 47"),
        (.doubleFeedValue(.oneSheet), "02 6E 33 61 31 30 03 45"),
        (.doubleFeedValue(.twoSheets), "02 6E 33 61 32 30 03 A7"),
        (.doubleFeedValue(.lamp), "02 6E 33 61 33 30 03 74"),
        (.doubleFeedValue(.sensors), "02 6E 33 61 34 30 03 F4"),
        (.doubleFeedValue(.threshold), "02 6E 33 61 39 30 03 81"),
        (.calibrationTables(.current), "02 57 03 20"), (.calibrationTables(.native), "02 57 30 03 BA"),
        (.calibrationTables(.half), "02 57 31 03 2D"), (.calibrateImageSensors, "02 43 03 7F"),
        (.readRegister(.bootEject), "02 3C 30 30 39 03 BE"),
        (
            .writeRegister(.bootEject, PageScanRegister.noBootEject),
            "02 3E 30 30 39 30 30 30 30 30 32 30 30 03 50"
        ),
        (.saveRegisters, "02 7D 03 27"), (.reboot, "02 30 03 59"),
    ]

    @Test(arguments: frames) func `a command has the bytes of the protocol`(command: PageScanCommand, bytes: String) {
        #expect(command.frame.hex == bytes)
    }

    @Test func `a serial number is set with its eight characters`() throws {
        let number = try #require(SerialNumber("AB-01234"))
        #expect(PageScanCommand.setSerialNumber(number).body == Array("*AB-01234".utf8))
        #expect(SerialNumber("AB-0123") == nil && SerialNumber("AB-0123\u{3}") == nil)
    }

    @Test func `a document's length takes the finest unit in which it fits`() throws {
        let long = try #require(DocumentLength(hundredthsOfInch: 2230))
        #expect(PageScanCommand.maximumLength(long).body == [0x1B, 0x44, 0xFF, 0x30])
        let longer = try #require(DocumentLength(hundredthsOfInch: 2231))
        #expect(PageScanCommand.maximumLength(longer).body == [0x1B, 0x44, 0x20 + 149, 0x31])
        let odd = try #require(DocumentLength(hundredthsOfInch: 1051))
        #expect(PageScanCommand.maximumLength(odd).body == [0x1B, 0x44, 0x20 + 106, 0x30])
        #expect(DocumentLength(hundredthsOfInch: 223 * 55) != nil)
        #expect(DocumentLength(hundredthsOfInch: 223 * 55 + 1) == nil && DocumentLength(hundredthsOfInch: 0) == nil)
    }

    @Test func `values beyond what the wire can say are refused`() {
        #expect(Percent(100) != nil && Percent(101) == nil && Percent(-1) == nil)
        #expect(FeedDelay(steps: 200)?.milliseconds == 3_200 && FeedDelay(steps: 201) == nil)
        #expect(FrontSensors(0) == nil && FrontSensors(7) == nil)
        #expect(DoubleFeedLength(hundredthsOfInch: 9) == nil && DoubleFeedLength(hundredthsOfInch: 251) == nil)
    }
}

extension [UInt8] {
    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
    }
}
