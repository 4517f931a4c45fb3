import DurableFiles
import Glibc

/// Asks the person at the process's terminal, and shows nothing of what is typed. As it was before when it is given up.
///
/// The terminal is read byte by byte, without its own line editing and signals: an interrupt must not leave it without echo.
final class PassphraseTerminal {
    private let descriptor: Int32
    private let before: termios

    init() throws(KeyFileError) {
        descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw KeyFileError("passphrase", nil, "there is no terminal to ask at: give --passphrase-file")
        }
        var settings = termios()
        guard unsafe tcgetattr(descriptor, &settings) == 0 else {
            _ = close(descriptor)
            throw KeyFileError("passphrase", nil, "the terminal cannot be asked: give --passphrase-file")
        }
        before = settings
        settings.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG | IEXTEN)
        settings.c_iflag |= tcflag_t(ICRNL)
        guard unsafe tcsetattr(descriptor, TCSAFLUSH, &settings) == 0 else {
            _ = close(descriptor)
            throw KeyFileError("passphrase", nil, "the terminal cannot hide what is typed: give --passphrase-file")
        }
    }

    deinit {
        var before = before
        _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &before)
        _ = close(descriptor)
    }

    /// One line from the person.
    func ask(_ prompt: String) throws(KeyFileError) -> SecretBytes {
        show(prompt)
        defer { show("\n") }
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
                throw KeyFileError("passphrase", nil, "was not given: nothing was changed")
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
        var byte: UInt8 = 0
        while true {
            let got = unsafe read(descriptor, &byte, 1)
            if got == 1 { return byte }
            if got < 0 && errno == EINTR { continue }
            throw KeyFileError("passphrase", nil, "the terminal has gone: nothing was changed")
        }
    }

    private func show(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }
}
