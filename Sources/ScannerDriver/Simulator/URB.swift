import CUMockdev
import Glibc

/// One transfer that a program has asked the kernel for: a USB request block, on loan from the program.
@safe final class URB {
    /// What the program knows it by.
    let address: UInt
    let endpoint: UInt8
    let capacity: Int
    let isControl: Bool
    private let data: UnsafeMutablePointer<UMockdevIoctlData>
    private let buffer: UInt
    private let memory: ClientMemory?

    /// Takes over what a request to submit points to.
    init?(_ argument: UnsafeMutablePointer<UMockdevIoctlData>, memory find: (UInt, [UInt8]) -> ClientMemory?) {
        guard
            let data = unsafe umockdev_ioctl_data_resolve(argument, 0, gsize(MemoryLayout<usbdevfs_urb>.size), nil)
        else { return nil }
        unsafe self.data = data
        address = unsafe UInt(data.pointee.client_addr)
        guard let block = unsafe Self.block(of: data) else {
            unsafe g_object_unref(data)
            return nil
        }
        endpoint = unsafe block.pointee.endpoint
        capacity = unsafe Int(block.pointee.buffer_length)
        isControl = unsafe Int(block.pointee.type) == USBDEVFS_URB_TYPE_CONTROL
        buffer = unsafe UInt(bitPattern: block.pointee.buffer)
        let bytes = unsafe [UInt8](
            UnsafeRawBufferPointer(start: block, count: MemoryLayout<usbdevfs_urb>.size))
        memory = endpoint & 0x80 != 0 && !isControl ? find(address, bytes) : nil
        if memory == nil, capacity > 0, !resolveBuffer() {
            unsafe g_object_unref(data)
            return nil
        }
    }

    deinit { unsafe g_object_unref(data) }

    /// What the program wrote into the buffer.
    var written: [UInt8] {
        guard memory == nil, let block = unsafe Self.block(of: data), let start = unsafe block.pointee.buffer else {
            return []
        }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: capacity))
    }

    /// Ends the transfer without data: 0 or a negative error number.
    func end(status: Int32, length: Int = 0) {
        guard let block = unsafe Self.block(of: data) else { return }
        unsafe block.pointee.status = status
        unsafe block.pointee.actual_length = Int32(length)
    }

    /// Ends the transfer with these bytes, put at an offset of the buffer.
    func end(with bytes: ArraySlice<UInt8>, at offset: Int = 0) {
        if let memory {
            end(status: memory.write(bytes, at: buffer + UInt(offset)) ? 0 : -EFAULT, length: bytes.count)
            return
        }
        guard let block = unsafe Self.block(of: data), let start = unsafe block.pointee.buffer else { return }
        unsafe bytes.withUnsafeBytes { source in
            guard let from = source.baseAddress else { return }
            unsafe (start + offset).copyMemory(from: from, byteCount: source.count)
        }
        end(status: 0, length: bytes.count)
    }

    /// Hands the block back through the place where a reaping program looks for it.
    func giveBack(through place: UnsafeMutablePointer<UMockdevIoctlData>) {
        unsafe umockdev_ioctl_data_set_ptr(place, 0, data)
    }

    private func resolveBuffer() -> Bool {
        guard let offset = unsafe MemoryLayout<usbdevfs_urb>.offset(of: \.buffer),
            let child = unsafe umockdev_ioctl_data_resolve(data, gsize(offset), gsize(capacity), nil)
        else { return false }
        unsafe g_object_unref(child)
        return true
    }

    private static func block(of data: UnsafeMutablePointer<UMockdevIoctlData>) -> UnsafeMutablePointer<usbdevfs_urb>? {
        unsafe UnsafeMutableRawPointer(data.pointee.data)?.assumingMemoryBound(to: usbdevfs_urb.self)
    }
}
