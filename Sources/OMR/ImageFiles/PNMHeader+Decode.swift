internal import CImageCodecs
internal import Raster

extension PNMHeader {
    /// The picture as 8-bit gray.
    func decode(_ bytes: [UInt8]) throws(ImageFileError) -> GrayImage {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height)
        switch (isRaw, isBitmap) {
        case (true, true): appendRawBits(from: bytes, to: &pixels)
        case (true, false): try appendRawSamples(from: bytes, to: &pixels)
        case (false, _): try appendWords(from: bytes, to: &pixels)
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    private func appendRawBits(from bytes: [UInt8], to pixels: inout [UInt8]) {
        for y in 0..<height {
            let row = pixelStart + y * rowBytes
            for x in 0..<width {
                let isBlack = bytes[row + x >> 3] >> UInt8(7 - x & 7) & 1 == 1
                pixels.append(isBlack ? 0 : 255)
            }
        }
    }

    private func appendRawSamples(from bytes: [UInt8], to pixels: inout [UInt8]) throws(ImageFileError) {
        if maxValue == 255, channels == 1 {
            pixels.append(contentsOf: bytes[pixelStart..<pixelStart + width * height])
            return
        }
        let size = maxValue > 255 ? 2 : 1
        for pixel in 0..<width * height {
            var samples = (0, 0, 0)
            let at = pixelStart + pixel * channels * size
            samples.0 = try scaled(rawSample(bytes, at: at, size: size))
            if channels == 3 {
                samples.1 = try scaled(rawSample(bytes, at: at + size, size: size))
                samples.2 = try scaled(rawSample(bytes, at: at + 2 * size, size: size))
            }
            pixels.append(gray(samples))
        }
    }

    private func appendWords(from bytes: [UInt8], to pixels: inout [UInt8]) throws(ImageFileError) {
        var words = PNMWords(bytes: bytes, at: pixelStart)
        for _ in 0..<width * height {
            if isBitmap {
                pixels.append(try words.bit() == 1 ? 0 : 255)
                continue
            }
            var samples = (0, 0, 0)
            samples.0 = try scaled(words.number("a pixel"))
            if channels == 3 {
                samples.1 = try scaled(words.number("a pixel"))
                samples.2 = try scaled(words.number("a pixel"))
            }
            pixels.append(gray(samples))
        }
        try words.expectEnd()
    }

    /// One or two bytes, the high one first.
    private func rawSample(_ bytes: [UInt8], at place: Int, size: Int) -> Int {
        size == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])
    }

    /// A sample brought from 0...maxValue to 0...255, rounded.
    private func scaled(_ sample: Int) throws(ImageFileError) -> Int {
        guard sample <= maxValue else {
            throw ImageFileError(.damaged, "expected PNM samples of at most \(maxValue), found \(sample)")
        }
        return (sample * 255 + maxValue / 2) / maxValue
    }

    private func gray(_ samples: (Int, Int, Int)) -> UInt8 {
        channels == 1
            ? UInt8(samples.0) : cic_darkest(UInt32(samples.0), UInt32(samples.1), UInt32(samples.2))
    }
}
