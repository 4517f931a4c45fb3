extension PageScanCommand {
    /// The command with the bytes that frame it and its checksum.
    public var frame: [UInt8] { PageScanFrame.toDevice(body) }

    /// The command itself.
    public var body: [UInt8] {
        switch self {
        case .testMessage: ascii("D")
        case .firmwareVersion: ascii("V")
        case .firmwareBuild: escape("V")
        case .serialNumber: ascii("*")
        case .setSerialNumber(let number): ascii("*" + number.text)
        case .status: ascii("Q")
        case .settings: ascii("I")

        case .enableFeeder: ascii("8")
        case .disableFeeder: ascii("9")
        case .requiredSensors: escape("s")
        case .setRequiredSensors(let sensors): escape("s\(sensors.count)")
        case .disableMomentaryReverse: escape("O")
        case .pickOnCommand(let isOn): escape(isOn ? "X" : "Y")
        case .ejectPause(let isOn): ascii(isOn ? "M" : "N")
        case .runOutAtEnd(let isOn): escape(isOn ? "e" : "d")
        case .fullSpeed(let isOn): ascii(isOn ? "k" : "j")
        case .autoScanStart: ascii("g")
        case .maximumLength(let length): escape("D") + [length.count, length.unit]
        case .feedDelay(let delay): escape("j") + [delay.byte]

        case .halfResolution: ascii("A")
        case .mediumResolution: ascii("@")
        case .nativeResolution: ascii("B")
        case .topOnly: ascii("G")
        case .bottomOnly: ascii("H")
        case .duplex: ascii("J")
        case .grayscale: ascii("y")
        case .bitonal: ascii("z")
        case .lamps(let areOn): ascii(areOn ? "5" : "6")

        case .raiseThreshold(.top): escape("+")
        case .raiseThreshold(.bottom): escape(">")
        case .lowerThreshold(.top): escape("-")
        case .lowerThreshold(.bottom): escape("<")
        case .setThreshold(let side, let level): escape("%") + [side.letter, level.value]
        case .saveThresholds: escape("$")

        case .ejectToRear: ascii("3")
        case .ejectToFront: ascii("4")
        case .ejectToFrontAndHold: ascii("1")
        case .releaseEscrow: ascii("7")
        case .rescan: ascii("[")

        case .doubleFeedDetection(let isOn): ascii(isOn ? "n" : "o")
        case .calibrateDoubleFeedWithOneSheet: ascii("n11")
        case .calibrateDoubleFeedWithTwoSheets: ascii("n12")
        case .doubleFeedSensitivity(let percent): ascii("n3A\(percent.value)")
        case .doubleFeedMinimumLength(let length): ascii("n3B\(length.hundredthsOfInch)")
        case .doubleFeedValue(let quantity): ascii("n3a\(quantity.rawValue)")

        case .calibrationTables(.current): ascii("W")
        case .calibrationTables(.native): ascii("W0")
        case .calibrationTables(.half): ascii("W1")
        case .calibrateImageSensors: ascii("C")
        case .readRegister(let register): ascii("<") + register.digits
        case .writeRegister(let register, let value):
            ascii(">") + register.digits + Hexadecimal.digits(value, count: 8)
        case .saveRegisters: ascii("}")

        case .enableChecksums: escape("K")
        case .flowControl: escape("U")
        case .reboot: ascii("0")
        }
    }
}

private func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

private func escape(_ text: String) -> [UInt8] { [PageScanFrame.escape] + Array(text.utf8) }
