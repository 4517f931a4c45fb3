internal import PageScanProtocol
internal import ScannerDriver

/// The conversation with one connected PageScan: commands out, packets in, nothing lost in between.
struct PageScanLink {
    /// What came from the device.
    enum Incoming {
        case packet(PageScanPacket)
        case garbage(String)
        case image(Int)
    }

    /// Packets that nobody asked for and nobody has looked at: more is a device that has gone mad.
    private static let mostWaiting = 4_096
    /// How long the rest of a packet may be on its way before its beginning is given up.
    private static let packetLimit = Duration.milliseconds(250)

    /// How often it is asked whether to stop, and what a device may then still take for an answer: it needs milliseconds.
    private static let stopLook = Duration.milliseconds(100)
    private static let stopLimit = Duration.milliseconds(300)

    let transport: any PageScanTransport
    let timing: PageScanTiming
    let isStopped: @Sendable () -> Bool
    private var receiver = PageScanReceiver()
    /// What came while an answer was awaited.
    private var waiting: [Incoming] = []
    /// What came in one transfer with the packet that was handed out last.
    private var heard: [Incoming] = []
    private var lastTransfer = Duration.zero
    /// The connection failed, or the device did not answer: it has to be made anew.
    private(set) var isBroken = false

    init(transport: any PageScanTransport, timing: PageScanTiming, isStopped: @escaping @Sendable () -> Bool) {
        self.transport = transport
        self.timing = timing
        self.isStopped = isStopped
    }

    var now: Duration { transport.now }

    mutating func send(_ commands: PageScanCommand...) throws(ScannerFault) { try send(commands) }

    mutating func send(_ commands: [PageScanCommand]) throws(ScannerFault) {
        for command in commands {
            try breaking { transport throws(ScannerFault) in try transport.write(command.frame) }
        }
    }

    /// The next thing that came, or comes before the deadline.
    mutating func next(until deadline: Duration) throws(ScannerFault) -> Incoming? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        return try hear(until: deadline)
    }

    /// What came while other things were asked, without waiting for more.
    mutating func takeWaiting() -> [Incoming] {
        defer { (waiting, heard) = ([], []) }
        return waiting + heard
    }

    /// Asks and waits for the answer that `pick` recognises. What else comes is kept for ``next(until:)``.
    ///
    /// - Throws: `timeout`, after which the connection counts as broken.
    mutating func ask<Answer>(
        _ command: PageScanCommand, within limit: Duration? = nil, _ pick: (PageScanPacket) -> Answer?
    ) throws(ScannerFault) -> Answer {
        try send(command)
        guard let answer = try answer(until: now + (limit ?? timing.answer), pick) else {
            isBroken = true
            throw ScannerFault(.timeout, "no answer to \(command)")
        }
        return answer
    }

    /// Waits for a packet that `pick` recognises; `nil` when it does not come.
    mutating func answer<Answer>(
        until deadline: Duration, _ pick: (PageScanPacket) -> Answer?
    ) throws(ScannerFault) -> Answer? {
        var others: [Incoming] = []
        defer { waiting = others + waiting }
        let begun = now
        while true {
            guard let incoming = try hear(until: min(deadline, now + PageScanLink.stopLook)) else {
                if now < deadline, !isStopped() || now - begun < PageScanLink.stopLimit { continue }
                return nil
            }
            if case .packet(let packet) = incoming, let answer = pick(packet) { return answer }
            others.append(incoming)
            guard others.count < PageScanLink.mostWaiting else {
                isBroken = true
                throw ScannerFault(.deviceFailure, "the scanner talks without end and does not answer")
            }
        }
    }

    mutating func status() throws(ScannerFault) -> PageScanStatus {
        try ask(.status) { if case .status(let status) = $0 { status } else { nil } }
    }

    mutating func beginImage(limit: Int) throws(ScannerFault) {
        waiting.removeAll { if case .image = $0 { true } else { false } }
        try breaking { transport throws(ScannerFault) in try transport.beginImage(limit: limit) }
    }

    mutating func endImage(
        isWhole: ([UInt8]) -> Bool
    ) throws(ScannerFault) -> (bytes: [UInt8], isCut: Bool) {
        try breaking { transport throws(ScannerFault) in try transport.endImage(isWhole: isWhole) }
    }

    /// Reads past what waits: packets that a transfer brought together are handed out one by one.
    private mutating func hear(until deadline: Duration) throws(ScannerFault) -> Incoming? {
        while true {
            if !heard.isEmpty { return heard.removeFirst() }
            let came = try breaking { transport throws(ScannerFault) in try transport.receive(until: deadline) }
            switch came {
            case .image(let count): return .image(count)
            case .packets(let bytes):
                heard = receiver.receive(bytes).map(Incoming.init)
                lastTransfer = now
            case nil:
                guard receiver.pendingCount > 0, now - lastTransfer >= PageScanLink.packetLimit else { return nil }
                heard = receiver.giveUpPending().map(Incoming.init)
            }
        }
    }

    private mutating func breaking<Result>(
        _ body: (any PageScanTransport) throws(ScannerFault) -> Result
    ) throws(ScannerFault) -> Result {
        do throws(ScannerFault) {
            return try body(transport)
        } catch {
            isBroken = true
            throw error
        }
    }
}

extension PageScanLink.Incoming {
    init(_ found: PageScanReceiver.Found) {
        switch found {
        case .packet(let packet): self = .packet(packet)
        case .garbage(let count, let start):
            let bytes = start.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
            self = .garbage("\(count) byte(s) that are no packet: \(bytes)")
        }
    }
}
