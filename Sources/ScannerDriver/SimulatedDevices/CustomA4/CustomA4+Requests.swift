extension CustomA4 {
    /// Why a request is refused.
    enum Refusal: UInt8 {
        case badFormat = 0x00
        case invalidCommand = 0x80
        case invalidJob = 0x81
    }

    mutating func obey(_ request: CustomA4Request, at now: Moment) {
        switch request {
        case .createJob:
            hasJob = true
            acknowledge(at: now)
        case .endJob(let job):
            guard isJob(job, at: now) else { return }
            hasJob = false
            acknowledge(at: now)
        case .releaseInfo(let kind):
            let text = [settings.model, settings.firmware, settings.hardware, settings.capabilities][Int(kind) - 1]
            answer(Array("CDAT".utf8) + Array(text.utf8.prefix(100)), at: now)
        case .status(let job):
            guard isJob(job, at: now) else { return }
            if settings.speed == 0, let height = pages.map(\.height).max() {
                see(rows: (rowsSeen ?? 0) + height / 4 + 1, at: now)
            }
            answer(status, at: now)
        case .move(let motor, let job):
            guard isJob(job, at: now) else { return }
            guard let motor = CustomA4Request.Motor(rawValue: motor) else { return refuse(.badFormat, at: now) }
            acknowledge(at: now)
            move(motor, at: now)
        case .parameters(let bytes, let job):
            guard isJob(job, at: now) else { return }
            guard let parameters = CustomA4Parameters(bytes) else { return refuse(.badFormat, at: now) }
            self.parameters = parameters
            acknowledge(at: now)
        case .scan(let job):
            guard isJob(job, at: now) else { return }
            guard parameters != nil, motion == .still, !isJammed, !isCoverOpen else {
                return refuse(.invalidCommand, at: now)
            }
            dropImages()
            isDouble = false
            isHeldBack = false
            motion = .scanning
            acknowledge(at: now)
        case .stop(let job):
            guard isJob(job, at: now) else { return }
            if motion == .scanning { motion = .still }
            rowsSeen = nil
            acknowledge(at: now)
        case .hardwareReset:
            happenings.append(.reboot)
        case .image(let length, let side):
            tellImage(length, side: Int(side), at: now)
        case .map(let job):
            guard isJob(job, at: now) else { return }
            acknowledge(at: now)
        case .unknown(let head):
            book.noteViolation("unknown request \(head.map(\.hex).joined(separator: " "))")
            refuse(.invalidCommand, at: now)
        }
    }

    private mutating func isJob(_ job: UInt8, at now: Moment) -> Bool {
        guard hasJob, job == Self.jobNumber else {
            book.noteViolation("a request for job \(job), which does not exist")
            refuse(.invalidJob, at: now)
            return false
        }
        return true
    }

    private mutating func acknowledge(at now: Moment) {
        answer(Array("STA\0A\0\0".utf8) + [Self.jobNumber], at: now)
    }

    private mutating func refuse(_ refusal: Refusal, at now: Moment) {
        answer(Array("STA\0E\0\0".utf8) + [refusal.rawValue], at: now)
    }

    private mutating func tellImage(_ length: Int, side: Int, at now: Moment) {
        guard side < pages.count else { return refuse(.invalidCommand, at: now) }
        let count = min(length, available(side))
        if count < length { book.noteViolation("\(length) bytes asked of side \(side), \(count) are there") }
        let start = pages[side].taken
        pages[side].taken += count
        answer(Array(pages[side].pixels[start..<start + count]), at: now)
    }

    func available(_ side: Int) -> Int {
        guard side < pages.count, let rowsSeen else { return 0 }
        return min(rowsSeen, pages[side].height) * pages[side].width - pages[side].taken
    }

    /// The 48 bytes of `INFO`.
    var status: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 48)
        func put(_ value: Int, at place: Int, count: Int) {
            for index in 0..<count { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        }
        bytes.replaceSubrange(0..<4, with: "IDAT".utf8)
        for side in 0..<2 {
            put(side < pages.count && !pages[side].pixels.isEmpty ? pageCount : 0, at: 4 + 2 * side, count: 2)
            put(available(side), at: 8 + 4 * side, count: 4)
            put(side < pages.count ? pages[side].width : 0, at: 16 + 2 * side, count: 2)
            put(side < pages.count ? pages[side].height : 0, at: 20 + 2 * side, count: 2)
        }
        if hasPage {
            bytes[24] = UInt8(ascii: "P")
            bytes[25] = UInt8(ascii: "p")
        }
        if hasPage || isScanOver {
            bytes[26] = UInt8(ascii: "S")
            bytes[27] = UInt8(ascii: "S")
        }
        if isDouble { bytes[28] = UInt8(ascii: "U") }
        if isJammed { bytes[29] = UInt8(ascii: "J") }
        if isCoverOpen { bytes[30] = UInt8(ascii: "O") }
        switch motion {
        case .still: break
        case .scanning: if rowsSeen != nil { bytes[33] = UInt8(ascii: "S") }
        case .moving: bytes[33] = UInt8(ascii: "M")
        }
        let covering = input.map { $0.covering ?? 2 } ?? 0
        for (bit, isSet) in [
            isHeldBack, isDouble, covering > 0, covering > 1, path != nil, path != nil, path != nil, path != nil,
        ].enumerated() where isSet { bytes[35] |= 1 << UInt8(bit) }
        if path != nil, hasPage { bytes[36] = 0x0F }
        bytes[37] = Self.jobNumber
        var state = 0
        if motion == .scanning { state |= 1 }
        if case .moving(let motor, _) = motion { state |= motor == .load ? 0x10000 : 0x20000 }
        put(state, at: 44, count: 4)
        return bytes
    }
}
