import Glibc
import SANEMessages
import ScannerDriver

/// The process that libsane runs in, so that a backend which crashes or hangs takes nobody with it.
///
/// The scanning machine starts it with a socket and the page memory, and kills it when it does not answer in time.
@main struct SANEHelper {
    /// Where the starter puts the two descriptors.
    private static let (socket, pages): (Int32, Int32) = (3, 4)

    static func main() {
        guard CommandLine.arguments.count == 1, isSocket(socket), let memory = try? SANEPageMemory(descriptor: pages)
        else {
            let usage = "scand-sane-helper is started by scand alone: see 'scand scan --help'\n"
            unsafe _ = usage.withCString { unsafe write(STDERR_FILENO, $0, strlen($0)) }
            exit(64)
        }
        let channel = SANEChannel(descriptor: socket)
        let progress = memory.progress
        ParentWatch.begin(on: socket, progress)
        var server = HelperServer(channel: channel, memory: memory, progress: progress)
        server.run()
    }

    private static func isSocket(_ descriptor: Int32) -> Bool {
        var information = stat()
        return unsafe fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFSOCK
    }
}
