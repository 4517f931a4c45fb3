import CUMockdev
import Glibc
import SimulatedDevices
import Synchronization

/// The kernel's side of usbfs for one device: programs submit transfers, the station fills them.
///
/// Requests come on umockdev's thread, time and the operator's lines on the main thread: everything happens under one lock.
/// A reap that finds nothing twice running is held until there is something, for a few milliseconds at most, because the device
/// file of the testbed is always ready and libusb would ask without end; the hold is short, because umockdev lets only one
/// request of an opening through at a time.
final class VirtualBus: @unchecked Sendable {
    private let lock = Mutex(())
    private let start = ContinuousClock.now
    private let deviceFile: String?
    private let wake: @Sendable () -> Void
    private var station: Station
    private var connections: [UInt: Connection] = [:]
    /// Who has claimed the interface.
    private var owner: UInt?
    private var effects: [Station.Effect] = []
    /// What the main thread waits for at the latest.
    private var announced: Moment?
    private var hasTimer = false
    private let endpoints: [UInt8]

    /// How long a reap is held while transfers come and go, and when none has for a few milliseconds: each answer that says
    /// "nothing" costs the program 50 µs, which would be counted as the driver's.
    private static let busyHold = Moment.milliseconds(1)
    private static let idleHold = Moment.milliseconds(10)
    private static let busyTime = Moment.milliseconds(5)

    /// - Parameters:
    ///   - deviceFile: its path as /proc shows it; nil to leave programs' memory alone.
    ///   - wake: makes the main thread look at ``tend()`` again.
    init(_ station: Station, deviceFile: String?, wake: @escaping @Sendable () -> Void) {
        self.station = station
        self.deviceFile = deviceFile
        self.wake = wake
        // Images first: their end is told on another endpoint.
        endpoints = station.device.usb.endpoints.sorted(by: >)
    }

    private var now: Moment { ContinuousClock.now - start }

    // The main thread.

    /// Does what is due. Gives what the testbed must do, and when to come again at the latest.
    func tend() -> (effects: [Station.Effect], until: Moment?) {
        lock.withLock { _ in
            let now = now
            serve(at: now)
            let deadline = station.nextDeadline(after: now)
            announced = deadline
            defer { effects = [] }
            return (effects, deadline.map { max(.zero, $0 - now) })
        }
    }

    /// Carries out steps of a script now.
    func perform(_ script: Script) {
        lock.withLock { _ in
            let now = now
            station.run(script, at: now)
            serve(at: now)
        }
    }

    /// Why the simulation could not go on; nil while it can.
    var trouble: String? { lock.withLock { _ in station.trouble } }

    var report: Report { lock.withLock { _ in Report(station) } }

    // umockdev's thread.

    /// Handles one request of a program. False for what usbfs does not know.
    func handle(_ client: UnsafeMutablePointer<UMockdevIoctlClient>) -> Bool {
        lock.withLock { _ in
            let now = now
            let connection = unsafe connection(of: client, at: now)
            let known = unsafe answer(client, on: connection, at: now)
            serve(at: now)
            let deadline = station.nextDeadline(after: now)
            if !effects.isEmpty || deadline.map({ $0 < announced ?? .seconds(Int64.max / 2) }) ?? false {
                announced = deadline
                wake()
            }
            startTimer(at: now)
            return known
        }
    }

    private func connection(of client: UnsafeMutablePointer<UMockdevIoctlClient>, at now: Moment) -> Connection {
        let key = UInt(bitPattern: client)
        if let known = connections[key] { return known }
        forgetGone(at: now)
        let new = unsafe Connection(client)
        connections[key] = new
        return new
    }

    /// Programs that closed the device or were killed leave nothing behind but the paper.
    ///
    /// umockdev notices a close, but not every kill. This is asked when a program comes, which is not among the connections yet:
    /// where no stranger but that one has the device file open, whoever was killed before its first transfer is gone too.
    private func forgetGone(at now: Moment) {
        guard !connections.isEmpty else { return station.hostLeft(at: now) }
        let open = deviceFile.map { Set(ClientMemory.processes(havingOpen: $0)) }
        let strangers = open?.subtracting(connections.values.compactMap { $0.memory?.process }).count
        for (key, connection) in connections {
            let isOpen =
                connection.memory.map { open?.contains($0.process) ?? true } ?? (strangers.map { $0 > 1 } ?? true)
            guard !connection.isConnected || !isOpen else { continue }
            connections[key] = nil
            if owner == key { owner = nil }
        }
        if connections.isEmpty { station.hostLeft(at: now) }
    }

