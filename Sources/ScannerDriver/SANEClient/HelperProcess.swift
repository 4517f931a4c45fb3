internal import CLinux
internal import Glibc
internal import ScannerDriver

/// The running helper: started with no more than it needs, and certainly ended.
final class HelperProcess {
    let id: pid_t
    private var ending: String?

    /// Starts a program with two open files, as its descriptors 3 and 4.
    ///
    /// Input and output go nowhere, and so do the backends' words, unless the environment asks libsane to speak
    /// (`SANE_DEBUG_...`). The helper has a process group of its own: a Ctrl-C at the terminal goes to this process alone,
    /// and a backend's own children are ended with it.
    ///
    /// - Parameter socket: closed here in any case: left open, it would hide that the helper has ended.
    init(_ path: String, givenAway socket: Int32, pages: Int32, environment: [String]) throws(ScannerFault) {
        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        // Out of the way of 3 and 4 before these are taken.
        let (freeSocket, freePages) = (fcntl(socket, F_DUPFD_CLOEXEC, 10), fcntl(pages, F_DUPFD_CLOEXEC, 10))
        defer {
            close(socket)
            close(freeSocket)
            close(freePages)
        }
        let isTalkative = environment.contains { $0.hasPrefix("SANE_DEBUG_") }
        unsafe posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        if !isTalkative { unsafe posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) }
        unsafe posix_spawn_file_actions_adddup2(&files, freeSocket, 3)
        unsafe posix_spawn_file_actions_adddup2(&files, freePages, 4)
        unsafe _ = scand_spawn_close_from(&files, 5)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        var id: pid_t = 0
        let problem = unsafe withCStrings([path]) { arguments in
            unsafe withCStrings(environment) { variables in
                unsafe posix_spawn(&id, path, &files, &attributes, arguments, variables)
            }
        }
        guard problem == 0 else {
            throw ScannerFault(.noMemory, "\(path) cannot be started: \(unsafe String(cString: strerror(problem)))")
        }
        self.id = id
    }

    deinit { _ = kill() }

    /// Waits for an end that was agreed on.
    func end(within limit: Duration) { if reap(within: limit) == nil { _ = kill() } }

    /// Ends the process and its children now, and takes its remains.
    ///
    /// - Returns: how it ended, in words: by itself when it had ended before.
    func kill() -> String {
        if let ending { return ending }
        Glibc.kill(-id, SIGKILL)
        // Only a process that waits inside the kernel for its device outlives this.
        return reap(within: .seconds(3)) ?? "cannot be ended: it waits inside the kernel"
    }

    /// Takes the process's remains; `nil` when it still runs.
    private func reap(within limit: Duration) -> String? {
        if let ending { return ending }
        let end = SuspendingClock.now + limit
        var pause: UInt32 = 100
        repeat {
            var status: Int32 = 0
            let answer = unsafe waitpid(id, &status, WNOHANG)
            if answer == id || answer < 0 && errno == ECHILD {
                ending = answer == id ? HelperProcess.words(for: status) : "ended"
                return ending
            }
            if SuspendingClock.now >= end { return nil }
            usleep(pause)
            pause = min(2 * pause, 20_000)
        } while true
    }

    private static func words(for status: Int32) -> String {
        let signal = status & 0x7F
        if signal == 0 { return "ended with status \(status >> 8 & 0xFF)" }
        return "ended by signal \(signal) (\(unsafe String(cString: strsignal(signal))))"
    }
}

/// Gives an array of C strings with its null pointer at the end, for the time of a call.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe strings.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("an array with an element has an address") }
        return unsafe body(base)
    }
}
