internal import CSANE
internal import Glibc
package import SANEMessages
public import ScannerDriver
internal import Synchronization

/// libsane, initialised: the way to its devices.
///
/// libsane keeps its state in the process and is not thread safe. There is one `SANELibrary` at a time, a second one is
/// refused as busy, and it and its scanners stay on one thread (none of them is `Sendable`). Scanners keep the library
/// alive; the last reference calls `sane_exit`.
///
/// Which backends are probed is libsane's business: `SANE_CONFIG_DIR` and its `dll.conf` are read when the first library
/// of the process is made. Listing takes 16 ms with a private `dll.conf` and seconds with Debian's full one.
///
/// A backend can crash, and it can hang without end when its device or its network peer dies in the middle of a page; no
/// thread can be saved from that. So only the helper process uses this, which can be killed: see `HelperSANEScanner`.
public final class SANELibrary {
    /// Version of libsane's interface, as in 1.1.1.
    public let version: String
    let progress: SANEProgress

    private static let isInUse = Mutex(false)

    /// Initialises libsane, and makes the process ignore SIGPIPE: network backends write to sockets whose peer is gone.
    ///
    /// Devices that ask for a user name and a password get empty ones and answer `accessDenied`.
    ///
    /// - Throws: `deviceBusy` when this process already has a `SANELibrary`.
    ///
    /// - Parameter progress: told of each call before it is made.
    package init(progress: SANEProgress) throws(ScannerFault) {
        let wasInUse = SANELibrary.isInUse.withLock { isInUse in
            defer { isInUse = true }
            return isInUse
        }
        guard !wasInUse else { throw ScannerFault(.deviceBusy, "libsane is already in use by this process") }
        self.progress = progress
        progress.begin(.initialise)
        do throws(ScannerFault) {
            version = try SANELibrary.start()
        } catch {
            SANELibrary.isInUse.withLock { $0 = false }
            throw error
        }
    }

    /// Initialises libsane for a program that watches nothing.
    public convenience init() throws(ScannerFault) { try self.init(progress: SANEProgress()) }

    deinit {
        progress.begin(.exit)
        sane_exit()
        progress.begin(.none)
        SANELibrary.isInUse.withLock { $0 = false }
    }

    private static func start() throws(ScannerFault) -> String {
        signal(SIGPIPE, SIG_IGN)
        var version: SANE_Int = 0
        let status = unsafe sane_init(&version) { _, user, password in
            unsafe user?.pointee = 0
            unsafe password?.pointee = 0
        }
        try SANEStatus(status).check("sane_init")
        return "\(version >> 24 & 0xFF).\(version >> 16 & 0xFF).\(version & 0xFFFF)"
    }
}
