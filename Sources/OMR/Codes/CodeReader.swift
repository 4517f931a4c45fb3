internal import CZXing
public import ElectionModel
public import Raster

/// Finds and decodes bar codes and matrix codes, with zxing-cpp behind it.
///
/// The library may crash, so processes of their own read for it: one for each caller at a time, started when it is first needed, and
/// started anew when a picture has ended it. A whole letter page at 300 dpi takes about 60 ms, a region around one code less than
/// 1 ms: give the region where it is known.
@safe public final class CodeReader: Sendable {
    private nonisolated(unsafe) let reader: OpaquePointer

    /// - Parameters:
    ///   - program: what reads; by default this program itself, as it runs.
    ///   - argument: with which it calls ``serve()``.
    public init(program: String = "/proc/self/exe", argument: String) {
        guard let made = unsafe czx_make(program, argument) else { preconditionFailure("a reader is always made") }
        unsafe reader = made
    }

    deinit { unsafe czx_destroy(reader) }

    /// Reads for the program that has started this process, until that ends.
    ///
    /// - Returns: false when no program did.
    public static func serve() -> Bool { czx_serve() == 0 }

    /// Whether its processes can be started.
    public var works: Bool {
        unsafe count(
            in: GrayImage(width: 1, height: 1, pixels: [255]), PixelBox(x: 0, y: 0, width: 1, height: 1), [.qr]
        ) { _, count in
            count == 0
        }
    }

    /// The codes in a region of a picture, whichever way they are turned.
    ///
    /// - Parameters:
    ///   - image: one side as scanned.
    ///   - region: pixels to look at; what lies outside the picture is ignored. Nil looks everywhere.
    ///   - formats: kinds to look for.
    /// - Returns: at most 16 codes, those that pass their own check sums, from the top of the picture to its bottom.
    public func codes(
        in image: GrayImage, region: PixelBox? = nil, formats: [CodeFormat] = CodeFormat.allCases
    ) -> [PrintedCode] {
        let whole = PixelBox(x: 0, y: 0, width: image.width, height: image.height)
        guard let box = (region ?? whole).clipped(to: whole) else { return [] }
        // A decoder that failed has found nothing: who needs a code learns that it was not read.
        let codes = unsafe count(in: image, box, formats) { found, count in
            (0..<max(0, count)).compactMap { index in
                unsafe PrintedCode(
                    czx_code_at(found, index), bytes: czx_payload_at(found, index), from: box)
            }
        }
        return codes.sorted {
            ($0.top, $0.left, $0.format.rawValue) < ($1.top, $1.left, $1.format.rawValue)
        }
    }

    private func count<Value>(
        in image: GrayImage, _ box: PixelBox, _ formats: [CodeFormat],
        _ body: (UnsafeMutablePointer<czx_found>, Int32) -> Value
    ) -> Value {
        let found = UnsafeMutablePointer<czx_found>.allocate(capacity: 1)
        defer { unsafe found.deallocate() }
        let kinds = formats.reduce(UInt32(0)) { $0 | $1.kind }
        let count = unsafe image.pixels.withUnsafeBufferPointer { pixels in
            guard let start = pixels.baseAddress else { return Int32(0) }
            return unsafe czx_read(
                reader, start + box.y * image.width + box.x, Int32(box.width), Int32(box.height), Int32(image.width),
                kinds, found)
        }
        return unsafe body(found, count)
    }
}

extension PrintedCode {
    fileprivate init?(_ code: czx_code, bytes: UnsafePointer<UInt8>, from box: PixelBox) {
        guard let format = CodeFormat.allCases.first(where: { $0.kind == UInt32(bitPattern: code.kind) }) else {
            return nil
        }
        let payload = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: Int(code.count)))
        let (x, y) = (code.x, code.y)
        let corners = [(x.0, y.0), (x.1, y.1), (x.2, y.2), (x.3, y.3)].map {
            CodeCorner(x: Int($0.0) + box.x, y: Int($0.1) + box.y)
        }
        self.init(format: format, payload: payload, corners: corners)
    }

    fileprivate var top: Int { corners.map(\.y).min() ?? 0 }
    fileprivate var left: Int { corners.map(\.x).min() ?? 0 }
}

extension CodeFormat {
    /// The C function's bit for this kind.
    fileprivate var kind: UInt32 {
        switch self {
        case .qr: UInt32(CZX_QR)
        case .dataMatrix: UInt32(CZX_DATA_MATRIX)
        case .aztec: UInt32(CZX_AZTEC)
        case .pdf417: UInt32(CZX_PDF417)
        case .code128: UInt32(CZX_CODE_128)
        case .code39: UInt32(CZX_CODE_39)
        case .itf: UInt32(CZX_ITF)
        }
    }
}

extension PixelBox {
    /// The part inside another box; nil where they do not meet.
    func clipped(to other: PixelBox) -> PixelBox? {
        let (left, top) = (max(x, other.x), max(y, other.y))
        let right = min(x.addingClamped(width), other.x + other.width)
        let bottom = min(y.addingClamped(height), other.y + other.height)
        guard left < right, top < bottom else { return nil }
        return PixelBox(x: left, y: top, width: right - left, height: bottom - top)
    }
}

extension Int {
    /// A sum that stops at the largest number: boxes come from files.
    fileprivate func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
