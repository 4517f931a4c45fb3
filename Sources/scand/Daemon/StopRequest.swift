import Foundation

/// The wish of a person or of the system that a long run ends soon and properly: SIGINT or SIGTERM.
///
/// The signals are held back and asked for between two sheets and wherever a scanner waits: no motion is interrupted, no handler
/// runs, and no thread that is started later can be ended by them. SIGQUIT and SIGKILL still end the process at once.
struct StopRequest: Sendable {
    private static let signals = [SIGINT, SIGTERM]

    /// Holds the signals back from now on. Call it before any thread is started.
    init() {
        var held = sigset_t()
        unsafe sigemptyset(&held)
        for signal in Self.signals { unsafe sigaddset(&held, signal) }
        _ = unsafe pthread_sigmask(SIG_BLOCK, &held, nil)
    }

    /// Returns when the wish is made.
    func wait() {
        var awaited = sigset_t()
        unsafe sigemptyset(&awaited)
        for signal in Self.signals { unsafe sigaddset(&awaited, signal) }
        var received: Int32 = 0
        while unsafe sigwait(&awaited, &received) != 0 {}
    }

    /// Does something when the wish is made, on a thread of its own. It is looked for twenty times a second: the signal itself stays
    /// for ``isMade``.
    func whenMade(_ act: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            while !isMade { usleep(50_000) }
            act()
        }
    }

    /// Whether the wish was made.
    var isMade: Bool {
        var waiting = sigset_t()
        guard unsafe sigpending(&waiting) == 0 else { return false }
        return Self.signals.contains { unsafe sigismember(&waiting, $0) == 1 }
    }
}