    private func answer(
        _ client: UnsafeMutablePointer<UMockdevIoctlClient>, on connection: Connection, at now: Moment
    ) -> Bool {
        let request = unsafe umockdev_ioctl_client_get_request(client)
        guard let argument = unsafe umockdev_ioctl_client_get_arg(client) else { return false }
        let key = UInt(bitPattern: client)
        func complete(_ result: Int, _ error: Int32 = 0) {
            unsafe umockdev_ioctl_client_complete(client, glong(result), error)
        }
        if request == usbfs_reap || request == usbfs_reap_now {
            let isBusy = now - connection.lastActive < Self.busyTime
            let until = request == usbfs_reap ? nil : now + (isBusy ? Self.busyHold : Self.idleHold)
            connection.heldReap = unsafe .init(client: client, argument: argument, until: until)
            return true
        }
        guard !connection.isDead else {
            complete(-1, ENODEV)
            return true
        }
        switch request {
        case usbfs_get_capabilities: complete(unsafe tellCapabilities(argument) ? 0 : -1, EFAULT)
        case usbfs_submit:
            connection.lastActive = now
            let error = unsafe submit(argument, on: connection, at: now)
            complete(error == 0 ? 0 : -1, error)
        case usbfs_discard:
            connection.lastActive = now
            complete(unsafe discard(argument, on: connection) ? 0 : -1, EINVAL)
        case usbfs_reset:
            // The kernel takes the device from everyone, also from those who had claimed it.
            for each in connections.values { each.endReads(status: -ENOENT) }
            if owner != key { owner = nil }
            station.busReset(at: now)
            complete(0)
        case usbfs_claim_interface, usbfs_disconnect_claim:
            if let owner, owner != key {
                complete(-1, EBUSY)
            } else {
                owner = key
                complete(0)
            }
        case usbfs_release_interface:
            if owner == key { owner = nil }
            connection.endReads(status: -ENOENT)
            complete(0)
        case usbfs_clear_halt, usbfs_reset_endpoint, usbfs_set_interface, usbfs_set_configuration: complete(0)
        // No driver of the kernel holds the interface.
        case usbfs_get_driver, usbfs_ioctl: complete(-1, ENODATA)
        default: return false
        }
        return true
    }

    private func tellCapabilities(_ argument: UnsafeMutablePointer<UMockdevIoctlData>) -> Bool {
        guard let data = unsafe umockdev_ioctl_data_resolve(argument, 0, 4, nil) else { return false }
        defer { unsafe g_object_unref(data) }
        let all =
            USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM
            | USBDEVFS_CAP_BULK_SCATTER_GATHER | USBDEVFS_CAP_REAP_AFTER_DISCONNECT
        unsafe UnsafeMutableRawPointer(data.pointee.data)?.storeBytes(of: UInt32(all), as: UInt32.self)
        return true
    }

    // Transfers.

    private func submit(
        _ argument: UnsafeMutablePointer<UMockdevIoctlData>, on connection: Connection, at now: Moment
    ) -> Int32 {
        guard let urb = unsafe urb(argument, on: connection) else { return EFAULT }
        if urb.isControl {
            control(urb)
            connection.done.append(urb)
        } else if urb.endpoint & 0x80 != 0 {
            connection.waiting[urb.endpoint, default: []].append(urb)
        } else {
            station.advance(to: now)
            let isTaken = station.write(urb.written, to: urb.endpoint, at: now)
            urb.end(status: isTaken ? 0 : -EPIPE, length: isTaken ? urb.capacity : 0)
            connection.done.append(urb)
        }
        return 0
    }

    /// The first block comes through umockdev, and tells by its bytes whose memory it is in.
    private func urb(_ argument: UnsafeMutablePointer<UMockdevIoctlData>, on connection: Connection) -> URB? {
        if let memory = connection.memory {
            return unsafe URB.value(of: argument).flatMap { URB(at: $0, in: memory) }
        }
        let urb = unsafe URB(argument)
        if let urb, let deviceFile, !connection.hasLookedForMemory {
            connection.hasLookedForMemory = true
            connection.memory = ClientMemory.holding(urb.bytes, at: urb.address, deviceFile: deviceFile)
        }
        return urb
    }

