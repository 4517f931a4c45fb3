// The one door between Swift and libpng, libjpeg-turbo and libtiff.
//
// Every function here returns normally whatever the bytes hold: setjmp and longjmp stay inside it, nothing is printed,
// and no process-wide state is touched, so calls on different threads do not meet.
#ifndef C_IMAGE_CODECS_H
#define C_IMAGE_CODECS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// What became of a call. The values are Swift's too: see CodecStatus.swift.
enum {
    CIC_OK = 0,
    /// The data end before the picture does.
    CIC_TRUNCATED = 1,
    /// The data contradict themselves or their check sums.
    CIC_DAMAGED = 2,
    /// Valid, but of a kind that is not read here.
    CIC_UNSUPPORTED = 3,
    /// More pixels, or a longer side, than the limits allow.
    CIC_TOO_MANY_PIXELS = 4,
    /// Decoding would need more working memory than the limits allow.
    CIC_TOO_MUCH_MEMORY = 5,
};

/// A status and one line of text; the text is a C string, raw from the library where the library spoke.
typedef struct {
    int32_t status;
    char detail[240];
} cic_result;

typedef struct {
    /// Pixels.
    uint64_t max_pixels;
    /// Bytes of memory a decoder may use besides the picture it fills.
    uint64_t max_working_bytes;
    /// Pixels in a row, and rows.
    uint32_t max_side;
    /// Passes over the picture in one JPEG.
    uint32_t max_scans;
} cic_limits;

enum { CIC_PNG = 0, CIC_JPEG = 1, CIC_TIFF = 2 };

/// One picture inside a file held in memory.
typedef struct {
    const uint8_t *bytes;
    size_t count;
    /// TIFF only: where the picture's directory starts.
    uint64_t directory;
    cic_limits limits;
    /// CIC_PNG, CIC_JPEG or CIC_TIFF.
    int32_t codec;
} cic_source;

typedef struct {
    uint32_t width;
    uint32_t height;
    /// Dots per inch as the file states them; 0 if it does not.
    double dpi_x;
    double dpi_y;
} cic_header;

/// Reads the size of a picture and checks it against the limits. Allocates nothing in proportion to that size.
int32_t cic_read_header(const cic_source *source, cic_header *header, cic_result *result);

/// Decodes a picture to 8-bit gray rows without padding.
///
/// `width` and `height` are those of cic_read_header, and `gray` has room for their product.
int32_t cic_read_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result);

/// The darkest channel of a colour: an orange, a light blue or a pink pen is as dark in one of them as a black one, while its
/// luma is hardly darker than paper. Paper that is itself coloured is measured as paper later on.
static inline uint8_t cic_darkest(uint32_t red, uint32_t green, uint32_t blue) {
    uint32_t least = red < green ? red : green;
    return (uint8_t)(least < blue ? least : blue);
}

/// Rows to be written as a PNG.
typedef struct {
    const uint8_t *pixels;
    /// Bytes from one row to the next.
    size_t row_bytes;
    uint32_t width;
    uint32_t height;
    /// 1 (gray) or 3 (red, green, blue).
    int32_t channels;
    /// 8; or 1 with one channel: first pixel in the top bit, 1 is dark.
    int32_t bit_depth;
    /// zlib's 0 to 9.
    int32_t level;
    /// Pixels per metre; 0 leaves them out.
    uint32_t pixels_per_metre_x;
    uint32_t pixels_per_metre_y;
} cic_png_rows;

/// Encodes a PNG into memory that the caller gives to free(); NULL when memory ran out.
uint8_t *_Nullable cic_write_png(const cic_png_rows *rows, size_t *count);

#pragma clang assume_nonnull end

#endif
