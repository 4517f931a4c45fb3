extension PageScanPacket {
    /// Reads a body whose length is already known to be right for its kind; `nil` when its content is not.
    init?(body: ArraySlice<UInt8>) {
        guard let kind = body.first else { return nil }
        let content = body.dropFirst()
        switch kind {
        case UInt8(ascii: "W"): self.init(PageScanTable(body: body).map { .table($0) })
        case UInt8(ascii: "I"): self.init(settings: content)
        case UInt8(ascii: "Q"): self.init(PageScanStatus(Array(content)).map { .status($0) })
        case UInt8(ascii: "#"): self.init(event: content)
        default: self.init(kind: kind, text: content)
        }
    }

    private init?(_ packet: PageScanPacket?) {
        guard let packet else { return nil }
        self = packet
    }

    private init?(settings content: ArraySlice<UInt8>) {
        let bytes = Array(content)
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map { Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8 }
        self.init(PageScanSettings(words: words).map { .settings($0) })
    }

    private init?(event content: ArraySlice<UInt8>) {
        if content.starts(with: Array("L0".utf8)) {
            self = .calibrationText(String(decoding: content.dropFirst(2), as: UTF8.self))
        } else if let code = Hexadecimal.value(content),
            let event = PageScanEvent(rawValue: UInt8(truncatingIfNeeded: code))
        {
            self = .event(event)
        } else {
            guard content.allSatisfy({ PageScanPacket.isPrintable($0) }) else { return nil }
            self = .unknownEvent(String(decoding: content, as: UTF8.self))
        }
    }

    private init?(kind: UInt8, text content: ArraySlice<UInt8>) {
        guard PageScanPacket.isPrintable(kind), content.allSatisfy({ PageScanPacket.isPrintable($0) }) else {
            return nil
        }
        let text = Substring(decoding: content, as: UTF8.self)
        let unknown = PageScanPacket.unknown(String(decoding: [kind], as: UTF8.self) + text)
        switch kind {
        case UInt8(ascii: "D"): self = .testMessage(text.trimmingBlanks)
        case UInt8(ascii: "V"): self = .firmwareVersion(FirmwareVersion(text: text))
        case UInt8(ascii: "*"): self = .serialNumber(String(text))
        case UInt8(ascii: "X"): self = PageScanPacket(threshold: content) ?? PageScanPacket(build: text) ?? unknown
        case UInt8(ascii: "s"): self = PageScanPacket(sensors: content) ?? unknown
        case UInt8(ascii: "n"): self = PageScanPacket(doubleFeed: text) ?? unknown
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            self = PageScanPacket(register: content, isWritten: kind == UInt8(ascii: ">")) ?? unknown
        default: self = unknown
        }
    }

    /// `T 4B`: a build begins with a month, and no month begins with `T` or `B`.
    private init?(threshold content: ArraySlice<UInt8>) {
        guard content.count == 4, content[content.startIndex + 1] == UInt8(ascii: " "),
            let side = PageScanSide.allCases.first(where: { $0.letter == content.first }),
            let level = Hexadecimal.value(content.suffix(2))
        else { return nil }
        self = .threshold(side, Int(level))
    }

    private init?(build text: Substring) {
        guard text.contains("/") else { return nil }
        self = .firmwareBuild(String(text))
    }

    private init?(sensors content: ArraySlice<UInt8>) {
        let digits = content.compactMap { Hexadecimal.value([$0]) }
        guard content.count == 2, digits.count == 2, digits.allSatisfy({ $0 < 10 }) else { return nil }
        self = .requiredSensors(needed: Int(digits[0]), total: Int(digits[1]))
    }

    /// `3a30=123`.
    private init?(doubleFeed text: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].hasPrefix("3a"),
            let quantity = DoubleFeedQuantity(rawValue: String(parts[0].dropFirst(2))),
            parts[1].utf8.count <= 9, let value = Int(parts[1])
        else { return nil }
        self = .doubleFeedValue(quantity, value)
    }

    private init?(register content: ArraySlice<UInt8>, isWritten: Bool) {
        guard content.count == 11, content.first == UInt8(ascii: "0"),
            let index = Hexadecimal.value(content.dropFirst().prefix(2)),
            let value = Hexadecimal.value(content.suffix(8))
        else { return nil }
        let register = PageScanRegister(UInt8(truncatingIfNeeded: index))
        self = isWritten ? .registerWritten(register, value) : .register(register, value)
    }

    static func isPrintable(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }
}

extension FirmwareVersion {
    /// - Parameter text: nine characters: product 4, major 2, minor 2, programmable logic 1.
    fileprivate init(text: Substring) {
        var rest = text
        func next(_ count: Int) -> String {
            defer { rest = rest.dropFirst(count) }
            return String(rest.prefix(count))
        }
        product = next(4)
        major = next(2)
        minor = next(2)
        cpld = next(1)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String { String(drop { $0 == " " }) }
}
