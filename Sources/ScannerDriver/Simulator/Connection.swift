import CUMockdev
import Glibc
import SimulatedDevices

/// One program's opening of the device file.
@safe final class Connection {
    /// A request to reap that waits for something to be reaped.
    @safe struct HeldReap {
        let client: UnsafeMutablePointer<UMockdevIoctlClient>
        let argument: UnsafeMutablePointer<UMockdevIoctlData>
        /// When it is told that there is nothing; nil for never.
        let until: Moment?
    }

    let client: UnsafeMutablePointer<UMockdevIoctlClient>
    /// Reads that wait, in the order of asking.
    var waiting: [UInt8: [URB]] = [:]
    /// Transfers to be reaped.
    var done: [URB] = []
    var heldReap: HeldReap?
    /// The last reap brought something: a program that takes all there is asks once more, and is told at once that there is no
    /// more. Holding that answer would cost a millisecond a command.
    var hasReaped = false
    var memory: ClientMemory?
    var hasLookedForMemory = false
    /// The device was unplugged: nothing works on this opening any more but reaping.
    var isDead = false
    var lastActive = Moment.zero

    init(_ client: UnsafeMutablePointer<UMockdevIoctlClient>) {
        unsafe g_object_ref(client)
        unsafe self.client = client
    }

    deinit { unsafe g_object_unref(client) }

    var isConnected: Bool { unsafe umockdev_ioctl_client_get_connected(client) != 0 }

    /// Ends all reads that wait.
    func endReads(status: Int32) {
        for endpoint in waiting.keys.sorted() {
            for urb in waiting[endpoint] ?? [] {
                urb.end(status: status)
                done.append(urb)
            }
        }
        waiting = [:]
    }

    /// Lets a held reap have what is done, or tells it that there is nothing.
    func answerReap(at now: Moment) {
        guard let held = heldReap else { return }
        if let urb = done.first {
            done.removeFirst()
            let isGiven = unsafe urb.giveBack(to: held.argument)
            hasReaped = true
            finish(held, result: isGiven ? 0 : -1, error: isGiven ? 0 : EFAULT)
        } else if isDead {
            finish(held, result: -1, error: ENODEV)
        } else if let until = held.until, now >= until || hasReaped {
            hasReaped = false
            finish(held, result: -1, error: EAGAIN)
        }
    }

    private func finish(_ held: HeldReap, result: Int, error: Int32) {
        heldReap = nil
        unsafe umockdev_ioctl_client_complete(held.client, glong(result), error)
    }
}
