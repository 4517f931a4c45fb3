public import CSANE
import Glibc

// What libsane calls: a backend named `ballots`, loaded as libsane-ballots.so.1 (SANE standard 1.06, section 4.3).

private func device(_ handle: SANE_Handle?) -> BallotsDevice {
    guard let handle = unsafe handle else { fatalError("libsane gave no handle") }
    return unsafe Unmanaged<BallotsDevice>.fromOpaque(handle).takeUnretainedValue()
}

@c(sane_ballots_init) public func initialise(
    _ version: UnsafeMutablePointer<SANE_Int>?, _ authorise: OpaquePointer?
) -> SANE_Status {
    unsafe version?.pointee = 1 << 24
    Tray()?.meet("init")
    return SANE_STATUS_GOOD
}

@c(sane_ballots_exit) public func shutDown() { Tray()?.meet("exit") }

@c(sane_ballots_get_devices) public func devices(
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<SANE_Device>?>?>, _ localOnly: SANE_Bool
) -> SANE_Status {
    Tray()?.meet("list")
    let feeder = UnsafeMutablePointer<SANE_Device>.allocate(capacity: 1)
    unsafe feeder.initialize(
        to: SANE_Device(
            name: strdup("feeder"), vendor: strdup("Nobody"), model: strdup("Ballots"),
            type: strdup("sheetfed scanner")))
    let devices = UnsafeMutablePointer<UnsafePointer<SANE_Device>?>.allocate(capacity: 2)
    unsafe devices[0] = unsafe UnsafePointer(feeder)
    unsafe devices[1] = nil
    unsafe list.pointee = unsafe devices
    return SANE_STATUS_GOOD
}

@c(sane_ballots_open) public func open(
    _ name: UnsafePointer<CChar>?, _ handle: UnsafeMutablePointer<SANE_Handle?>
) -> SANE_Status {
    guard let tray = Tray(), let device = BallotsDevice() else { return SANE_STATUS_INVAL }
    tray.meet("open")
    unsafe handle.pointee = unsafe Unmanaged.passRetained(device).toOpaque()
    return SANE_STATUS_GOOD
}

@c(sane_ballots_close) public func close(_ handle: SANE_Handle?) {
    unsafe device(handle).close()
    if let handle = unsafe handle { unsafe Unmanaged<BallotsDevice>.fromOpaque(handle).release() }
}

@c(sane_ballots_get_option_descriptor) public func optionDescriptor(
    _ handle: SANE_Handle?, _ index: SANE_Int
) -> UnsafePointer<SANE_Option_Descriptor>? {
    let options = unsafe device(handle).options.options
    return options.indices.contains(Int(index)) ? unsafe options[Int(index)].descriptor : nil
}

@c(sane_ballots_control_option) public func controlOption(
    _ handle: SANE_Handle?, _ index: SANE_Int, _ action: SANE_Action, _ value: UnsafeMutableRawPointer?,
    _ info: UnsafeMutablePointer<SANE_Int>?
) -> SANE_Status {
    let device = unsafe device(handle)
    guard let value = unsafe value else { return SANE_STATUS_INVAL }
    Tray()?.meet("options")
    guard device.options.options.indices.contains(Int(index)) else { return SANE_STATUS_INVAL }
    let name = device.options.options[Int(index)].name
    if action == SANE_ACTION_GET_VALUE {
        switch device.options[name] {
        case .word(let word): unsafe value.storeBytes(of: word, as: SANE_Word.self)
        case .sensor:
            let word = name.isEmpty ? Int32(device.options.options.count) : device.sensor(name) ? 1 : 0
            unsafe value.storeBytes(of: word, as: SANE_Word.self)
        case .text(let text):
            unsafe _ = strncpy(value.assumingMemoryBound(to: CChar.self), text, 32)
        case nil: return SANE_STATUS_INVAL
        }
        return SANE_STATUS_GOOD
    }
    switch device.options[name] {
    case .word:
        let word = unsafe value.load(as: SANE_Word.self)
        if device.options.refuses(name, word) { return SANE_STATUS_INVAL }
        device.options[name] = .word(word)
    case .text: device.options[name] = .text(unsafe String(cString: value.assumingMemoryBound(to: CChar.self)))
    case .sensor, nil: return SANE_STATUS_INVAL
    }
    unsafe info?.pointee = SANE_INFO_RELOAD_OPTIONS | SANE_INFO_RELOAD_PARAMS
    return SANE_STATUS_GOOD
}

@c(sane_ballots_get_parameters) public func parameters(
    _ handle: SANE_Handle?, _ parameters: UnsafeMutablePointer<SANE_Parameters>
) -> SANE_Status {
    unsafe parameters.pointee = unsafe device(handle).parameters()
    return SANE_STATUS_GOOD
}

@c(sane_ballots_start) public func start(_ handle: SANE_Handle?) -> SANE_Status { unsafe device(handle).start() }

@c(sane_ballots_read) public func read(
    _ handle: SANE_Handle?, _ data: UnsafeMutablePointer<UInt8>, _ most: SANE_Int,
    _ length: UnsafeMutablePointer<SANE_Int>
) -> SANE_Status {
    let (status, count) = unsafe device(handle).read(into: UnsafeMutableBufferPointer(start: data, count: Int(most)))
    unsafe length.pointee = Int32(count)
    return status
}

@c(sane_ballots_cancel) public func cancel(_ handle: SANE_Handle?) { unsafe device(handle).cancel() }

@c(sane_ballots_set_io_mode) public func setIOMode(_ handle: SANE_Handle?, _ isNonBlocking: SANE_Bool) -> SANE_Status {
    isNonBlocking == SANE_FALSE ? SANE_STATUS_GOOD : SANE_STATUS_UNSUPPORTED
}

@c(sane_ballots_get_select_fd) public func selectDescriptor(
    _ handle: SANE_Handle?, _ descriptor: UnsafeMutablePointer<SANE_Int>
) -> SANE_Status { SANE_STATUS_UNSUPPORTED }
