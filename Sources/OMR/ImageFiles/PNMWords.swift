/// Reads the decimal numbers of a PNM file, which white space and comments part.
struct PNMWords {
    let bytes: [UInt8]
    /// Next byte to be read.
    var at: Int

    /// The next number; at most nine digits, which is beyond every limit.
    mutating func number(_ what: String) throws(ImageFileError) -> Int {
        skipSpaceAndComments()
        let start = at
        var value = 0
        while at < bytes.count, let digit = digit(bytes[at]), at - start < 9 {
            value = value * 10 + digit
            at += 1
        }
        if at == bytes.count, at == start { throw ImageFileError(.truncated, "expected \(what), found the end") }
        guard at > start, at == bytes.count || bytes[at].isPNMSpace || bytes[at] == UInt8(ascii: "#") else {
            throw ImageFileError(.damaged, "expected \(what) at byte \(start), found no such number")
        }
        return value
    }

    /// The next digit 0 or 1 of a P1 bitmap, where no space is needed between pixels.
    mutating func bit() throws(ImageFileError) -> Int {
        skipSpaceAndComments()
        guard at < bytes.count else { throw ImageFileError(.truncated, "expected a pixel, found the end") }
        guard let bit = digit(bytes[at]), bit < 2 else {
            throw ImageFileError(.damaged, "expected 0 or 1 at byte \(at), found another character")
        }
        at += 1
        return bit
    }

    mutating func skipOneSpace() throws(ImageFileError) {
        guard at < bytes.count else { throw ImageFileError(.truncated, "expected pixels, found the end") }
        guard bytes[at].isPNMSpace else {
            throw ImageFileError(.damaged, "expected white space before the pixels at byte \(at)")
        }
        at += 1
    }

    /// Refuses anything but white space and comments up to the end.
    mutating func expectEnd() throws(ImageFileError) {
        skipSpaceAndComments()
        guard at == bytes.count else {
            throw ImageFileError(.damaged, "expected the end at byte \(at), found \(bytes.count - at) more bytes")
        }
    }

    private mutating func skipSpaceAndComments() {
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "#") {
                while at < bytes.count, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
            } else if bytes[at].isPNMSpace {
                at += 1
            } else {
                return
            }
        }
    }

    private func digit(_ byte: UInt8) -> Int? {
        (0x30...0x39).contains(byte) ? Int(byte - 0x30) : nil
    }
}
