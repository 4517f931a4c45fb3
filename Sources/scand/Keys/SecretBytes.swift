import CLinux

/// Bytes that must not be seen: a passphrase, a seed, a PIN.
///
/// They lie in pages of their own that no core dump holds, that a forked child finds empty and that are not swapped out where
/// the system allows it (mlock: RLIMIT_MEMLOCK may forbid it). They are overwritten when nobody holds them any more. Nothing
/// prints them: not a description, not a dump, not an error.
@safe public final class SecretBytes: @unchecked Sendable {
    // Unchecked: written in the initialiser alone, and by wipe() in tests.
    private let pages: UnsafeMutableRawBufferPointer
    /// How many there are.
    public let count: Int

    /// Room for a number of bytes, filled in place; `fill` gives how many it used.
    package init<Failure: Error>(
        capacity: Int, filling fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        let room = max(1, (capacity + 4095) / 4096) * 4096
        guard let start = unsafe scand_secret_pages(room) else { fatalError("there is no memory for a secret") }
        let pages = unsafe UnsafeMutableRawBufferPointer(start: start, count: room)
        do throws(Failure) {
            let count = unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: pages[..<capacity]))
            precondition(0...capacity ~= count, "a secret fits its room")
            unsafe (self.pages, self.count) = (pages, count)
        } catch {
            unsafe scand_free_secret_pages(start, room)
            throw error
        }
    }

    /// A copy of bytes that the caller has to forget.
    package convenience init(_ bytes: some Collection<UInt8>) {
        unsafe self.init(capacity: bytes.count) { room in
            unsafe room.copyBytes(from: bytes)
            return bytes.count
        }
    }

    /// Random bytes from the system's generator.
    package convenience init(randomCount count: Int) {
        var generator = SystemRandomNumberGenerator()
        unsafe self.init(capacity: count) { room in
            for index in room.indices { unsafe room[index] = generator.next() }
            return count
        }
    }

    deinit {
        if let start = unsafe pages.baseAddress { unsafe scand_free_secret_pages(start, pages.count) }
    }

    /// Lends the bytes; whoever takes a copy has to wipe it.
    package func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: pages[..<count]).assumingMemoryBound(to: UInt8.self)
        return try unsafe body(bytes)
    }

    /// Overwrites the bytes before their time.
    package func wipe() {
        if let start = unsafe pages.baseAddress { unsafe scand_wipe(start, pages.count) }
    }

    /// Overwrites bytes that had to pass through an array.
    package static func wipe(_ bytes: inout [UInt8]) {
        unsafe bytes.withUnsafeMutableBytes { buffer in
            if let start = buffer.baseAddress { unsafe scand_wipe(start, buffer.count) }
        }
    }
}

/// Printing or dumping a secret shows that it is one.
extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "a secret" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
