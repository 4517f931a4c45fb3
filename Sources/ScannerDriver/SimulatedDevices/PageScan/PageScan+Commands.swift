extension PageScan {
    /// Carries out what came over the wire.
    mutating func obey(_ found: PageScanCommandReader.Found, at now: Moment) {
        switch found {
        case .noise(let count):
            book.noteViolation("\(count) bytes outside of a command")
        case .unknown(let body):
            book.noteViolation("unknown command \(body.map(\.hex).joined(separator: " "))")
            send(.commandError, at: now)
        case .command(let command, let body, let isChecked):
            if setup.checksCommands, !isChecked {
                book.noteViolation("command \(body.map(\.hex).joined(separator: " ")) with a wrong check")
                send(.commandCheckError, at: now)
                return
            }
            happenings.append(.command(String(decoding: body, as: UTF8.self)))
            if motion == .scanning {
                book.noteViolation("command \(body.map(\.hex).joined(separator: " ")) during a scan")
            }
            hurry(at: now)
            obey(command, at: now)
        }
    }

    private mutating func obey(_ command: PageScanCommand, at now: Moment) {
        switch command {
        case .testString, .firmwareVersion, .firmwareBuild, .status, .settings, .serialNumber, .neededSensors,
            .doubleFeedValue, .tables, .register:
            tell(command, at: now)
        case .setSerialNumber(let name):
            flash.serialNumber = String(decoding: name, as: UTF8.self)
        case .setNeededSensors(let count): setup.neededSensors = count
        case .feeder(let isOn): setup.isFeederOn = isOn
        case .resolution(.medium): send(.commandError, at: now)
        case .resolution(let resolution): setup.resolution = resolution
        case .sides(let sides): setup.sides = sides
        case .pickOnCommand(let isOn): setup.picksOnCommand = isOn
        case .ejectPause(let isOn): setup.pausesEjection = isOn
        case .lowBits(let isOn): setup.isLowBits = isOn
        case .runOut(let isOn): setup.runsOut = isOn
        case .halfSpeed(let isOn): setup.isHalfSpeed = isOn
        case .autoScanStart: setup.hasAutoScanStart = true
        case .checking: setup.checksCommands = true
        // Nothing of these can be seen from outside.
        case .noMomentaryReverse, .lamps, .flowControl: break
        case .nudgeThreshold(let side, let step):
            setThreshold(side, to: UInt8(clamping: min(100, max(0, Int(threshold(side)) + step))), at: now)
        case .threshold(let side, let value): setThreshold(side, to: value, at: now)
        case .saveThresholds:
            // Acknowledged with the two values that were the default before. (?)
            answer(PageScanFrame.packet([0x06, flash.topThreshold, flash.bottomThreshold]), at: now)
            (flash.topThreshold, flash.bottomThreshold) = (setup.topThreshold, setup.bottomThreshold)
        case .longestDocument(let length): setup.longestDocument = length
        case .feedDelay(let milliseconds): setup.feedDelay = .milliseconds(milliseconds)
        case .eject(let way): ejectOnCommand(way, at: now)
        case .release: eject(.rear, at: now)
        case .doubleFeedDetection(let isOn): setup.detectsDoubleFeeds = isOn
        case .doubleFeedSensitivity(let percent): setup.doubleFeedSensitivity = percent
        case .doubleFeedLength(let length): setup.doubleFeedLength = length
        case .calibrateDoubleFeed(let sheets): beginCalibration(.doubleFeed(sheets: sheets), at: now)
        case .calibrateSensors: beginCalibration(.sensors, at: now)
        case .setRegister(let index, let value):
            flash.registers[Int(index)] = value
            answer(">0\(index.hex)\(value.hex)", at: now)
        case .saveRegisters: break
        case .reboot: happenings.append(.reboot)
        }
    }

    /// The commands that are questions.
    private mutating func tell(_ command: PageScanCommand, at now: Moment) {
        switch command {
        case .testString: answer("D Test Message USB 1.1/2.0 Communication", at: now)
        case .firmwareVersion:
            answer("V\(settings.productID)\(settings.firmwareVersion)\(settings.cpldVersion)", at: now)
        case .firmwareBuild: answer("X\(settings.firmwareBuild)", at: now)
        case .status:
            answer(PageScanFrame.packet([UInt8(ascii: "Q")] + status), at: now)
            if motion == .scanning {
                // The scan is lost: the sheet stays where it is.
                transmissionAborted = true
                stopScan()
            }
        case .settings: answer(PageScanFrame.packet([UInt8(ascii: "I")] + settingsWords.flatMap(\.littleEnd)), at: now)
        case .serialNumber: answer("*\(flash.serialNumber)", at: now)
        case .neededSensors: answer("s\(setup.neededSensors)\(settings.frontSensors)", at: now)
        case .doubleFeedValue(let key): answer("n3a\(key.rawValue)=\(doubleFeedValue(key))", at: now)
        case .tables(let isHalf): tellTables(isHalf: isHalf, at: now)
        case .register(let index): answer("<0\(index.hex)\(flash.registers[Int(index)].hex)", at: now)
        default: preconditionFailure("\(command) is no question")
        }
    }

    /// The three bytes of `Q`; bit 7 is always set, so that they never look like a frame's ends.
    var status: [UInt8] {
        let covered = coveredFrontSensors
        let rear = isPathCovering(Self.rearPlace)
        return [
            Self.bits([
                rear, rear, false, !setup.isHalfSpeed, isCoverOpen, false, setup.isFeederOn,
            ]),
            Self.bits((0..<5).map { covered > $0 } + [covered > 5, covered > 6]),
            Self.bits([
                motion == .still && !isCoverOpen && !isJammed, transmissionAborted, isJammed, false, false, path != nil,
                flash.needsCalibration,
            ]),
        ]
    }

    private static func bits(_ values: [Bool]) -> UInt8 {
        values.enumerated().reduce(0x80) { $1.element ? $0 | 1 << UInt8($1.offset) : $0 }
    }

    private var settingsWords: [UInt16] {
        let columns = settings.arrayColumns * (setup.resolution == .native ? 2 : 1)
        let arrays: UInt16 =
            switch setup.sides {
            case .top: 1
            case .bottom: 2
            case .duplex: 3
            }
        return [
            UInt16(setup.resolution.rawValue), setup.isLowBits ? 1 : 8, UInt16(setup.duplex ? 2 * columns : columns),
            arrays, flash.needsCalibration ? 1 : 0,
        ] + (settings.saysTableCount ? [2] : [])
    }

    /// Two packets, top then bottom. The bottom's columns come from right to left as the image shows them.
    private mutating func tellTables(isHalf: Bool, at now: Moment) {
        let tables = isHalf ? flash.tables : flash.tables.doubled
        for (side, table) in [(UInt8(0), tables.top), (1, tables.bottom)] {
            let white = side == 0 ? table.white : table.white.reversed()
            let black = side == 0 ? table.black : table.black.reversed()
            let count = UInt16(white.count).littleEnd
            answer(
                PageScanFrame.packet(
                    [UInt8(ascii: "W")] + count + [side << 4 | 8] + white + Self.sum(white).littleEnd + black
                        + Self.sum(black).littleEnd), at: now)
        }
    }

    private static func sum(_ values: [UInt8]) -> UInt16 { values.reduce(0) { $0 &+ UInt16($1) } }

    private func threshold(_ side: PageScanCommand.Side) -> UInt8 {
        side == .top ? setup.topThreshold : setup.bottomThreshold
    }

    private mutating func setThreshold(_ side: PageScanCommand.Side, to value: UInt8, at now: Moment) {
        if side == .top { setup.topThreshold = value } else { setup.bottomThreshold = value }
        answer("X\(side == .top ? "T" : "B") \(value.hex)", at: now)
    }
}

extension UInt16 {
    var littleEnd: [UInt8] { [UInt8(truncatingIfNeeded: self), UInt8(truncatingIfNeeded: self >> 8)] }
}

extension UInt32 {
    /// Eight digits, large letters.
    var hex: String {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0).hex }.joined()
    }
}
