internal import CLibUSB
internal import ScannerDriver

/// One bulk transfer that is submitted again and again, with a buffer of its own.
///
/// Safe to hold: it is retained while libusb has it, so buffer and transfer are freed only afterwards, and it holds the open
/// device, which is closed only after it: libusb looks at the handle when it frees a transfer. One that never comes back is
/// libusb's for good, which beats memory that is written after it was freed.
@safe final class USBTransfer {
    /// How a transfer ended.
    enum Outcome {
        case done
        case cancelled
        case failed(USBStatus)
    }

    private let handle: USBHandle
    private let transfer: UnsafeMutablePointer<libusb_transfer>
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var isPending = false
    /// Called from within `USBContext.handleEvents`, on the thread that called it.
    var whenFinished: (Outcome) -> Void = { _ in }

    init(_ handle: USBHandle, endpoint: UInt8, capacity: Int, timeout: Duration = .zero) throws(ScannerFault) {
        guard let transfer = unsafe libusb_alloc_transfer(0) else {
            throw ScannerFault(.noMemory, "libusb_alloc_transfer")
        }
        self.handle = handle
        unsafe self.transfer = unsafe transfer
        unsafe buffer = UnsafeMutableBufferPointer.allocate(capacity: capacity)
        unsafe buffer.initialize(repeating: 0)
        unsafe libusb_fill_bulk_transfer(
            transfer, handle.handle, endpoint, buffer.baseAddress, Int32(capacity),
            { finished in
                guard let context = unsafe finished?.pointee.user_data else { return }
                unsafe Unmanaged<USBTransfer>.fromOpaque(context).takeUnretainedValue().finish()
            }, nil, UInt32(timeout.microseconds / 1000))
    }

    deinit {
        unsafe libusb_free_transfer(transfer)
        unsafe buffer.deallocate()
    }

    var capacity: Int { unsafe buffer.count }

    /// What the last transfer brought or took. Valid until it is submitted again.
    var count: Int { unsafe Int(transfer.pointee.actual_length) }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        unsafe body(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }

    /// Asks for up to the capacity.
    func submit() throws(ScannerFault) { try submit(count: capacity) }

    /// Sends these bytes.
    func submit(_ bytes: [UInt8]) throws(ScannerFault) {
        precondition(bytes.count <= capacity, "what is sent fits into the transfer")
        for (index, byte) in bytes.enumerated() { unsafe buffer[index] = byte }
        try submit(count: bytes.count)
    }

    private func submit(count: Int) throws(ScannerFault) {
        precondition(!isPending, "a transfer is submitted once at a time")
        unsafe transfer.pointee.length = Int32(count)
        // Retained while libusb has it: the callback finds a living object.
        unsafe transfer.pointee.user_data = unsafe Unmanaged.passRetained(self).toOpaque()
        let result = unsafe libusb_submit_transfer(transfer)
        guard result == 0 else {
            unsafe Unmanaged.passUnretained(self).release()
            return try USBStatus.check(result, "libusb_submit_transfer")
        }
        isPending = true
    }

    /// Asks libusb to end it; it calls back all the same.
    func cancel() {
        if isPending { _ = unsafe libusb_cancel_transfer(transfer) }
    }

    private func finish() {
        isPending = false
        unsafe Unmanaged.passUnretained(self).release()
        whenFinished(unsafe USBTransfer.outcome(transfer.pointee.status))
    }

    private static func outcome(_ status: libusb_transfer_status) -> Outcome {
        switch status {
        case LIBUSB_TRANSFER_COMPLETED: .done
        case LIBUSB_TRANSFER_CANCELLED: .cancelled
        case LIBUSB_TRANSFER_TIMED_OUT: .failed(.timeout)
        case LIBUSB_TRANSFER_STALL: .failed(.stall)
        case LIBUSB_TRANSFER_NO_DEVICE: .failed(.noDevice)
        case LIBUSB_TRANSFER_OVERFLOW: .failed(.overflow)
        default: .failed(.inputOutput)
        }
    }
}
