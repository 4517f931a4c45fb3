import CUMockdev
import Glibc

/// One transfer that a program has asked the kernel for: a USB request block, on loan from the program.
@safe final class URB {
    /// How the program's memory is reached.
    @safe private enum Way {
        case direct(ClientMemory)
        /// Copies that umockdev fetched through its socket and writes back when the block is reaped.
        case copies(UnsafeMutablePointer<UMockdevIoctlData>)
    }

    /// Where the block lies in the program: what it knows it by.
    let address: UInt
    private var block: usbdevfs_urb
    private let way: Way

    /// Takes the block that a request to submit points to out of a known memory.
    init?(at address: UInt, in memory: ClientMemory) {
        guard let bytes = memory.read(unsafe MemoryLayout<usbdevfs_urb>.size, at: address) else { return nil }
        self.address = address
        unsafe block = bytes.withUnsafeBytes { unsafe $0.load(as: usbdevfs_urb.self) }
        way = .direct(memory)
    }

    /// Takes it by way of umockdev, with its buffer.
    init?(_ argument: UnsafeMutablePointer<UMockdevIoctlData>) {
        guard
            let data = unsafe umockdev_ioctl_data_resolve(argument, 0, gsize(MemoryLayout<usbdevfs_urb>.size), nil)
        else { return nil }
        address = unsafe UInt(data.pointee.client_addr)
        unsafe block = UnsafeRawPointer(data.pointee.data).load(as: usbdevfs_urb.self)
        unsafe way = .copies(data)
        let length = unsafe gsize(block.buffer_length)
        guard length > 0 else { return }
        guard let offset = unsafe MemoryLayout<usbdevfs_urb>.offset(of: \.buffer),
            let buffer = unsafe umockdev_ioctl_data_resolve(data, gsize(offset), length, nil)
        else { return nil }
        unsafe g_object_unref(buffer)
    }

    deinit {
        if case .copies(let data) = way { unsafe g_object_unref(data) }
    }

    var endpoint: UInt8 { unsafe block.endpoint }
    var capacity: Int { unsafe Int(block.buffer_length) }
    var isControl: Bool { unsafe Int(block.type) == USBDEVFS_URB_TYPE_CONTROL }

    /// The block as the program wrote it.
    var bytes: [UInt8] { unsafe withUnsafeBytes(of: block) { unsafe Array($0) } }

    /// What the program wrote into the buffer; empty when it cannot be read.
    var written: [UInt8] {
        switch way {
        case .direct(let memory):
            return memory.read(capacity, at: unsafe UInt(bitPattern: block.buffer)) ?? []
        case .copies(let data):
            guard let start = unsafe Self.copiedBuffer(data) else { return [] }
            return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: capacity))
        }
    }

    /// Ends the transfer without data: 0 or a negative error number.
    func end(status: Int32, length: Int = 0) {
        unsafe block.status = status
        unsafe block.actual_length = Int32(length)
    }

    /// Ends the transfer with these bytes, put at an offset of the buffer.
    func end(with bytes: ArraySlice<UInt8>, at offset: Int = 0) {
        switch way {
        case .direct(let memory):
            let isWritten = memory.write(bytes, at: unsafe UInt(bitPattern: block.buffer) + UInt(offset))
            end(status: isWritten ? 0 : -EFAULT, length: isWritten ? bytes.count : 0)
        case .copies(let data):
            guard let start = unsafe Self.copiedBuffer(data) else { return end(status: -EFAULT) }
            unsafe bytes.withUnsafeBytes { source in
                guard let from = source.baseAddress else { return }
                unsafe (start + offset).copyMemory(from: from, byteCount: source.count)
            }
            end(status: 0, length: bytes.count)
        }
    }

    /// Hands the block back: where the reaping program looks for it, its address is put.
    ///
    /// - Returns: false when the program's memory cannot be written any more.
    func giveBack(to reap: UnsafeMutablePointer<UMockdevIoctlData>) -> Bool {
        switch way {
        case .direct(let memory):
            guard let place = unsafe Self.value(of: reap) else { return false }
            let pointer = unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
            return memory.write(bytes[...], at: address) && memory.write(pointer[...], at: place)
        case .copies(let data):
            guard let copy = unsafe UnsafeMutableRawPointer(data.pointee.data),
                let place = unsafe umockdev_ioctl_data_resolve(
                    reap, 0, gsize(MemoryLayout<UnsafeRawPointer>.size), nil)
            else { return false }
            unsafe copy.assumingMemoryBound(to: usbdevfs_urb.self).pointee.status = block.status
            unsafe copy.assumingMemoryBound(to: usbdevfs_urb.self).pointee.actual_length = block.actual_length
            unsafe umockdev_ioctl_data_set_ptr(place, 0, data)
            unsafe g_object_unref(place)
            return true
        }
    }

    /// The number that a program gave as a request's argument: mostly an address of its own.
    static func value(of argument: UnsafeMutablePointer<UMockdevIoctlData>) -> UInt? {
        unsafe UnsafeRawPointer(argument.pointee.data)?.load(as: UInt.self)
    }

    private static func copiedBuffer(
        _ data: UnsafeMutablePointer<UMockdevIoctlData>
    ) -> UnsafeMutableRawPointer? {
        unsafe UnsafeRawPointer(data.pointee.data)?.load(as: usbdevfs_urb.self).buffer
    }
}
