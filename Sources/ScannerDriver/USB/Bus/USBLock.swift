internal import Glibc
internal import ScannerDriver

/// A file's advisory lock that tells other processes of this program that a device is in use.
///
/// libusb's claim alone is not enough: a reset by a second process takes the claim away from the first without a word.
final class USBLock {
    private let descriptor: Int32

    /// - Throws: `deviceBusy` when another process holds it; `accessDenied` when the file cannot be opened.
    init(folder: String, model: USBModel, path: String) throws(ScannerFault) {
        let name = "\(folder)/scand-\(model.prefix)-\(path).lock"
        // First without O_CREAT: in a sticky folder the kernel refuses to create what another user has created.
        var opened = unsafe open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        if opened < 0, errno == ENOENT {
            opened = unsafe open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        }
        guard opened >= 0 else {
            throw ScannerFault(.accessDenied, "the lock file \(name): \(unsafe String(cString: strerror(errno)))")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw ScannerFault(.deviceBusy, "another process of scand uses it: \(name)")
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
