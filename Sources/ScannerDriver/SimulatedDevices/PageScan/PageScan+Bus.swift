extension PageScan {
    package mutating func write(_ bytes: [UInt8], to endpoint: UInt8, at now: Moment) -> Bool {
        guard endpoint == Self.commands else {
            book.noteViolation("a write to endpoint 0x\(endpoint.hex)")
            return false
        }
        if stalls.remove(endpoint) != nil { return false }
        guard now >= silentUntil else { return true }
        reader.add(bytes)
        while let found = reader.next() { obey(found, at: now) }
        return true
    }

    package mutating func read(from endpoint: UInt8, capacity: Int, at now: Moment) -> USBTransfer? {
        if stalls.remove(endpoint) != nil { return .stall }
        guard now >= silentUntil else { return nil }
        switch endpoint {
        case Self.answers: return packet(capacity: capacity, at: now).map(USBTransfer.data)
        case Self.images: return imageBytes(capacity: capacity, at: now).map(USBTransfer.data)
        default: return .stall
        }
    }

    package mutating func notePendingReads(_ count: Int, on endpoint: UInt8, at now: Moment) {
        guard endpoint == Self.images else { return }
        imageReads = count
        if count > 0 || stream == nil {
            unreadSince = nil
        } else if unreadSince == nil {
            unreadSince = now
        }
    }

    package mutating func misbehave(_ misbehaviour: Misbehaviour, at now: Moment) -> Bool {
        switch misbehaviour {
        case .event(let code): send(code, at: now)
        case .stall(let endpoint):
            guard usb.endpoints.contains(endpoint) else { return false }
            stalls.insert(endpoint)
        case .silence(let time): silentUntil = now + time
        case .split(let length): splitLength = length
        case .merge(let merges): mergesPackets = merges
        case .calibrationResult(let code): calibrationResult = code
        }
        return true
    }

    /// One packet a transfer, unless the device was told to split or to merge.
    private mutating func packet(capacity: Int, at now: Moment) -> ArraySlice<UInt8>? {
        guard let first = outbox.first, first.due <= now else { return nil }
        var bytes = first.bytes
        outbox.removeFirst()
        if mergesPackets {
            while let next = outbox.first, next.due <= now, bytes.count + next.bytes.count <= capacity {
                bytes += next.bytes
                outbox.removeFirst()
            }
        }
        let length = splitLength > 0 ? min(splitLength, capacity) : capacity
        if bytes.count > length {
            outbox.insert(Packet(bytes: bytes.dropFirst(length), due: now), at: 0)
            bytes = bytes.prefix(length)
        }
        return bytes
    }

    /// With an endless speed the paper moves on as the host reads, as far as something that somebody wants to be told.
    private mutating func imageBytes(capacity: Int, at now: Moment) -> ArraySlice<UInt8>? {
        while rowsPerSecond == nil, motion == .scanning, happenings.isEmpty, let current = stream,
            current.available < capacity
        {
            let missing = capacity - current.available
            moveScan(to: current.producedRows + (missing + current.rowBytes - 1) / current.rowBytes)
            guard reachMilestone(at: now) else { break }
        }
        return stream?.take(capacity: capacity)
    }
}
