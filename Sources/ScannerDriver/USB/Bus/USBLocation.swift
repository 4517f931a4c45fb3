internal import Glibc
internal import ScannerDriver

/// Where a scanner is looked for, each time anew: it may have been unplugged meanwhile.
struct USBLocation {
    /// How long a device may take to come back after a reset.
    private static let returnLimit = Duration.seconds(3)
    private static let returnPoll = Duration.milliseconds(20)

    let context: USBContext
    let name: USBDeviceName
    let lockFolder: String

    /// Finds and opens the device so that nothing of an earlier program is left in it.
    ///
    /// It is claimed before it is reset, because a reset takes the claim of another program away without a word. The reset
    /// itself is needed: without it the first image comes shifted, and a stale half of an image may come before it. It is
    /// held open from then on, so that no other program gets in between, unless it came back as another device.
    func open() throws(ScannerFault) -> USBConnection {
        let path = try find().path
        let lock = try USBLock(folder: lockFolder, model: name.model, path: path)
        let handle = try openAndReset(at: path)
        // The kernel changes the configuration of unclaimed devices only.
        handle.release()
        try handle.setConfiguration(name.model.configuration)
        try handle.claim(name.model.interface)
        return USBConnection(handle: handle, lock: lock, model: name.model)
    }

    private func openAndReset(at path: String) throws(ScannerFault) -> USBHandle {
        let handle = try find(at: path).open()
        try handle.claim(name.model.interface)
        if try handle.reset() == .sameDevice { return handle }
        return try reopen(at: path)
    }

    /// The device that the name means.
    func find() throws(ScannerFault) -> USBDevice {
        let all = try context.devices(of: name.model)
        let matching: [USBDevice]
        switch name.place {
        case .only: matching = all
        case .path(let path): matching = all.filter { $0.path == path }
        case .serialNumber(let number):
            // A device that another program has open does not tell its number.
            matching = all.filter { device in (try? device.open()).map { device.serialNumber($0) } == number }
        }
        guard let device = matching.first else {
            let others = all.map { "'\(name.model.prefix):\($0.path)'" }.joined(separator: ", ")
            throw ScannerFault(
                .noDevice, "'\(name.text)'; \(others.isEmpty ? "no such device is plugged in" : "found: \(others)")")
        }
        guard matching.count == 1 else {
            let names = matching.map { "'\(name.model.prefix):\($0.path)'" }.joined(separator: ", ")
            throw ScannerFault(.badInput, "'\(name.text)' means more than one device: say which of \(names)")
        }
        return device
    }

    private func find(at path: String) throws(ScannerFault) -> USBDevice {
        guard let device = try context.devices(of: name.model).first(where: { $0.path == path }) else {
            throw ScannerFault(.noDevice, "'\(name.model.prefix):\(path)'; it was unplugged")
        }
        return device
    }

    private func reopen(at path: String) throws(ScannerFault) -> USBHandle {
        let clock = ContinuousClock()
        let deadline = clock.now + USBLocation.returnLimit
        while true {
            do throws(ScannerFault) {
                return try find(at: path).open()
            } catch {
                guard clock.now < deadline else { throw error }
                usleep(UInt32(USBLocation.returnPoll.microseconds))
            }
        }
    }
}

/// A device that is ours: open, reset, claimed and locked.
struct USBConnection {
    let handle: USBHandle
    let lock: USBLock
    let model: USBModel
}
