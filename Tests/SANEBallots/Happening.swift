import CSANE
import Glibc

/// A misfortune.
struct Happening {
    private let name: String

    init(_ text: String) { name = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? "" }

    /// Does not return from most; else gives the status.
    func takePlace() -> SANE_Status {
        switch name {
        case "hang": while true { pause() }
        case "spin": while true { _ = getppid() }
        case "crash":
            // Truly: a signal that was only sent would be over when the runtime has told of it.
            unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
            return SANE_STATUS_IO_ERROR
        case "exit": exit(7)
        case "jam": return SANE_STATUS_JAMMED
        case "cover": return SANE_STATUS_COVER_OPEN
        case "io": return SANE_STATUS_IO_ERROR
        case "empty": return SANE_STATUS_NO_DOCS
        case "busy": return SANE_STATUS_DEVICE_BUSY
        case "end": return SANE_STATUS_EOF
        default: fatalError("'\(name)' is nothing that can happen")
        }
    }
}