    private func discard(_ argument: UnsafeMutablePointer<UMockdevIoctlData>, on connection: Connection) -> Bool {
        guard let address = unsafe URB.value(of: argument) else { return false }
        for (endpoint, urbs) in connection.waiting {
            guard let index = urbs.firstIndex(where: { $0.address == address }) else { continue }
            connection.waiting[endpoint]?.remove(at: index)
            urbs[index].end(status: -ENOENT)
            connection.done.append(urbs[index])
            return true
        }
        return false
    }

    /// Strings are all that is asked over the control endpoint: libusb has the descriptors from a file.
    private func control(_ urb: URB) {
        let setup = urb.written
        let usb = station.device.usb
        guard setup.count >= 8, setup[0] == 0x80, setup[1] == 6, setup[3] == 3 else {
            urb.end(status: -EPIPE)
            return
        }
        let texts = [1: usb.manufacturerName, 2: usb.productName, 3: usb.serialNumber]
        let content: [UInt8]
        if setup[2] == 0 {
            content = [0x09, 0x04]
        } else if let text = texts[Int(setup[2])] {
            content = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        } else {
            urb.end(status: -EPIPE)
            return
        }
        let answer = [UInt8(content.count + 2), 3] + content
        urb.end(with: answer.prefix(setup.count - 8), at: 8)
    }

    /// Lets the station act, fills the reads that wait, and answers those who reap.
    private func serve(at now: Moment) {
        var isMoving = true
        while isMoving {
            station.advance(to: now)
            isMoving = false
            noteEffects()
            guard station.isPlugged else { break }
            for connection in connections.values where !connection.isDead {
                for endpoint in endpoints where endpoint & 0x80 != 0 {
                    while fillNext(of: connection, endpoint, at: now) { isMoving = true }
                }
            }
            for endpoint in endpoints where endpoint & 0x80 != 0 {
                let count = connections.values.reduce(0) { $0 + ($1.waiting[endpoint]?.count ?? 0) }
                // The time now, not the request's: to make an image takes long, and no program is to blame for that.
                station.notePendingReads(count, on: endpoint, at: self.now)
            }
        }
        for connection in connections.values { connection.answerReap(at: now) }
    }

    private func fillNext(of connection: Connection, _ endpoint: UInt8, at now: Moment) -> Bool {
        guard let urb = connection.waiting[endpoint]?.first,
            let transfer = station.read(from: endpoint, capacity: urb.capacity, at: now)
        else { return false }
        switch transfer {
        case .data(let bytes): urb.end(with: bytes)
        case .stall: urb.end(status: -EPIPE)
        }
        connection.waiting[endpoint]?.removeFirst()
        connection.done.append(urb)
        connection.lastActive = now
        return true
    }

    private func noteEffects() {
        for effect in station.takeEffects() {
            effects.append(effect)
            guard effect == .unplug else { continue }
            // As the kernel does it: what is outstanding comes back and can still be reaped.
            for connection in connections.values {
                connection.endReads(status: -ESHUTDOWN)
                connection.isDead = true
            }
            owner = nil
        }
    }

    // The end of holding a reap: a timer on umockdev's own thread, which is awake at that time anyway.

    private func startTimer(at now: Moment) {
        guard !hasTimer, let due = connections.values.compactMap({ $0.heldReap?.until }).min() else { return }
        hasTimer = true
        let milliseconds = max(1, ((due - now).seconds * 1000).rounded(.up))
        let source = unsafe g_timeout_source_new(guint(milliseconds))
        unsafe g_source_set_callback(
            source,
            { bus in
                if let bus = unsafe bus { unsafe Unmanaged<VirtualBus>.fromOpaque(bus).takeUnretainedValue().ring() }
                return 0
            }, Unmanaged.passUnretained(self).toOpaque(), nil)
        unsafe g_source_attach(source, g_main_context_get_thread_default())
        unsafe g_source_unref(source)
    }

    private func ring() {
        lock.withLock { _ in
            hasTimer = false
            serve(at: now)
            startTimer(at: now)
        }
    }
}
