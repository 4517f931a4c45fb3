// What the codecs share: one way to fail, one way from samples to gray.
#ifndef C_IMAGE_CODECS_INTERNAL_H
#define C_IMAGE_CODECS_INTERNAL_H

#include "CImageCodecs.h"

/// Notes the first failure of a call; later ones are its consequences and change nothing. Returns the noted status.
int32_t cic_fail(cic_result *result, int32_t status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/// Checks a stated size against the limits.
int32_t cic_check_size(const cic_limits *limits, uint64_t width, uint64_t height, cic_result *result);

/// Fails if `count` bytes of file cannot hold the picture even in the best case, which is `needed` bytes.
int32_t cic_check_plausible(size_t count, uint64_t needed, uint32_t width, uint32_t height, cic_result *result);

/// Gray laid over white paper with straight alpha, rounded.
static inline uint8_t cic_on_white(uint32_t gray, uint32_t alpha) {
    return (uint8_t)((gray * alpha + 255 * (255 - alpha) + 127) / 255);
}

/// Gray of four printing inks, 0 none to 255 full.
static inline uint8_t cic_darkest_of_inks(uint32_t cyan, uint32_t magenta, uint32_t yellow, uint32_t black) {
    uint32_t light = 255 - black;
    return cic_darkest(((255 - cyan) * light + 127) / 255, ((255 - magenta) * light + 127) / 255,
                    ((255 - yellow) * light + 127) / 255);
}

/// Interleaved 8-bit samples to gray. Channels: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.
void cic_gray_row(const uint8_t *samples, int channels, uint32_t count, uint8_t *gray, size_t step);

int32_t cic_png_header(const cic_source *source, cic_header *header, cic_result *result);
int32_t cic_png_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result);
int32_t cic_jpeg_header(const cic_source *source, cic_header *header, cic_result *result);
int32_t cic_jpeg_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result);
int32_t cic_tiff_header(const cic_source *source, cic_header *header, cic_result *result);
int32_t cic_tiff_gray(const cic_source *source, uint32_t width, uint32_t height, uint8_t *gray, cic_result *result);

#endif
