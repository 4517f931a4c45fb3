internal import CSANE
internal import SANEMessages
internal import ScannerDriver

/// An open device: the handle and the calls on it that need nothing else. Options and pages have their own files.
///
/// Safe to hold: the handle is libsane's own and lives as long as the device.
@safe final class SANEDevice {
    let name: String
    let handle: SANE_Handle
    let progress: SANEProgress
    /// Keeps libsane initialised while the device is open.
    private let library: SANELibrary

    init(_ name: String, of library: SANELibrary) throws(ScannerFault) {
        library.progress.begin(.open)
        var opened: SANE_Handle?
        let status = unsafe SANEStatus(sane_open(name, &opened))
        // SANE standard 1.06, sane_open: "invalid" is said of a name that no backend knows.
        if status == .invalid { throw ScannerFault(.noDevice, "no device is named '\(name)'") }
        try status.check("sane_open '\(name)'")
        guard let handle = unsafe opened else { throw ScannerFault(.ioError, "sane_open '\(name)' gave no handle") }
        self.name = name
        unsafe self.handle = unsafe handle
        self.library = library
        progress = library.progress
    }

    deinit {
        cancel()
        progress.begin(.close)
        unsafe sane_close(handle)
        progress.begin(.none)
    }

    /// Begins the next frame: feeds paper when a new page begins.
    func start() -> SANEStatus {
        progress.begin(.start)
        return unsafe SANEStatus(sane_start(handle))
    }

    /// Ends a page or a batch. Required after the last page and after every failure before the device may start again.
    func cancel() {
        progress.begin(.cancel)
        unsafe sane_cancel(handle)
        progress.begin(.none)
    }
}
