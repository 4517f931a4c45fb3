import Foundation
import Glibc
import SANEMessages

/// Ends this process when the one that started it is gone, even while a backend hangs or spins.
///
/// A thread that waits for the other end of the socket to close. (The kernel's signal at a parent's death would come when
/// the *thread* that started the helper ends, which may be long before the process does.)
enum ParentWatch {
    /// What a scanner may take to stop its paper and to be given back in good order.
    private static let grace: UInt32 = 2

    static func begin(on socket: Int32, _ progress: SANEProgress) {
        Thread.detachNewThread {
            waitForHangUp(socket)
            progress.stop(through: .max)
            sleep(grace)
            _exit(1)
        }
    }

    private static func waitForHangUp(_ socket: Int32) {
        // Asked for nothing, poll still reports that the other end is closed.
        var waited = pollfd(fd: socket, events: 0, revents: 0)
        while unsafe poll(&waited, 1, -1) <= 0 || waited.revents & Int16(POLLHUP) == 0 {}
    }
}
