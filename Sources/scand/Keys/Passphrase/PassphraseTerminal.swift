import CLinux
import Glibc

/// Asks the person at the process's terminal, and shows nothing of what is typed. As it was before when it is given up.
///
/// The terminal is read byte by byte, without its own line editing and signals: an interrupt must not leave it without echo.
/// A signal that ends the process has its effect once the terminal is as it was.
final class PassphraseTerminal {
    private let descriptor: Int32
    private let before: termios
    /// Can be read when a signal has come.
    private let ends: Int32
    private var isHidden = true

    /// - Parameter option: what is to be given where nobody can be asked.
    init(or option: String) throws(KeyFileError) {
        descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw KeyFileError("passphrase", nil, "there is no terminal to ask at: give \(option)")
        }
        var settings = termios()
        guard unsafe tcgetattr(descriptor, &settings) == 0 else {
            _ = close(descriptor)
            throw KeyFileError("passphrase", nil, "the terminal cannot be asked: give \(option)")
        }
        before = settings
        settings.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG | IEXTEN)
        settings.c_iflag |= tcflag_t(ICRNL)
        // Before anything is hidden: whatever comes in between would leave it so.
        ends = scand_catch_ends()
        guard ends >= 0, unsafe tcsetattr(descriptor, TCSAFLUSH, &settings) == 0 else {
            if ends >= 0 { scand_release_ends() }
            _ = close(descriptor)
            throw KeyFileError("passphrase", nil, "the terminal cannot hide what is typed: give --passphrase-file")
        }
    }

    deinit { restore() }

    /// Puts the terminal back as it was, and then the signals: one that came ends the process here.
    private func restore() {
        guard isHidden else { return }
        isHidden = false
        var before = before
        _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &before)
        _ = close(descriptor)
        scand_release_ends()
    }

    /// One line from the person.
    func ask(_ prompt: String) throws(KeyFileError) -> SecretBytes {
        show(prompt)
        defer { if isHidden { show("\n") } }
        let phrase = unsafe try SecretBytes(capacity: PassphraseSource.maximumByteCount) { room throws(KeyFileError) in
            try unsafe typed(into: room)
        }
        guard phrase.count > 0 else { throw KeyFileError("passphrase", nil, "nothing was typed: nothing was changed") }
        return phrase
    }

    private func typed(into room: UnsafeMutableRawBufferPointer) throws(KeyFileError) -> Int {
        var count = 0
        while true {
            let byte = try nextByte()
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return count
            case 0x03, 0x04, 0x1C:  // Ctrl-C, Ctrl-D, Ctrl-\
                throw Self.notGiven
            case 0x08, 0x7F:  // A whole character of UTF-8 at a time.
                while count > 0 {
                    count -= 1
                    if unsafe room[count] & 0xC0 != 0x80 { break }
                }
            case 0x15: count = 0  // Ctrl-U
            case 0..<0x20:
                throw KeyFileError("passphrase", nil, "has a control character: nothing was changed")
            default:
                guard count < room.count else {
                    throw KeyFileError("passphrase", nil, "is longer than \(room.count) bytes: nothing was changed")
                }
                unsafe room[count] = byte
                count += 1
            }
        }
    }

    private func nextByte() throws(KeyFileError) -> UInt8 {
        guard isHidden else { throw Self.notGiven }
        var byte: UInt8 = 0
        while true {
            try endIfAsked()
            let got = unsafe read(descriptor, &byte, 1)
            if got == 1 { return byte }
            if got < 0 && errno == EINTR { continue }
            throw KeyFileError("passphrase", nil, "the terminal has gone: nothing was changed")
        }
    }

    /// Waits for something typed or for a signal. Where a signal is held back for later, the process lives on, but the
    /// passphrase was not given.
    private func endIfAsked() throws(KeyFileError) {
        let readable = Int16(POLLIN)
        var places = [
            pollfd(fd: ends, events: readable, revents: 0), pollfd(fd: descriptor, events: readable, revents: 0),
        ]
        while unsafe poll(&places, nfds_t(places.count), -1) < 0 && errno == EINTR {}
        guard places[0].revents & readable != 0 else { return }
        show("\n")
        restore()
        throw Self.notGiven
    }

    private static let notGiven = KeyFileError("passphrase", nil, "was not given: nothing was changed")

    private func show(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }
}
