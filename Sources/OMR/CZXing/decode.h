// Calling the library itself: only ever done in a helper process.
#ifndef CZXING_DECODE_H
#define CZXING_DECODE_H

#include "CZXing.h"

struct czx_picture {
    const uint8_t *gray;
    int32_t width, height, row_bytes;
};

/// Adds the codes of these kinds to `count` that are there already; returns how many there are then.
int32_t czx_decode(const czx_picture &picture, uint32_t kinds, czx_found &found, int32_t count);

#endif
