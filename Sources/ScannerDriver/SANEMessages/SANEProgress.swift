internal import Synchronization

/// What a helper is doing, for whoever waits for it: written and read without a word, in the page memory's head.
///
/// ```
///   0  beats      goes up when a call into libsane begins and when bytes of a page have come
///   8  call       which call it is, a SANECall
///  16  bytes      of the frame that is being read
///  24  stopped    batches up to this number are to end now; the only one that the scanning machine writes
/// ```
/// A helper that hangs inside libsane no longer beats, though its process may be busy: `net` spins in `sane_read` for
/// ever when its server dies.
///
/// Safe to share: its words are atomic.
@safe package final class SANEProgress: @unchecked Sendable {
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    /// Keeps the memory that the words lie in.
    private let memory: AnyObject?

    package static let size = 4 * MemoryLayout<Atomic<UInt64>>.stride

    /// Uses the head of a page memory.
    init(at words: UnsafeMutableRawPointer, in memory: AnyObject) {
        unsafe self.words = unsafe words.bindMemory(to: Atomic<UInt64>.self, capacity: 4)
        self.memory = memory
    }

    /// Progress that nobody watches.
    package init() {
        unsafe words = .allocate(capacity: 4)
        for index in 0..<4 { unsafe (words + index).initialize(to: Atomic(0)) }
        memory = nil
    }

    deinit { if memory == nil { unsafe words.deallocate() } }

    private func load(_ index: Int) -> UInt64 { unsafe words[index].load(ordering: .acquiring) }
    private func store(_ value: UInt64, _ index: Int) { unsafe words[index].store(value, ordering: .releasing) }

    // MARK: - The helper's side

    /// Notes a call that is about to be made. Reads of one frame are one call: only bytes are progress there.
    package func begin(_ call: SANECall) {
        guard call != .read || self.call != .read else { return }
        store(0, 2)
        store(call.rawValue, 1)
        beat()
    }

    package func received(_ count: Int) {
        guard count > 0 else { return }
        store(bytes + UInt64(count), 2)
        beat()
    }

    package func isStopped(batch: UInt64) -> Bool { load(3) >= batch }

    private func beat() { unsafe _ = words[0].add(1, ordering: .releasing) }

    // MARK: - The scanning machine's side

    package var beats: UInt64 { load(0) }
    package var call: SANECall { SANECall(rawValue: load(1)) ?? .none }
    package var bytes: UInt64 { load(2) }

    package func stop(through batch: UInt64) { store(batch, 3) }
}

/// A call into libsane that can take its time.
package enum SANECall: UInt64, Sendable, CaseIterable {
    /// Between calls: the helper itself is at work, or waits.
    case none
    case initialise, getDevices, open, options, start, parameters, read, cancel, close, exit
}

extension SANECall: CustomStringConvertible {
    package var description: String {
        switch self {
        case .none: "the helper itself"
        case .initialise: "sane_init"
        case .getDevices: "sane_get_devices"
        case .open: "sane_open"
        case .options: "sane_control_option"
        case .start: "sane_start"
        case .parameters: "sane_get_parameters"
        case .read: "sane_read"
        case .cancel: "sane_cancel"
        case .close: "sane_close"
        case .exit: "sane_exit"
        }
    }
}
