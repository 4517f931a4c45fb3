extension SANEFrame {
    /// The frame's samples in 8 bits, 0 black to 255 white, without padding: `width * samplesPerPixel` a row.
    ///
    /// (SANE standard 1.06, "Image Data Format".) Samples of 16 bits are in this machine's byte order. At depth 1 a byte
    /// holds eight pixels, the leftmost in its highest bit; a set bit is black in a gray frame, and full intensity in a
    /// colour:
    /// ```
    /// gray  GGGGGGGG GGGGGGGG …            pixels 0-7, 8-15
    /// rgb   RRRRRRRR GGGGGGGG BBBBBBBB …   pixels 0-7, then 8-15
    /// ```
    package func samples(of bytes: [UInt8], height: Int) -> [UInt8] {
        if depth == 8, bytesPerLine == usedBytesPerLine { return bytes }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * samplesPerPixel * height)
        for row in 0..<height {
            let start = row * bytesPerLine
            switch depth {
            case 8: samples.append(contentsOf: bytes[start..<start + usedBytesPerLine])
            case 16: appendWords(bytes[start..<start + usedBytesPerLine], to: &samples)
            default: appendBits(bytes[start..<start + usedBytesPerLine], to: &samples)
            }
        }
        return samples
    }

    /// Brings 16 bits to 8: 0xFFFF stays white, and each of the 256 values stands for 257 others, rounded.
    private func appendWords(_ row: ArraySlice<UInt8>, to samples: inout [UInt8]) {
        for index in stride(from: row.startIndex, to: row.endIndex, by: 2) {
            let pair = (UInt32(row[index]), UInt32(row[index + 1]))
            let isLittleEndian = UInt16(1) == UInt16(1).littleEndian
            let word = isLittleEndian ? pair.1 << 8 | pair.0 : pair.0 << 8 | pair.1
            samples.append(UInt8((word + 128) / 257))
        }
    }

    private func appendBits(_ row: ArraySlice<UInt8>, to samples: inout [UInt8]) {
        let whenSet: UInt8 = channels == .gray ? 0 : 255
        for x in 0..<width {
            let group = row.startIndex + x / 8 * samplesPerPixel
            for channel in 0..<samplesPerPixel {
                let isSet = row[group + channel] & (0x80 >> UInt8(x % 8)) != 0
                samples.append(isSet ? whenSet : 255 - whenSet)
            }
        }
    }
}

/// The gray of a colour: its darkest channel, so that a coloured pen is as dark as a black one. Files are read alike.
package func darkest(red: UInt8, green: UInt8, blue: UInt8) -> UInt8 { min(red, green, blue) }

/// The gray of each red, green and blue in turn.
package func darkest(ofInterleaved samples: [UInt8]) -> [UInt8] {
    var gray: [UInt8] = []
    gray.reserveCapacity(samples.count / 3)
    for index in stride(from: 0, to: samples.count - 2, by: 3) {
        gray.append(darkest(red: samples[index], green: samples[index + 1], blue: samples[index + 2]))
    }
    return gray
}
