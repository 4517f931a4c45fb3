#include "decode.h"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <cstring>

namespace {

using ZXing::BarcodeFormat;

struct Kind {
    uint32_t kind;
    BarcodeFormat format;
};

constexpr Kind all[] = {
    {CZX_QR, BarcodeFormat::QRCode},        {CZX_DATA_MATRIX, BarcodeFormat::DataMatrix},
    {CZX_AZTEC, BarcodeFormat::Aztec},      {CZX_PDF417, BarcodeFormat::PDF417},
    {CZX_CODE_128, BarcodeFormat::Code128}, {CZX_CODE_39, BarcodeFormat::Code39},
    {CZX_ITF, BarcodeFormat::ITF},
};

ZXing::BarcodeFormats formats(uint32_t kinds) {
    ZXing::BarcodeFormats result;
    for (const auto &entry : all)
        if (kinds & entry.kind) result |= entry.format;
    return result;
}

int32_t kind(BarcodeFormat format) {
    for (const auto &entry : all)
        if (entry.format == format) return static_cast<int32_t>(entry.kind);
    return 0;
}

/// False for what cannot be returned whole.
bool add(czx_found &found, int32_t count, const ZXing::Result &result) {
    const auto &bytes = result.bytes();
    czx_code code{};
    code.kind = kind(result.format());
    code.start = count == 0 ? 0 : found.codes[count - 1].start + found.codes[count - 1].count;
    if (!result.isValid() || code.kind == 0 || bytes.empty()) return false;
    if (bytes.size() > static_cast<size_t>(CZX_MOST_BYTES - code.start)) return false;
    code.count = static_cast<int32_t>(bytes.size());
    for (int corner = 0; corner < 4; corner++) {
        code.x[corner] = result.position()[corner].x;
        code.y[corner] = result.position()[corner].y;
    }
    std::memcpy(found.payloads + code.start, bytes.data(), bytes.size());
    found.codes[count] = code;
    return true;
}

} // namespace

int32_t czx_decode(const czx_picture &picture, uint32_t kinds, czx_found &found, int32_t count) {
    try {
        // The library takes an empty set for "all": no wanted kind must not become every kind.
        const auto wanted = formats(kinds);
        if (wanted.empty()) return count;
        ZXing::DecodeHints hints;
        hints.setFormats(wanted).setTryHarder(true).setTryRotate(true).setReturnErrors(false);
        // Bar codes have lines enough; comparing those of two scales fails an assertion (zxing-cpp issue 399).
        hints.setTryDownscale((kinds & CZX_BAR_CODES) == 0);
        hints.setMaxNumberOfSymbols(CZX_MOST_CODES);
        const ZXing::ImageView view(
            picture.gray, picture.width, picture.height, ZXing::ImageFormat::Lum, picture.row_bytes);
        for (const auto &result : ZXing::ReadBarcodes(view, hints))
            if (count < CZX_MOST_CODES && add(found, count, result)) count++;
    } catch (...) {
        // Codes that were added stay; the library found nothing more.
    }
    return count;
}
