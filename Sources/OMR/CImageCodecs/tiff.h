// What the three TIFF files share: a handle on one directory, and what its samples mean.
#ifndef C_IMAGE_CODECS_TIFF_H
#define C_IMAGE_CODECS_TIFF_H

#include "internal.h"

#include <tiffio.h>

/// The bytes behind one libtiff handle, and the place it reads at.
typedef struct {
    const cic_source *source;
    cic_result *result;
    uint64_t at;
    /// Whether a warning is a failure: while reading pixels it means loss, before that mostly a vendor's private tag.
    int reading_pixels;
} cic_tiff_bytes;

/// Opens the directory at source->directory; NULL with a failure noted if that cannot be done.
TIFF *cic_tiff_open(cic_tiff_bytes *bytes);

enum { CIC_TIFF_GRAY, CIC_TIFF_RGB, CIC_TIFF_INKS };
enum { CIC_TIFF_OPAQUE, CIC_TIFF_STRAIGHT_ALPHA, CIC_TIFF_PREMULTIPLIED_ALPHA };

/// What the samples of one directory mean.
typedef struct {
    uint32_t width;
    uint32_t height;
    uint16_t bits;
    uint16_t samples;
    /// TIFF's numbers.
    uint16_t compression;
    uint16_t orientation;
    /// CIC_TIFF_GRAY, _RGB or _INKS, and where alpha stands among the samples if there is any.
    int colours;
    int alpha;
    int inverted;
    int separate;
    int tiled;
    /// Handles needed: 1, or one for each plane.
    int planes;
    /// Gray for each value of a single sample of up to 8 bits.
    uint8_t gray[256];
} cic_tiff_layout;

/// Reads and checks everything there is to know before the first pixel.
int32_t cic_tiff_describe(TIFF *tiff, cic_tiff_bytes *bytes, cic_tiff_layout *layout);

/// Turns `count` pixels into gray. `rows` has a row for each plane, or one with all samples.
void cic_tiff_gray_row(const cic_tiff_layout *layout, const uint8_t *const *rows, uint32_t count, uint8_t *gray);

#endif
