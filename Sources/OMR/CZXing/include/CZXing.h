// Reading printed codes with zxing-cpp (Debian: libzxing-dev 1.4.0), which has no C interface of its own.
//
// No C++ exception and no failed assertion of the library leaves these functions. Pixels stay the caller's; calls may come from
// several threads.
#ifndef CZXING_H
#define CZXING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Kinds of code, one bit each.
enum {
    CZX_QR = 1,
    CZX_DATA_MATRIX = 2,
    CZX_AZTEC = 4,
    CZX_PDF417 = 8,
    CZX_CODE_128 = 16,
    CZX_CODE_39 = 32,
    CZX_ITF = 64,
    CZX_MATRIX_CODES = CZX_QR | CZX_DATA_MATRIX | CZX_AZTEC | CZX_PDF417,
    CZX_BAR_CODES = CZX_CODE_128 | CZX_CODE_39 | CZX_ITF,
};

enum {
    /// Most codes that one call returns.
    CZX_MOST_CODES = 16,
    /// Most bytes in all their payloads. The largest single one is a QR code of 7,089 digits.
    CZX_MOST_BYTES = 16384,
};

/// One code as it was found.
typedef struct {
    /// One of the kinds above.
    int32_t kind;
    /// Corners in pixels of the picture: top left, top right, bottom right, bottom left of the code as it reads.
    int32_t x[4];
    int32_t y[4];
    /// Where its payload begins in `payloads`, and its bytes.
    int32_t start;
    int32_t count;
} czx_code;

typedef struct {
    czx_code codes[CZX_MOST_CODES];
    /// Bytes as they are coded, without any conversion of text.
    uint8_t payloads[CZX_MOST_BYTES];
} czx_found;

/// A reader of codes and the processes that read for it.
typedef struct czx_reader czx_reader;

/// Makes a reader. Its processes run `program` with `argument` alone, which has to call czx_serve; they are started when
/// needed, one for each caller at a time, and stay for the next pictures.
czx_reader *czx_make(const char *program, const char *argument);

/// Ends a reader and its processes; no call of czx_read may be under way.
void czx_destroy(czx_reader *reader);

/// Reads the codes in a gray picture, in a process that may die of it.
///
/// Returns how many codes were found, at most CZX_MOST_CODES; -1 when the arguments are no picture; -2 when no process could
/// be started or its answer makes no sense. Codes with errors, and those whose payload no longer fits, are left out, never
/// half returned. Where the library ends its process, the kinds that it looked for are left out too.
int32_t czx_read(
    czx_reader *reader, const uint8_t *gray, int32_t width, int32_t height, int32_t row_bytes, uint32_t kinds,
    czx_found *found);

/// Reads for the program that started this process, until that ends; -1 when none did.
int32_t czx_serve(void);

/// A code of those found, and its payload; the index must be below what czx_read returned.
static inline czx_code czx_code_at(const czx_found *found, int32_t index) { return found->codes[index]; }
static inline const uint8_t *czx_payload_at(const czx_found *found, int32_t index) {
    return found->payloads + found->codes[index].start;
}

#ifdef __cplusplus
}
#endif

#endif
