internal import CImageCodecs
internal import Raster

/// A decoder written in C, and which picture of the file it shall take.
enum Codec: Hashable, Sendable {
    case png
    case jpeg
    /// The picture whose directory starts at this byte.
    case tiff(directory: UInt64)

    /// Checks the size that the header states, takes memory for just that picture, and fills it.
    func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageFileError) -> ImageFrame {
        let header = try readHeader(bytes, limits: limits)
        let image = try unsafe GrayImage(width: Int(header.width), height: Int(header.height)) {
            buffer throws(ImageFileError) in
            try unsafe readGray(bytes, limits: limits, header: header, into: buffer)
        }
        return ImageFrame(
            image: image, dpiHint: DotsPerInch(horizontal: header.dpi_x, vertical: header.dpi_y))
    }

    /// The size that the header states, checked against the limits.
    func size(_ bytes: [UInt8], limits: ImageLimits) throws(ImageFileError) -> ImageSize {
        let header = try readHeader(bytes, limits: limits)
        return ImageSize(
            width: Int(header.width), height: Int(header.height),
            dpiHint: DotsPerInch(horizontal: header.dpi_x, vertical: header.dpi_y))
    }

    private func readHeader(_ bytes: [UInt8], limits: ImageLimits) throws(ImageFileError) -> cic_header {
        var header = cic_header()
        var result = cic_result()
        unsafe withSource(bytes, limits: limits) { source in
            _ = unsafe cic_read_header(source, &header, &result)
        }
        try check(result)
        return header
    }

    private func readGray(
        _ bytes: [UInt8], limits: ImageLimits, header: cic_header, into gray: UnsafeMutableBufferPointer<UInt8>
    ) throws(ImageFileError) {
        guard let pixels = gray.baseAddress else { preconditionFailure("a picture has at least one pixel") }
        var result = cic_result()
        unsafe withSource(bytes, limits: limits) { source in
            _ = unsafe cic_read_gray(source, header.width, header.height, pixels, &result)
        }
        try check(result)
    }

    private func withSource(
        _ bytes: [UInt8], limits: ImageLimits, _ body: (UnsafePointer<cic_source>) -> Void
    ) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("an empty file was let in") }
            var source = unsafe cic_source(
                bytes: start, count: buffer.count, directory: directory, limits: limits.forCodecs, codec: number)
            unsafe body(&source)
        }
    }

    /// The C functions' number for this codec.
    private var number: Int32 {
        switch self {
        case .png: Int32(CIC_PNG)
        case .jpeg: Int32(CIC_JPEG)
        case .tiff: Int32(CIC_TIFF)
        }
    }

    private var directory: UInt64 {
        if case .tiff(let directory) = self { directory } else { 0 }
    }

    private func check(_ result: cic_result) throws(ImageFileError) {
        guard let code = ImageFileError.Code(status: Int(result.status)) else { return }
        let text = unsafe withUnsafeBytes(of: result.detail) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        throw ImageFileError(code, text)
    }
}

extension ImageFileError.Code {
    /// The code for a status of the C functions; nil for success.
    fileprivate init?(status: Int) {
        switch status {
        case Int(CIC_OK): return nil
        case Int(CIC_TRUNCATED): self = .truncated
        case Int(CIC_UNSUPPORTED): self = .unsupported
        case Int(CIC_TOO_MANY_PIXELS): self = .tooManyPixels
        case Int(CIC_TOO_MUCH_MEMORY): self = .tooMuchMemory
        default: self = .damaged
        }
    }
}

extension ImageLimits {
    fileprivate var forCodecs: cic_limits {
        cic_limits(
            max_pixels: UInt64(clamping: maxPixels), max_working_bytes: UInt64(clamping: maxWorkingBytes),
            max_side: UInt32(clamping: maxSide), max_scans: UInt32(clamping: maxScans))
    }
}
